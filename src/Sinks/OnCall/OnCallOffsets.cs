using Confluent.Kafka;
using Eyrie.Platform.Kafka.Lag;

namespace Eyrie.Sinks.OnCall;

/// <summary>What is read and not settled, of all partitions. Records are read by one thread and settled by any.</summary>
internal sealed class OnCallOffsets
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TopicPartition, OffsetWindow> _windows = [];

    /// <summary>So much waits that no more is read.</summary>
    public bool IsFull
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>Of which something was read.</summary>
    public HashSet<TopicPartition> Partitions
    {
        get
        {
            lock (_gate)
            {
                return [.. _windows.Keys];
            }
        }
    }

    public void Read(ConsumeResult<string, byte[]> record)
    {
        lock (_gate)
        {
            if (!_windows.TryGetValue(record.TopicPartition, out var window))
            {
                _windows[record.TopicPartition] = window = new();
            }

            window.Read(record.Offset, record.Message.Timestamp.UtcDateTime, PendingAlert.SizeOf(record));
        }
    }

    /// <summary>Done with; nothing happens when the partition went to somebody else.</summary>
    public void Settle(ConsumeResult<string, byte[]> record)
    {
        lock (_gate)
        {
            if (_windows.TryGetValue(record.TopicPartition, out var window))
            {
                window.Settle(record.Offset);
            }
        }
    }

    /// <summary>It waits, and takes another amount of memory than it did.</summary>
    public void Resize(PendingAlert alert)
    {
        lock (_gate)
        {
            if (_windows.TryGetValue(alert.Record.TopicPartition, out var window))
            {
                window.Resize(alert.Record.Offset, alert.Bytes);
            }
        }
    }

    /// <summary>What may be committed and is not.</summary>
    public IReadOnlyList<TopicPartitionOffset> Committable()
    {
        lock (_gate)
        {
            return [.. _windows.Where(one => one.Value.Committable is not null)
                .Select(one => new TopicPartitionOffset(one.Key, one.Value.Committable!.Value))];
        }
    }

    public void Committed(IReadOnlyList<TopicPartitionOffset> offsets)
    {
        lock (_gate)
        {
            foreach (var offset in offsets)
            {
                _windows.GetValueOrDefault(offset.TopicPartition)?.Committed(offset.Offset);
            }
        }
    }

    /// <summary>Says from where on records are not settled.</summary>
    public void Tell(ConsumerProgress progress)
    {
        lock (_gate)
        {
            foreach (var (partition, window) in _windows)
            {
                if (window.First is { } first)
                {
                    progress.Hold(partition, first.Offset, first.Written);
                }
            }
        }
    }

    /// <summary>The partitions went to somebody else.</summary>
    public void Forget(IEnumerable<TopicPartition> partitions)
    {
        lock (_gate)
        {
            foreach (var partition in partitions)
            {
                _windows.Remove(partition);
            }
        }
    }

    /// <summary>How many wait that are of a topic or not, how much memory they take, and since when the oldest was written.</summary>
    public Backlog Waiting(Predicate<string> ofTopic)
    {
        lock (_gate)
        {
            var (alerts, bytes, oldest) = (0, 0L, (DateTimeOffset?)null);
            foreach (var (partition, window) in _windows)
            {
                if (ofTopic(partition.Topic))
                {
                    alerts += window.Unsettled;
                    bytes += window.Bytes;
                    oldest = oldest is null || window.Oldest < oldest ? window.Oldest ?? oldest : oldest;
                }
            }

            return new(alerts, bytes, oldest);
        }
    }
}

/// <summary>What is read and not settled.</summary>
internal readonly record struct Backlog(int Alerts, long Bytes, DateTimeOffset? Oldest);
