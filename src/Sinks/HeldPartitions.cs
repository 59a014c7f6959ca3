using Confluent.Kafka;

namespace Eyrie.Sinks;

/// <summary>
/// What a session may commit: the offsets of settled batches, but for partitions that went to somebody else meanwhile.
/// Its handlers run on the thread that polls.
/// </summary>
internal sealed class HeldPartitions
{
    private readonly Dictionary<TopicPartition, Offset> _settled = [];
    private readonly HashSet<TopicPartition> _gone = [];
    private List<ConsumeResult<string, byte[]>> _early = [];

    /// <summary>Listens to partitions that leave.</summary>
    public void Follow(ConsumerBuilder<string, byte[]> builder) => builder
        .SetPartitionsRevokedHandler((_, partitions) => Forget(partitions))
        .SetPartitionsLostHandler((_, partitions) => Forget(partitions));

    /// <summary>Keeps a record that came while another batch was being settled.</summary>
    public void Keep(ConsumeResult<string, byte[]> early) => _early.Add(early);

    /// <summary>Begins a batch: what leaves from now on leaves while it is read or settled.</summary>
    /// <returns>The records that came early: the next batch when there are any.</returns>
    public IReadOnlyList<ConsumeResult<string, byte[]>> BeginBatch()
    {
        _gone.Clear();
        var early = _early;
        _early = [];
        return early;
    }

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
            _early.RemoveAll(record => record.TopicPartition == partition.TopicPartition);
        }
    }
}
