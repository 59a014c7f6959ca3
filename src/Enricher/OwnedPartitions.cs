using Confluent.Kafka;
using Eyrie.Enricher.State;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher;

/// <summary>
/// The partitions of one session: those that are ours, and those that are about to be. A partition that stays when the group
/// shares them out anew keeps what is remembered of it and goes on.
/// </summary>
internal sealed class OwnedPartitions(
    SessionServices services, EnrichmentPipeline pipeline, ILogger logger, CancellationToken stopping)
{
    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<int, OwnedPartition> _owned = [];
    private readonly List<PartitionRestore> _restoring = [];
    private string _member = "";
    private SessionCounts _counts;
    private long? _counted;

    /// <summary>Those whose events we take in.</summary>
    public IReadOnlyCollection<OwnedPartition> Owned => _owned.Values;

    /// <summary>How many are being restored.</summary>
    public int Restoring => _restoring.Sum(restore => restore.Partitions.Count);

    /// <summary>Null when it is not ours, or not yet.</summary>
    public OwnedPartition? Find(Partition partition) => _owned.GetValueOrDefault(partition.Value);

    /// <summary>The group gave us more.</summary>
    public void Assigned(IConsumer<string, byte[]> consumer, List<TopicPartition> partitions)
    {
        _member = consumer.MemberId;
        if (partitions.Count > 0)
        {
            _restoring.Add(new(services.State, partitions, stopping) { Started = services.Time.GetTimestamp() });
            ReportCounts();
        }
    }

    /// <summary>The group took some away, or forgot us.</summary>
    public void Revoked(IConsumer<string, byte[]> consumer, IReadOnlyCollection<TopicPartition> partitions, BatchReader reader)
    {
        reader.Drop(partitions);
        foreach (var partition in partitions)
        {
            _owned.Remove(partition.Partition.Value);
            _restoring.ForEach(restore => restore.Drop(partition, consumer));
        }

        _restoring.RemoveAll(static restore => restore.Partitions.Count == 0);
        ReportCounts();
        if (partitions.Count > 0)
        {
            logger.PartitionsRevoked(string.Join(", ", partitions.Select(partition => partition.Partition.Value)));
        }
    }

    /// <summary>Takes over what is restored, and out of a batch what belongs to partitions that are not.</summary>
    public void Admit(IReadOnlyList<ConsumeResult<string, byte[]>> batch, IConsumer<string, byte[]> consumer, BatchReader reader)
    {
        for (var i = 0; i < _restoring.Count;)
        {
            if (_restoring[i].IsDone)
            {
                TakeOver(_restoring[i], consumer);
                _restoring.RemoveAt(i);
            }
            else
            {
                _restoring[i].Hold(batch, consumer);
                reader.Drop(_restoring[i++].Partitions);
            }
        }
    }

    /// <summary>
    /// Our membership of the group, with which offsets are sent. It must be the one under which the partitions became ours: a
    /// consumer that the group has forgotten has none, and with none Kafka would take offsets from anybody.
    /// </summary>
    /// <exception cref="KafkaException">The group has forgotten us.</exception>
    public IConsumerGroupMetadata Membership(IConsumer<string, byte[]> consumer)
    {
        var membership = consumer.ConsumerGroupMetadata;
        return consumer.MemberId is { Length: > 0 } member && member == _member
            ? membership
            : throw new KafkaException(ErrorCode.UnknownMemberId);
    }

    /// <summary>Nothing is ours any more.</summary>
    public void Clear()
    {
        _owned.Clear();
        _restoring.ForEach(static restore => restore.End());
        _restoring.Clear();
        ReportCounts();
    }

    /// <summary>Says how much there is. What takes long to count is counted once a second, and when partitions come or go.</summary>
    public void ReportCounts()
    {
        var (waiting, incidents) = (0, 0);
        foreach (var owned in _owned.Values)
        {
            waiting += owned.State.Waiting.Count;
            incidents += owned.State.Incidents.Count;
        }

        var now = _counts with { Waiting = waiting, Incidents = incidents, Owned = _owned.Count, Restoring = Restoring };
        if (_counted is not { } counted || now.Owned != _counts.Owned || services.Time.GetElapsedTime(counted) >= CountInterval)
        {
            _counted = services.Time.GetTimestamp();
            now = CountMemory(now);
        }

        services.Metrics.Changed(_counts, now);
        _counts = now;
    }

    private SessionCounts CountMemory(SessionCounts counts)
    {
        var (processes, nodes, events) = (0L, 0L, 0L);
        foreach (var owned in _owned.Values)
        {
            nodes += owned.State.Nodes.Count;
            events += owned.State.Seen.Count;
            foreach (var node in owned.State.Nodes)
            {
                processes += node.Processes.Count;
            }
        }

        return counts with { Processes = processes, Nodes = nodes, Events = events };
    }

    private void TakeOver(PartitionRestore restore, IConsumer<string, byte[]> consumer)
    {
        var states = restore.States;
        services.Metrics.Restored(services.Time.GetElapsedTime(restore.Started));
        foreach (var partition in restore.Partitions)
        {
            pipeline.Resume(states[partition.Partition.Value]);
            _owned[partition.Partition.Value] = new(partition, states[partition.Partition.Value], services.Time.GetTimestamp());
            restore.Continue(partition, consumer);
        }

        ReportCounts();
    }
}
