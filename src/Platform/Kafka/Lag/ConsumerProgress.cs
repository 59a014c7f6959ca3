using Confluent.Kafka;

namespace Eyrie.Platform.Kafka.Lag;

/// <summary>How far a consumer is with one of its partitions.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Next">The first offset that is not settled; null while nothing was read.</param>
/// <param name="Since">When the oldest record was written that is read and not settled; null when there is none.</param>
internal readonly record struct PartitionProgress(TopicPartition Partition, long? Next, DateTimeOffset? Since);

/// <summary>
/// How far one consumer is. Its own thread says so, since nobody else may ask a consumer; others look. Costs nothing worth mentioning: the
/// consumer itself is asked once a second.
/// </summary>
public sealed class ConsumerProgress : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<TopicPartition, long?> _next = [];
    private readonly Dictionary<TopicPartition, (long Offset, DateTimeOffset Written)> _held = [];
    private readonly ConsumerGroups _groups;
    private readonly TimeProvider _time;
    private long? _looked;

    internal ConsumerProgress(ConsumerGroups groups, string group, TimeProvider time) => (_groups, Group, _time) = (groups, group, time);

    /// <summary>The consumer group.</summary>
    public string Group { get; }

    /// <summary>Between two batches: all that was delivered is settled.</summary>
    public void Rest(IConsumer<string, byte[]> consumer)
    {
        lock (_gate)
        {
            _held.Clear();
            Watch(consumer);
        }
    }

    /// <summary>While a batch takes long: partitions may come and go, and the first of all may have come with the batch.</summary>
    public void Watch(IConsumer<string, byte[]> consumer)
    {
        lock (_gate)
        {
            if (_looked is not { } looked || _time.GetElapsedTime(looked) >= LookInterval)
            {
                _looked = _time.GetTimestamp();
                Look(consumer);
            }
        }
    }

    /// <summary>A batch is read, and is not settled before the next call of <see cref="Rest"/>.</summary>
    public void Hold(IReadOnlyList<ConsumeResult<string, byte[]>> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            _held.Clear();
            var last = (Topic: "", Partition: -1);
            for (var i = 0; i < batch.Count; i++)
            {
                var now = (batch[i].Topic, batch[i].Partition.Value);
                if (now != last) // records of a partition come together: one look a row of them
                {
                    last = now;
                    _held.TryAdd(batch[i].TopicPartition, (batch[i].Offset.Value, Written(batch[i])));
                }
            }
        }
    }

    /// <summary>Of a partition, records from this one on are not settled; to be told anew after each <see cref="Rest"/>.</summary>
    public void Hold(TopicPartition partition, long offset, DateTimeOffset written)
    {
        lock (_gate)
        {
            _held[partition] = (offset, written);
        }
    }

    /// <summary>The consumer is closed.</summary>
    public void Dispose() => _groups.Leave(this);

    internal IReadOnlyList<PartitionProgress> Partitions()
    {
        lock (_gate)
        {
            return [.. _next.Select(one => _held.TryGetValue(one.Key, out var held)
                ? new PartitionProgress(one.Key, held.Offset, held.Written)
                : new PartitionProgress(one.Key, one.Value, null))];
        }
    }

    private static DateTimeOffset Written(ConsumeResult<string, byte[]> record) => record.Message?.Timestamp.UtcDateTime ?? DateTime.UnixEpoch;

    private void Look(IConsumer<string, byte[]> consumer)
    {
        _next.Clear();
        foreach (var partition in consumer.Assignment)
        {
            var position = consumer.Position(partition).Value; // past the markers of transactions, which offsets to commit are not
            _next[partition] = position >= 0 ? position : null;
        }
    }
}

/// <summary>The consumers of this process that belong to a group.</summary>
public sealed class ConsumerGroups(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<ConsumerProgress> _members = [];

    /// <summary>A consumer begins; it ends with the answer's disposal.</summary>
    public ConsumerProgress Join(string group)
    {
        var progress = new ConsumerProgress(this, group, time);
        lock (_gate)
        {
            _members.Add(progress);
        }

        return progress;
    }

    internal IReadOnlyList<ConsumerProgress> Members
    {
        get
        {
            lock (_gate)
            {
                return [.. _members];
            }
        }
    }

    internal void Leave(ConsumerProgress member)
    {
        lock (_gate)
        {
            _members.Remove(member);
        }
    }
}
