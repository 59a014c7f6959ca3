using System.CommandLine;
using Eyrie.Platform.Http;

namespace Eyrie.Commands.Status;

/// <summary><c>eyrie status</c></summary>
internal static class StatusCommand
{
    private static readonly Argument<string[]> Urls = new("URL")
    {
        Description = "The processes to ask: http://host:8808 or host:8808. Without one, the one that http.listen of the configuration is about, on this machine.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> AsJson = new("--json") { Description = "As JSON, for scripts: what each process answered, and the verdict." };

    private static readonly Option<bool> Strict = new("--strict") { Description = "Exit code 1 also when a process is merely degraded." };

    private static readonly Option<TimeSpan?> Timeout = new("--timeout")
    {
        Description = "How long to wait for an answer; 5s when it is not said.",
        HelpName = "TIME",
        CustomParser = MomentText.ReadDuration,
    };

    public static Command Create()
    {
        var command = CommonOptions.Configured("status", "Is it working? Ask processes of Eyrie, and show what they answer on one screen.");
        command.Add(Urls);
        command.Add(AsJson);
        command.Add(Strict);
        command.Add(Timeout);
        command.SetAction(ShowAsync);
        return command;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var urls = parsed.GetValue(Urls) is { Length: > 0 } named ? [.. named.Select(StatusUrl.Read).Distinct()] : (Uri[])[Default(parsed)];
        var timeout = parsed.GetValue(Timeout) ?? TimeSpan.FromSeconds(5);
        if (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromHours(1))
        {
            throw new UsageException("eyrie: --timeout is more than nothing and an hour at most");
        }

        using var query = new StatusQuery(TimeProvider.System, timeout);
        var answers = await Task.WhenAll(urls.Select(url => query.AskAsync(url, cancellation)));
        var verdict = StatusVerdict.Of(answers);
        var output = parsed.InvocationConfiguration.Output;
        await output.WriteAsync(parsed.GetValue(AsJson) ? StatusAnswerJson.Write(answers, verdict) : StatusScreen.Write(answers, verdict));
        return verdict.ExitCode(parsed.GetValue(Strict));
    }

    private static Uri Default(ParseResult parsed)
    {
        var loaded = EyrieConfiguration.Load(parsed, "sensors", "ingestor", "enricher", "sinks");
        var listen = loaded.Configuration["http:listen"] ?? new HttpOptions().Listen;
        return StatusUrl.Of(listen)
            ?? throw new UsageException($"eyrie: http.listen is '{listen}' in {EyrieConfiguration.Source(loaded)}: nobody to ask there; name a process, for instance 'eyrie status http://worker-3:8808'");
    }
}
