using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;

namespace Eyrie.Enricher.Replay;

/// <summary>
/// A stretch of <c>events.v1</c>, read again: each partition in order, to where it ended when the reading began. It is in no group and
/// commits nothing. Bounds are the times of Kafka's records, which are those of their arrival: events are older.
/// </summary>
internal sealed class EventHistory : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(5);
    private const int FewRecords = 10;

    private readonly KafkaClients _clients;
    private readonly string _topic;
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly Dictionary<int, long> _ends = [];
    private long _last = long.MaxValue;

    private EventHistory(KafkaClients clients, string topic) =>
        (_clients, _topic, _consumer) = (clients, topic, clients.CreatePartitionReader());

    /// <summary>How many partitions the topic has.</summary>
    public int TopicPartitions { get; private set; }

    /// <summary>How many partitions there are to read.</summary>
    public int Partitions { get; private set; }

    /// <summary>How many of them are read to their end.</summary>
    public int Finished => Partitions - _ends.Count;

    /// <summary>All is read.</summary>
    public bool IsOver => _ends.Count == 0;

    /// <summary>When the oldest record arrived that the topic still has, where that is later than what was asked for; else null.</summary>
    public EventTime? Oldest { get; private set; }

    /// <summary>Finds the stretch.</summary>
    /// <param name="clients">Makes the reader.</param>
    /// <param name="topic">Name of <c>events.v1</c>.</param>
    /// <param name="node">The node whose partition alone is read; null for all.</param>
    /// <param name="from">Arrival of the first record.</param>
    /// <param name="until">Arrival of the last record.</param>
    /// <exception cref="PipelineException">Kafka cannot be reached or refuses, or has no such topic.</exception>
    public static EventHistory Open(KafkaClients clients, string topic, string? node, EventTime from, EventTime until)
    {
        var history = new EventHistory(clients, topic);
        try
        {
            history.Seek(node, Milliseconds(from), Milliseconds(until));
            return history;
        }
        catch (KafkaException e)
        {
            history.Dispose();
            throw e.ToPipeline($"finding the events of {topic}");
        }
        catch
        {
            history.Dispose();
            throw;
        }
    }

    /// <summary>The next record; null when none came in that time, or one that is outside the bounds.</summary>
    /// <exception cref="PipelineException">Kafka refuses.</exception>
    public ConsumeResult<string, byte[]>? Next(TimeSpan patience)
    {
        ConsumeResult<string, byte[]>? record;
        try
        {
            record = _consumer.Consume(patience);
        }
        catch (ConsumeException e) when (KafkaFailures.Classify(e.Error) is not FailureKind.Fatal)
        {
            return null; // the client connects again by itself and goes on where it was
        }
        catch (KafkaException e)
        {
            throw new PipelineException(FailureKind.Fatal, _clients.Explain(e.Error, _topic, Confluent.Kafka.Admin.AclOperation.Read).Sentence, e);
        }

        return record is not null && _ends.TryGetValue(record.Partition.Value, out var end) ? Within(record, end) : null;
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private static long Milliseconds(EventTime time) => Math.Max(time.UnixNanoseconds / 1_000_000, 0);

    private ConsumeResult<string, byte[]>? Within(ConsumeResult<string, byte[]> record, long end)
    {
        var beyond = record.IsPartitionEOF ? record.Offset >= end : record.Message.Timestamp.UnixTimestampMs > _last;
        if (beyond || record.Offset + 1 >= end)
        {
            _ends.Remove(record.Partition.Value);
            _consumer.Pause([record.TopicPartition]);
        }

        return beyond || record.IsPartitionEOF ? null : record;
    }

    private void Seek(string? node, long from, long until)
    {
        _last = until;
        TopicPartitions = CountPartitions();
        var wanted = node is { Length: > 0 } ? [KeyPartition.Of(node, TopicPartitions)] : Enumerable.Range(0, TopicPartitions).ToArray();
        var starts = _consumer.OffsetsForTimes(
            wanted.Select(number => new TopicPartitionTimestamp(_topic, number, new(from, TimestampType.CreateTime))), RequestTimeout);
        var positions = new List<TopicPartitionOffset>();
        foreach (var start in starts)
        {
            if (Position(start, from) is { } position)
            {
                positions.Add(position);
            }
        }

        Partitions = wanted.Length;
        _consumer.Assign(positions);
    }

    // Asking for one topic by name may create it; asking for all does not.
    private int CountPartitions()
    {
        using var admin = _clients.CreateAdmin();
        return admin.GetMetadata(RequestTimeout).Topics.Find(topic => topic.Topic == _topic) is { Partitions.Count: > 0 and var count }
            ? count
            : throw new PipelineException(FailureKind.Fatal, $"Kafka has no topic {_topic}: 'eyrie topics create' makes it");
    }

    private TopicPartitionOffset? Position(TopicPartitionOffset start, long from)
    {
        var place = start.TopicPartition;
        var known = _consumer.QueryWatermarkOffsets(place, RequestTimeout);
        if (known.High.Value <= known.Low.Value)
        {
            return null;
        }

        // 'None so late' is also what a broker says that does not look at times. The very last may be a transaction's marker.
        var late = Math.Max(known.Low.Value, known.High.Value - FewRecords);
        var offset = start.Offset.Value >= 0 ? start.Offset : Arrival(place, late) >= from ? known.Low : Offset.End;
        if (offset == Offset.End)
        {
            return null;
        }

        if (offset.Value <= known.Low.Value && Arrival(place, known.Low.Value) is { } oldest && oldest > from)
        {
            var time = new EventTime(oldest * 1_000_000);
            Oldest = Oldest is { } other && other < time ? other : time;
        }

        _ends[place.Partition.Value] = known.High.Value;
        return new(place, offset);
    }

    private long? Arrival(TopicPartition place, long offset)
    {
        _consumer.Assign(new TopicPartitionOffset(place, offset));
        return _consumer.Consume(Glance) is { IsPartitionEOF: false } record ? record.Message.Timestamp.UnixTimestampMs : null;
    }
}
