using Confluent.Kafka;

namespace Eyrie.Enricher.State;

/// <summary>
/// The reading, on a thread of its own, of what is remembered of partitions that are about to be ours. Meanwhile the others go on;
/// what was read of these is held back.
/// </summary>
internal sealed class PartitionRestore
{
    private readonly CancellationTokenSource _ending;
    private readonly Task<Dictionary<int, PartitionState>> _states;
    private readonly Dictionary<TopicPartition, Offset> _held = [];
    private readonly HashSet<TopicPartition> _paused = [];

    public PartitionRestore(StateReader reader, IReadOnlyCollection<TopicPartition> partitions, CancellationToken stopping)
    {
        Partitions = [.. partitions];
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var ending = _ending.Token;
        int[] numbers = [.. partitions.Select(partition => partition.Partition.Value)];
        _states = Task.Run(() => reader.Read(numbers, ending), ending);
    }

    /// <summary>Those that are still to be ours.</summary>
    public HashSet<TopicPartition> Partitions { get; }

    /// <summary>When the reading began.</summary>
    public long Started { get; init; }

    public bool IsDone => _states.IsCompleted;

    /// <summary>What is remembered, by partition.</summary>
    /// <exception cref="KafkaException">Kafka failed; so may what else the reader says.</exception>
    public Dictionary<int, PartitionState> States => _states.GetAwaiter().GetResult();

    /// <summary>Nothing of a partition may be taken in before it is restored: reading begins with what comes first of the batch.</summary>
    public void Hold(IReadOnlyList<ConsumeResult<string, byte[]>> batch, IConsumer<string, byte[]> consumer)
    {
        foreach (var partition in Partitions)
        {
            if (_paused.Add(partition))
            {
                consumer.Pause([partition]);
            }
        }

        foreach (var record in batch)
        {
            if (Partitions.Contains(record.TopicPartition))
            {
                _held.TryAdd(record.TopicPartition, record.Offset);
            }
        }
    }

    /// <summary>Reads on where it was held.</summary>
    public void Continue(TopicPartition partition, IConsumer<string, byte[]> consumer)
    {
        if (_held.Remove(partition, out var first))
        {
            consumer.Seek(new(partition, first));
        }

        if (_paused.Remove(partition))
        {
            consumer.Resume([partition]);
        }
    }

    /// <summary>A partition was taken away again.</summary>
    public void Drop(TopicPartition partition, IConsumer<string, byte[]> consumer)
    {
        Partitions.Remove(partition);
        if (_paused.Remove(partition))
        {
            consumer.Resume([partition]);
        }

        if (Partitions.Count == 0)
        {
            End();
        }
    }

    /// <summary>Nobody waits for it any more.</summary>
    public void End()
    {
        _ending.Cancel();
        _states.ContinueWith(static states => _ = states.Exception, TaskScheduler.Default); // nobody looks at how it ended
    }
}
