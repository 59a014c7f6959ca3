using Confluent.Kafka;
using Eyrie.Platform.Kafka.Lag;

namespace Eyrie.Platform.Kafka;

/// <summary>Groups what a consumer has into batches. The Kafka batch is the only buffer between reading and the answer.</summary>
/// <param name="consumer">Who reads.</param>
/// <param name="options">How large a batch may be.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Is told of each batch; null where batches are not settled one after another.</param>
public sealed class BatchReader(IConsumer<string, byte[]> consumer, BatchOptions options, TimeProvider time, ConsumerProgress? progress = null)
{
    private readonly List<ConsumeResult<string, byte[]>> _batch = new(options.MaxRecords);
    private ConsumeException? _failure;

    /// <summary>
    /// Waits up to <paramref name="patience"/> for a first record, then up to <see cref="BatchOptions.MaxWait"/> for
    /// others. The list is the same at every call, empty when nothing came.
    /// </summary>
    /// <exception cref="ConsumeException">
    /// The consumer failed. No record is lost with it: what was read before is returned first, the failure comes at the next call.
    /// </exception>
    public IReadOnlyList<ConsumeResult<string, byte[]>> Read(TimeSpan patience)
    {
        progress?.Rest(consumer);
        var batch = Collect(patience);
        progress?.Hold(batch);
        return batch;
    }

    /// <summary>
    /// Leaves out what the batch that is being read has of some partitions. For the handlers that run within
    /// <see cref="Read"/> when partitions are taken away: who owns them next reads these records again.
    /// </summary>
    public void Drop(IReadOnlyCollection<TopicPartition> partitions) =>
        _batch.RemoveAll(record => partitions.Contains(record.TopicPartition));

    private static long SizeOf(ConsumeResult<string, byte[]> record) => record.Message?.Value?.Length ?? 0;

    private List<ConsumeResult<string, byte[]>> Collect(TimeSpan patience)
    {
        _batch.Clear();
        if (_failure is { } failure)
        {
            _failure = null;
            throw failure;
        }

        if (consumer.Consume(patience) is not { } first)
        {
            return _batch;
        }

        _batch.Add(first);
        var (started, bytes) = (time.GetTimestamp(), SizeOf(first));
        while (_batch.Count < options.MaxRecords && bytes < options.MaxBytes)
        {
            var rest = options.MaxWait - time.GetElapsedTime(started);
            if (Next(rest > TimeSpan.Zero ? rest : TimeSpan.Zero) is not { } next)
            {
                break;
            }

            _batch.Add(next);
            bytes += SizeOf(next);
        }

        return _batch;
    }

    private ConsumeResult<string, byte[]>? Next(TimeSpan patience)
    {
        try
        {
            return consumer.Consume(patience);
        }
        catch (ConsumeException e)
        {
            _failure = e;
            return null;
        }
    }
}
