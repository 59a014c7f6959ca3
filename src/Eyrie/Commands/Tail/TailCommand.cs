using System.CommandLine;
using System.CommandLine.Parsing;
using Eyrie.Contracts;
using Eyrie.Demo;
using Eyrie.Platform;
using Eyrie.Platform.Configuration;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Eyrie.Commands.Tail;

/// <summary><c>eyrie tail</c></summary>
internal static class TailCommand
{
    private const int LeastOfAnId = 6;

    private static readonly Option<Severity> Least = new("--severity")
    {
        Description = "Alerts at least as bad: debug to emergency.",
        HelpName = "WORD",
        DefaultValueFactory = _ => Severity.Debug,
        CustomParser = ReadSeverity,
    };

    private static readonly Option<string?> Namespace = new("--namespace", "-n") { Description = "Alerts of pods in this namespace; * and ? are wildcards.", HelpName = "GLOB" };

    private static readonly Option<string?> Incident = new("--incident")
    {
        Description = $"Alerts of this incident, and that it is over: its id, or how that begins ({LeastOfAnId} digits).",
        HelpName = "ID",
        CustomParser = ReadIncident,
    };

    private static readonly Option<string?> Rule = new("--rule") { Description = "Alerts of rules of this name; * and ? are wildcards.", HelpName = "GLOB" };

    private static readonly Option<string?> Node = new("--node") { Description = "Alerts of this node; * and ? are wildcards.", HelpName = "GLOB" };

    private static readonly Option<MomentText?> Since = MomentText.Option(
        "--since", "Those since then first, in order: 2026-11-23T06:00:00Z, or how long ago: 10m, 2h. Only what comes from now on when it is not said.");

    private static readonly Option<bool> NoFollow = new("--no-follow") { Description = "End with what is there now." };

    private static readonly Option<bool> Suppressed = new("--suppressed") { Description = "Also those that an exception suppresses." };

    private static readonly Option<bool> AsJson = new("--json") { Description = "Write the documents, one a line." };

    public static Command Create()
    {
        var command = CommonOptions.Configured("tail", "Show alerts as they come, with their processes: read from Kafka, nothing is committed.");
        foreach (var option in (Option[])[Least, Namespace, Incident, Rule, Node, Since, NoFollow, Suppressed, AsJson])
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var loaded = EyrieConfiguration.Load(parsed, "sensors", "ingestor", "enricher", "sinks");
        await using var services = CommandServices.Of(parsed, loaded.Configuration).BuildServiceProvider();
        var time = services.GetRequiredService<TimeProvider>();
        var tail = new AlertTail(services.GetRequiredService<KafkaClients>(), services.GetRequiredService<Topics>().Alerts, Filter(parsed), time);
        var since = parsed.GetValue(Since)?.At(time);
        try
        {
            // Confluent's consumer blocks: it has a thread of its own.
            await Task.Factory.StartNew(
                () => tail.Run(Screen(parsed), since, !parsed.GetValue(NoFollow), cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // That is how one ends it.
        }
        catch (IOException)
        {
            // Whoever read the output has gone: 'eyrie tail | head'.
        }
        catch (PipelineException e)
        {
            throw new UsageException($"eyrie: {e.Message}");
        }

        return 0;
    }

    private static TailFilter Filter(ParseResult parsed) => new()
    {
        Least = parsed.GetValue(Least),
        Namespace = parsed.GetValue(Namespace),
        Incident = parsed.GetValue(Incident),
        Rule = parsed.GetValue(Rule),
        Node = parsed.GetValue(Node),
        Suppressed = parsed.GetValue(Suppressed),
    };

    private static TailScreen Screen(ParseResult parsed)
    {
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var isOurs = ReferenceEquals(output, Console.Out);
        if (isOurs && !Console.IsOutputRedirected && !parsed.GetValue(AsJson) && AnsiConsole.Profile.Capabilities.Ansi)
        {
            return TailScreen.Lines(DemoScreen.OnTerminal(AnsiConsole.Console), errors);
        }

        var isPipe = isOurs && Console.IsOutputRedirected && !OperatingSystem.IsWindows();
        output = isPipe ? StandardOutput() : output;
        var screen = parsed.GetValue(AsJson) ? TailScreen.Json(output, errors) : TailScreen.Lines(DemoScreen.Plain(output), errors);
        return screen with { IsUnread = isPipe ? static () => OutputPipe.IsUnread(OutputPipe.Own()) : static () => false };
    }

    // The console says nothing when the other end of its pipe is closed, and this would go on for ever.
    private static StreamWriter StandardOutput() => new(new FileStream(OutputPipe.Own(), FileAccess.Write, bufferSize: 0)) { AutoFlush = true };

    private static Severity ReadSeverity(ArgumentResult argument)
    {
        var word = argument.Tokens[0].Value;
        if (!Severities.TryParse(word, out var severity))
        {
            argument.AddError($"--severity: found '{SafeText.OneLine(word, 40)}', allowed: {string.Join(", ", Severities.All)}{NearestWord.Hint(word, Severities.All)}");
        }

        return severity;
    }

    private static string? ReadIncident(ArgumentResult argument)
    {
        var id = argument.Tokens[0].Value.ToLowerInvariant();
        if (id.Length is >= LeastOfAnId and <= 64 && id.All(char.IsAsciiHexDigit))
        {
            return id;
        }

        argument.AddError($"--incident: found '{SafeText.OneLine(id, 80)}', allowed: an incident's id, or its first {LeastOfAnId} digits or more");
        return null;
    }
}
