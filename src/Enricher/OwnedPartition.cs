using Confluent.Kafka;
using Eyrie.Enricher.State;

namespace Eyrie.Enricher;

/// <summary>A partition of <c>events.v1</c> while it is ours: what is remembered of it, how far it was read.</summary>
internal sealed class OwnedPartition(TopicPartition partition, PartitionState state, long ownedSince)
{
    // A transaction's marker may be all that is left to read: what shows no record for so long has none.
    private static readonly TimeSpan SurelyIdle = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(1);

    private long _lastRead = ownedSince;
    private Offset _next = Offset.Unset;
    private bool _read;

    public TopicPartition Partition { get; } = partition;

    public PartitionState State { get; } = state;

    /// <summary>A record was read.</summary>
    public void HasRead(Offset offset, long timestamp) => (_next, _lastRead, _read) = (offset + 1, timestamp, true);

    /// <summary>
    /// Moves the partition's clock on when an alert waits or an incident is open, and there is nothing to read. While there is, the events
    /// tell the time: a backlog, however long it takes, must not make an alert miss the event that it waits for.
    /// </summary>
    /// <returns>Whether an alert's time is over, or an incident.</returns>
    public bool LetTimePass(TimeSpan elapsed, IConsumer<string, byte[]> consumer, TimeProvider time)
    {
        var read = _read;
        _read = false;
        if (read || (State.Waiting.Count == 0 && State.Incidents.Count == 0))
        {
            return false;
        }

        if (AtEnd(consumer) || time.GetElapsedTime(_lastRead) >= SurelyIdle)
        {
            return State.LetTimePass(elapsed < LongestStep ? elapsed : LongestStep);
        }

        return State.Waiting.First is { } first && first.Deadline <= State.Clock.Now;
    }

    /// <summary>The offset to commit; null when nothing was ever read, by nobody.</summary>
    public TopicPartitionOffset? Next(IConsumer<string, byte[]> consumer, TimeSpan timeout)
    {
        if (_next == Offset.Unset)
        {
            _next = consumer.Committed([Partition], timeout)[0].Offset is { Value: >= 0 } committed ? committed : Offset.Beginning;
        }

        return _next.Value >= 0 ? new(Partition, _next) : null;
    }

    private bool AtEnd(IConsumer<string, byte[]> consumer)
    {
        // Not the consumer's own position: what was held back while the partition was restored counts as read there.
        var end = consumer.GetWatermarkOffsets(Partition).High;
        return end.Value < 0 || _next.Value >= end.Value;
    }
}
