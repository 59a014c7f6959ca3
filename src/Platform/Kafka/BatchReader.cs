using Confluent.Kafka;

namespace Eyrie.Platform.Kafka;

/// <summary>Groups what a consumer has into batches. The Kafka batch is the only buffer between reading and the answer.</summary>
public sealed class BatchReader(IConsumer<string, byte[]> consumer, BatchOptions options, TimeProvider time)
{
    private readonly List<ConsumeResult<string, byte[]>> _batch = new(options.MaxRecords);

    /// <summary>
    /// Waits up to <paramref name="patience"/> for a first record, then up to <see cref="BatchOptions.MaxWait"/> for
    /// others. The list is the same at every call, empty when nothing came.
    /// </summary>
    /// <exception cref="ConsumeException">The consumer failed.</exception>
    public IReadOnlyList<ConsumeResult<string, byte[]>> Read(TimeSpan patience)
    {
        _batch.Clear();
        if (consumer.Consume(patience) is not { } first)
        {
            return _batch;
        }

        _batch.Add(first);
        var started = time.GetTimestamp();
        while (_batch.Count < options.MaxRecords)
        {
            var rest = options.MaxWait - time.GetElapsedTime(started);
            if (consumer.Consume(rest > TimeSpan.Zero ? rest : TimeSpan.Zero) is not { } next)
            {
                break;
            }

            _batch.Add(next);
        }

        return _batch;
    }
}
