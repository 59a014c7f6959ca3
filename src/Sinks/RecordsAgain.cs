using Confluent.Kafka;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;

namespace Eyrie.Sinks;

/// <summary>Reads records a second time, of which only the place was kept.</summary>
internal sealed class RecordsAgain(KafkaClients clients)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>The records with their messages. One that its topic no longer has comes with an empty one: its place is still told.</summary>
    /// <exception cref="PipelineException">Kafka did not tell in time.</exception>
    public IReadOnlyList<ConsumeResult<string, byte[]>> Read(IReadOnlyList<ConsumeResult<string, byte[]>> records, CancellationToken cancellation)
    {
        var found = new Dictionary<TopicPartitionOffset, ConsumeResult<string, byte[]>>();
        using var consumer = clients.CreatePartitionReader();
        try
        {
            foreach (var partition in records.Where(record => record.Message is null).GroupBy(record => record.TopicPartition))
            {
                Read(consumer, [.. partition.Select(record => record.TopicPartitionOffset)], found, cancellation);
            }
        }
        catch (KafkaException e)
        {
            throw new PipelineException(FailureKind.Transient, $"reading records again: {e.Error.Reason}", e);
        }

        return [.. records.Select(record => record.Message is not null ? record : found.GetValueOrDefault(record.TopicPartitionOffset) ?? Empty(record))];
    }

    private static void Read(
        IConsumer<string, byte[]> consumer,
        HashSet<TopicPartitionOffset> wanted,
        Dictionary<TopicPartitionOffset, ConsumeResult<string, byte[]>> found,
        CancellationToken cancellation)
    {
        var last = wanted.Max(place => place.Offset.Value);
        consumer.Assign(wanted.MinBy(place => place.Offset.Value)!);
        for (var offset = -1L; offset < last;)
        {
            cancellation.ThrowIfCancellationRequested();
            var record = consumer.Consume(Patience) ?? throw new PipelineException(FailureKind.Transient, "Kafka did not give a record again in time");
            if (record.IsPartitionEOF)
            {
                return;
            }

            offset = record.Offset;
            if (wanted.Contains(record.TopicPartitionOffset))
            {
                found[record.TopicPartitionOffset] = record;
            }
        }
    }

    private static ConsumeResult<string, byte[]> Empty(ConsumeResult<string, byte[]> place) => new()
    {
        TopicPartitionOffset = place.TopicPartitionOffset,
        Message = new() { Key = "", Value = [] },
    };
}
