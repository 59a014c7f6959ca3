using System.Diagnostics.Metrics;
using Confluent.Kafka;
using Eyrie.Platform.Metrics;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Platform.Kafka.Lag;

/// <summary>
/// Shows how far behind the consumers of this process are. Kafka is asked where partitions end, since a consumer that has paused for an
/// outage hears of nothing new: that is when somebody looks at this.
/// </summary>
internal sealed class ConsumerLag : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ConsumerGroups _groups;
    private readonly PartitionEnds _ends;
    private readonly EndHistory _history = new();
    private readonly TimeProvider _time;
    private volatile Dictionary<(string Group, string Topic), GroupLag> _lags = [];

    public ConsumerLag(KafkaClients clients, IMeterFactory meters, TimeProvider time)
    {
        (_groups, _ends, _time) = (clients.Groups, new(clients), time);
        var meter = meters.Create(PlatformMeter.Name);
        meter.CreateObservableGauge(
            "eyrie.kafka.consumer.lag",
            () => Observe(static lag => lag.Records),
            "{record}",
            "Offsets that are not settled of the partitions that are this process'; the sum over processes is the group's lag. Behind a batch each transaction's marker counts as one.",
            Labels.Of("group", "topic"));
        meter.CreateObservableGauge(
            "eyrie.kafka.consumer.delay",
            Delays,
            "s",
            "For how long the oldest of them has waited; 0 when there is none.",
            Labels.Of("group", "topic"));
        meter.CreateObservableGauge(
            "eyrie.kafka.consumer.partitions",
            () => Observe(static lag => lag.Partitions),
            "{partition}",
            "Partitions that are this process'.",
            Labels.Of("group", "topic"));
    }

    public override void Dispose()
    {
        base.Dispose();
        _ends.Dispose();
    }

    /// <summary>Asks Kafka once.</summary>
    /// <exception cref="KafkaException">Kafka did not tell; what was known stays.</exception>
    internal async Task LookAsync()
    {
        var members = _groups.Members.Select(static member => (member.Group, Partitions: member.Partitions())).ToArray();
        var all = members.SelectMany(static member => member.Partitions).Select(static one => one.Partition).ToHashSet();
        var ends = all.Count > 0 ? await _ends.EndsAsync(all) : [];
        var found = new Dictionary<(string, string), GroupLag>();
        var now = _time.GetTimestamp();
        foreach (var (group, partitions) in members)
        {
            var committed = await _ends.CommittedAsync(group, [.. partitions.Where(static one => one.Next is null).Select(static one => one.Partition)]);
            foreach (var one in partitions)
            {
                var key = (group, one.Partition.Topic);
                var next = one.Next ?? committed.GetValueOrDefault(one.Partition, long.MaxValue);
                var end = ends.GetValueOrDefault(one.Partition);
                found[key] = found.GetValueOrDefault(key).With(Math.Max(0, end - next), _history.Look(group, one.Partition, next, end, now));
            }
        }

        _history.Looked();
        _lags = found;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync();
            }
            catch (Exception e) when (e is KafkaException or PipelineException)
            {
                // Kafka is away, and others say so. What was known stays, and the oldest grows older.
            }
        }
    }

    private IEnumerable<Measurement<long>> Observe(Func<GroupLag, long> value) =>
        _lags.Select(one => new Measurement<long>(value(one.Value), Tags(one.Key)));

    // What is in hand tells how old it is; of what is not read yet it is known since when there is some.
    private IEnumerable<Measurement<double>> Delays()
    {
        var held = _groups.Members
            .SelectMany(static member => member.Partitions().Select(one => (Key: (member.Group, one.Partition.Topic), one.Since)))
            .Where(static one => one.Since is not null)
            .GroupBy(static one => one.Key, static one => one.Since!.Value)
            .ToDictionary(static one => one.Key, static one => one.Min());
        foreach (var (key, lag) in _lags)
        {
            var delay = held.TryGetValue(key, out var oldest) ? _time.GetUtcNow() - oldest
                : lag.Since is { } since ? _time.GetElapsedTime(since)
                : TimeSpan.Zero;
            yield return new(Latency.Seconds(delay), Tags(key));
        }
    }

    private static KeyValuePair<string, object?>[] Tags((string Group, string Topic) key) => [new("group", key.Group), new("topic", key.Topic)];

    /// <summary>How far behind the partitions of one group and topic are.</summary>
    private readonly record struct GroupLag(long Records, int Partitions, long? Since)
    {
        public GroupLag With(long records, long? since) =>
            new(Records + records, Partitions + 1, Since is { } mine && since is { } other ? Math.Min(mine, other) : Since ?? since);
    }
}
