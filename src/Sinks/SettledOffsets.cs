using Confluent.Kafka;

namespace Eyrie.Sinks;

/// <summary>
/// Which offsets may be committed: those of settled batches, but for partitions that went to somebody else meanwhile.
/// One a session with Kafka; its handlers run on the thread that polls.
/// </summary>
internal sealed class SettledOffsets
{
    private readonly Dictionary<TopicPartition, Offset> _settled = [];
    private readonly HashSet<TopicPartition> _gone = [];

    /// <summary>Listens to partitions that leave.</summary>
    public void Follow(ConsumerBuilder<string, byte[]> builder) => builder
        .SetPartitionsRevokedHandler((_, partitions) => Forget(partitions))
        .SetPartitionsLostHandler((_, partitions) => Forget(partitions));

    /// <summary>A batch was read: what leaves from now on leaves while it is being delivered.</summary>
    public void Begin() => _gone.Clear();

    /// <summary>The batch is done with.</summary>
    public void Settle(IReadOnlyList<ConsumeResult<string, byte[]>> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (!_gone.Contains(batch[i].TopicPartition))
            {
                _settled[batch[i].TopicPartition] = batch[i].Offset + 1;
            }
        }
    }

    /// <summary>Commits what is settled.</summary>
    /// <exception cref="KafkaException">Kafka did not take it; the next call commits it as well.</exception>
    public void Commit(IConsumer<string, byte[]> consumer)
    {
        if (_settled.Count > 0)
        {
            consumer.Commit(_settled.Select(offset => new TopicPartitionOffset(offset.Key, offset.Value)));
            _settled.Clear();
        }
    }

    private void Forget(List<TopicPartitionOffset> partitions)
    {
        foreach (var partition in partitions)
        {
            _gone.Add(partition.TopicPartition);
            _settled.Remove(partition.TopicPartition);
        }
    }
}
