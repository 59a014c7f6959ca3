using System.CommandLine;
using Eyrie.Contracts;
using Eyrie.Enricher;
using Eyrie.Enricher.Replay;
using Eyrie.Platform.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Commands;

/// <summary><c>eyrie replay</c></summary>
internal static class ReplayCommand
{
    private static readonly Option<MomentText?> From = MomentText.Option("--from", "Time of the first event: 2026-11-23T06:00:00Z, or how long ago: 2h.");

    private static readonly Option<MomentText?> Until = MomentText.Option("--until", "Time before which the last event was; now when it is not said.");

    private static readonly Option<string?> To = new("--to")
    {
        Description = "The topic that alerts are written to, made when it is missing; not one of the pipeline's own.",
        HelpName = "TOPIC",
    };

    private static readonly Option<string?> ActivityTo = new("--activity-to")
    {
        Description = "The topic that activity is written to; without it activity is only counted.",
        HelpName = "TOPIC",
    };

    private static readonly Option<TimeSpan?> WarmUp = new("--warm-up")
    {
        Description = "Read so much earlier, to know the processes of that time; the longer of processMemory and incidentGap when it is not said.",
        HelpName = "TIME",
        CustomParser = MomentText.ReadDuration,
    };

    private static readonly Option<string?> Node = new("--node")
    {
        Description = "Write what happened on this node alone, and read its partition alone.",
        HelpName = "NAME",
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Count, write nothing." };

    public static Command Create()
    {
        var command = CommonOptions.Configured("replay", "Enrich events of the past again with the rules of today, into a topic of its own.");
        foreach (var option in (Option[])[From, Until, To, ActivityTo, WarmUp, Node, DryRun])
        {
            command.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var loaded = EyrieConfiguration.Load(parsed, "sensors", "ingestor", "sinks");
        EyrieConfiguration.CheckEnricherRules(loaded);
        await using var services = Build(parsed, loaded);
        var replayer = services.GetRequiredService<Replayer>();
        var request = Request(parsed, services.GetRequiredService<Topics>(), services.GetRequiredService<TimeProvider>(), replayer.UsualWarmUp);
        var report = new ReplayReport(request, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        report.Began(services.GetRequiredService<Topics>().Events, EyrieConfiguration.Source(loaded));
        await services.LearnPodsAsync(cancellation);
        var account = await replayer.RunAsync(request, report.Progress, cancellation);
        report.Ended(account);
        return account switch
        {
            { Interrupted: true } => throw new OperationCanceledException(),
            { TooLarge: > 0 } => 1,
            _ => 0,
        };
    }

    private static ReplayRequest Request(ParseResult parsed, Topics topics, TimeProvider time, TimeSpan usualWarmUp)
    {
        var now = EventTime.From(time.GetUtcNow());
        var request = new ReplayRequest
        {
            From = parsed.GetValue(From)?.At(time) ?? throw Missing("--from TIME"),
            Until = parsed.GetValue(Until)?.At(time) ?? now,
            WarmUp = parsed.GetValue(WarmUp) ?? usualWarmUp,
            AlertsTopic = Target(parsed, To, topics),
            ActivityTopic = Target(parsed, ActivityTo, topics),
            Node = parsed.GetValue(Node) is { Length: > 0 } node ? node : null,
        };
        if (request.From >= request.Until)
        {
            throw new UsageException($"eyrie: --from {request.From} is not before --until {request.Until}");
        }

        if (request.AlertsTopic is not null && request.AlertsTopic == request.ActivityTopic)
        {
            throw new UsageException($"eyrie: --to and --activity-to name the same topic '{request.AlertsTopic}'");
        }

        return parsed.GetValue(DryRun) ? request with { AlertsTopic = null, ActivityTopic = null }
            : request.AlertsTopic is null ? throw Missing("--to TOPIC (or --dry-run)")
            : request;
    }

    private static UsageException Missing(string what) => new($"eyrie: {what} is missing; for instance: eyrie replay --from 2h --to replay.alerts.v1");

    private static string? Target(ParseResult parsed, Option<string?> option, Topics topics) => parsed.GetValue(option) is not { } topic ? null
        : TargetTopics.Problem(topic, topics) is { } problem ? throw new UsageException($"eyrie: {option.Name}: {problem}")
        : topic;

    private static ServiceProvider Build(ParseResult parsed, LoadedConfiguration loaded) =>
        CommandServices.Of(parsed, loaded.Configuration).AddHistory(loaded.Configuration).BuildServiceProvider();
}
