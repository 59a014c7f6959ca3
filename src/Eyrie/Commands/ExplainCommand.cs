using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Eyrie.Contracts;
using Eyrie.Enricher;
using Eyrie.Enricher.Explain;
using Eyrie.Platform;
using Eyrie.Platform.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Commands;

/// <summary><c>eyrie explain</c></summary>
internal static class ExplainCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.Default, // all that a terminal could obey is escaped
    };

    private static readonly Argument<string> Alert = new("ALERT")
    {
        Description = "An alert's document in a file ('-' for the standard input), or an event's id.",
    };

    private static readonly Option<MomentText?> At = MomentText.Option("--at", "About when the alert was, to find its id faster: 2026-11-23T06:00:00Z, or how long ago: 2h.");

    private static readonly Option<TimeSpan?> WarmUp = new("--warm-up")
    {
        Description = "Read so much earlier, to know the processes of that time; the longer of processMemory and incidentGap when it is not said.",
        HelpName = "TIME",
        CustomParser = MomentText.ReadDuration,
    };

    private static readonly Option<bool> Offline = new("--offline") { Description = "Explain from the document alone, without Kafka." };

    private static readonly Option<bool> AsJson = new("--json") { Description = "Write JSON, with all fields whole." };

    public static Command Create()
    {
        var command = CommonOptions.Configured("explain", "Say how an alert got each of its fields, and why it was joined with a process or not.");
        command.Add(Alert);
        foreach (var option in (Option[])[At, WarmUp, Offline, AsJson])
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var given = parsed.GetValue(Alert)!;
        var document = await AlertArgument.ReadAsync(given, cancellation);
        if (document is null && parsed.GetValue(Offline))
        {
            throw new UsageException($"eyrie: --offline needs the alert's document: '{given}' is an id alone");
        }

        var explanation = parsed.GetValue(Offline) ? Explainer.FromDocument(document!) : await ExplainAsync(parsed, given, document, cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(AsJson))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(explanation, Json));
        }
        else
        {
            ExplanationText.Write(output, explanation);
        }

        return 0;
    }

    private static async Task<Explanation> ExplainAsync(ParseResult parsed, string id, AlertDocument? document, CancellationToken cancellation)
    {
        var loaded = EyrieConfiguration.Load(parsed, "sensors", "ingestor", "sinks");
        EyrieConfiguration.CheckEnricherRules(loaded);
        await using var services = Build(parsed, loaded);
        var explainer = services.GetRequiredService<Explainer>();
        var topic = services.GetRequiredService<Topics>().Alerts;
        var alert = document
            ?? await explainer.FindAsync(id, parsed.GetValue(At)?.At(services.GetRequiredService<TimeProvider>()), cancellation)
            ?? throw new PipelineException(FailureKind.Fatal, $"{topic} has no alert {id}{(parsed.GetValue(At) is null ? "" : " around --at")}");
        try
        {
            await services.LearnPodsAsync(cancellation);
            return await explainer.ExplainAsync(alert, parsed.GetValue(WarmUp), cancellation);
        }
        catch (PipelineException e) when (document is not null)
        {
            return Explainer.FromDocument(alert, $"{e.Message}: this is from the document alone");
        }
    }

    private static ServiceProvider Build(ParseResult parsed, LoadedConfiguration loaded) =>
        CommandServices.Of(parsed, loaded.Configuration).AddHistory(loaded.Configuration).BuildServiceProvider();
}
