using Eyrie.Contracts;
using Eyrie.Testing.Targets;

namespace Eyrie.Testing.Delivery;

/// <summary>What a storm is.</summary>
public sealed record StormPlan
{
    /// <summary>Alerts.</summary>
    public int Alerts { get; init; } = 10_000;

    /// <summary>Within this time.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Incidents that they belong to.</summary>
    public int Incidents { get; init; } = 200;

    /// <summary>Old alerts that wait when the sinks start.</summary>
    public int Backlog { get; init; }

    /// <summary>For so long the targets of the backlog are away at first.</summary>
    public TimeSpan Away { get; init; }
}

/// <summary>Many alerts, none of them critical but one in their middle; and how long that one took to people.</summary>
public sealed class Storm(DeliveryBench bench, StormPlan plan, TimeProvider time)
{
    private const int Critical = 99_000_000;

    private readonly Dictionary<int, long> _sent = [];

    /// <summary>How many alerts there were.</summary>
    public long Sent => _sent.Values.Sum();

    /// <summary>Latency of the critical alert by sink; null: it never came.</summary>
    public Dictionary<string, TimeSpan?> Latency { get; } = new(StringComparer.Ordinal);

    /// <summary>How many messages a channel got while it lasted, by sink.</summary>
    public Dictionary<string, int> Messages { get; } = new(StringComparer.Ordinal);

    /// <summary>How long until nothing was waiting any more; null: not in time.</summary>
    public TimeSpan? Settled { get; private set; }

    /// <summary>Plays it.</summary>
    public async Task PlayAsync(TimeSpan patience, CancellationToken cancellation)
    {
        await (plan.Backlog > 0 ? StartBehindBacklogAsync(cancellation) : bench.StartAsync(cancellation));
        var began = time.GetTimestamp();
        var sent = await ProduceAsync(began, cancellation);
        await bench.UntilAsync(() => bench.Parts.Keys.All(sink => First(sink) is not null), TimeSpan.FromSeconds(30), cancellation);
        foreach (var sink in bench.Parts.Keys)
        {
            Latency[sink] = First(sink) is { } first ? time.GetElapsedTime(sent, first) : null;
        }

        var settling = time.GetTimestamp();
        var isSettled = await bench.UntilAsync(() => bench.Parts.Keys.All(sink => Waiting(sink) == 0), patience, cancellation);
        Settled = isSettled ? time.GetElapsedTime(settling) : null;
        foreach (var (sink, part) in bench.Parts)
        {
            Messages[sink] = part switch
            {
                SlackPart slack => slack.Messages.Count(message => message.At >= began && message.Kind is not "update"),
                PagerDutyPart pagerduty => pagerduty.Incidents.Keys.Count(key => key.Length > 0),
                _ => 0,
            };
        }
    }

    /// <summary>Incidents of which another number of alerts was told, by the sinks' own account, than there were.</summary>
    public IReadOnlyList<string> Miscounted(string sink)
    {
        var told = bench.Told();
        return
        [
            .. _sent.Select(sent => (Incident: AlertDocuments.IncidentOf(sent.Key), sent.Value))
                .Where(_ => bench.Parts[sink] is SlackPart) // the others are told of the critical one
                .Where(sent => told.GetValueOrDefault((sink, sent.Incident)) != sent.Value)
                .Select(sent => $"{sent.Incident}: {told.GetValueOrDefault((sink, sent.Incident))} of {sent.Value}"),
        ];
    }

    /// <summary>Alerts that a sink's group has not committed: records of aborted or ended transactions there are none.</summary>
    public long Waiting(string sink) => bench.Lag($"sink-{sink}", bench.Topics.Alerts);

    private async Task StartBehindBacklogAsync(CancellationToken cancellation)
    {
        for (var number = 1; number <= plan.Backlog; number++)
        {
            Produce(Mild(number), time.GetUtcNow() - TimeSpan.FromHours(2));
        }

        bench.Flush();
        if (plan.Away > TimeSpan.Zero)
        {
            await Task.WhenAll(bench.Targets.Values.Select(target => target.BeginAsync(TargetFault.Down)));
        }

        bench.Start();
        await Task.Delay(plan.Away, time, cancellation);
        await Task.WhenAll(bench.Targets.Values.Select(target => target.BeginAsync(TargetFault.None)));
    }

    private void Produce(AlertSpec spec, DateTimeOffset? at = null)
    {
        _sent[spec.Incident] = _sent.GetValueOrDefault(spec.Incident) + 1;
        bench.Produce(spec, at);
    }

    /// <returns>When the critical one was produced.</returns>
    private async Task<long> ProduceAsync(long began, CancellationToken cancellation)
    {
        var sent = 0L;
        for (var number = 1; number <= plan.Alerts; number++)
        {
            var due = plan.Length * ((double)number / plan.Alerts);
            if (due - time.GetElapsedTime(began) is var early && early > TimeSpan.FromMilliseconds(5))
            {
                await Task.Delay(early, time, cancellation);
            }

            if (number == 1 + (plan.Alerts / 2))
            {
                sent = time.GetTimestamp();
                Produce(new(Critical, Critical, 1, Severity.Critical));
            }

            Produce(Mild(plan.Backlog + number));
        }

        bench.Flush();
        return sent;
    }

    private AlertSpec Mild(int number) => new(
        number, 1 + (number % plan.Incidents), 1 + (number / plan.Incidents), number % 3 == 0 ? Severity.Error : Severity.Warning);

    private long? First(string sink) => bench.Parts[sink].Taken.First(Taken.Mark(Critical));
}
