using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Enricher;
using Eyrie.Enricher.Explain;
using Eyrie.Platform;
using Eyrie.Platform.Configuration;
using Eyrie.Sinks.Routing.Explaining;
using Eyrie.Sinks.Routing.Silences;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Commands;

/// <summary><c>eyrie route</c></summary>
internal static class RouteCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Default, // all that a terminal could obey is escaped
    };

    private static readonly Argument<string> Alert = new("ALERT")
    {
        Description = "An alert's document in a file ('-' for the standard input), or an event's id.",
    };

    private static readonly Option<MomentText?> At = MomentText.Option(
        "--at", "At which time silences and mute times are looked at: 2026-11-23T06:00:00Z, or how long ago: 0, 2h. The alert's own time when it is not said.");

    private static readonly Option<string?> Sink = new("--sink") { Description = "One sink alone, by name.", HelpName = "NAME" };

    private static readonly Option<bool> Offline = new("--offline") { Description = "Without Kafka: silences made by 'eyrie silence' are not looked at." };

    private static readonly Option<bool> AsJson = new("--json") { Description = "Write JSON." };

    /// <summary>Another routing file than the configuration's.</summary>
    public static readonly Option<string?> Routing = new("--routing") { Description = "This routing file in place of the configuration's.", HelpName = "FILE" };

    public static Command Create()
    {
        var command = CommonOptions.Configured("route", "Say where an alert goes and why: each route that is tried, silences, mute times.");
        command.Add(Alert);
        foreach (var option in (Option[])[Sink, At, Routing, Offline, AsJson])
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>Reads the routing file.</summary>
    /// <exception cref="UsageException">Something is wrong with it.</exception>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (RoutingException e)
        {
            throw new UsageException($"eyrie: the routing has {(e.Problems.Count == 1 ? "a problem" : $"{e.Problems.Count} problems")}:{Environment.NewLine}{e.Message}");
        }
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var given = parsed.GetValue(Alert)!;
        var document = await AlertArgument.ReadAsync(given, cancellation);
        if (document is null && parsed.GetValue(Offline))
        {
            throw new UsageException($"eyrie: --offline needs the alert's document: '{given}' is an id alone");
        }

        var loaded = EyrieConfiguration.Load(parsed, "sensors", "ingestor", "enricher", "sinks");
        var explainer = Read(() => RouteExplainer.Open(loaded.Configuration, parsed.GetValue(Routing)));
        if (parsed.GetValue(Sink) is { } sink && !explainer.Sinks.Contains(sink, StringComparer.OrdinalIgnoreCase))
        {
            throw new UsageException($"eyrie: --sink names '{sink}'; there are: {string.Join(", ", explainer.Sinks)}{NearestWord.Hint(sink, explainer.Sinks)}");
        }

        await using var services = Build(parsed, loaded);
        document ??= await FindAsync(services, given, cancellation);
        var notes = await LearnSilencesAsync(parsed, services, explainer, cancellation);
        var time = services.GetRequiredService<TimeProvider>();
        var at = parsed.GetValue(At)?.At(time).ToDateTimeOffset() ?? document.Time?.ToDateTimeOffset() ?? time.GetUtcNow();
        var explanation = explainer.Explain(Encoding.UTF8.GetBytes(document.Json), at, parsed.GetValue(Sink)) with { Notes = notes };
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(AsJson))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(explanation, Json));
        }
        else
        {
            RouteText.Write(output, explanation, explainer.Source);
        }

        return 0;
    }

    private static async Task<AlertDocument> FindAsync(ServiceProvider services, string id, CancellationToken cancellation) =>
        await services.GetRequiredService<Explainer>().FindAsync(id, null, cancellation)
        ?? throw new PipelineException(FailureKind.Fatal, $"{services.GetRequiredService<Topics>().Alerts} has no alert {id}");

    private static async Task<IReadOnlyList<string>> LearnSilencesAsync(
        ParseResult parsed, ServiceProvider services, RouteExplainer explainer, CancellationToken cancellation)
    {
        if (parsed.GetValue(Offline))
        {
            return ["silences made by 'eyrie silence' were not looked at (--offline)"];
        }

        try
        {
            await services.GetRequiredService<SilenceDesk>().TellAsync(explainer, cancellation);
            return [];
        }
        catch (PipelineException e)
        {
            return [$"silences made by 'eyrie silence' could not be looked at: {e.Message}"];
        }
    }

    private static ServiceProvider Build(ParseResult parsed, LoadedConfiguration loaded) =>
        CommandServices.Of(parsed, loaded.Configuration).AddHistory(loaded.Configuration).AddSingleton<SilenceDesk>().BuildServiceProvider();
}
