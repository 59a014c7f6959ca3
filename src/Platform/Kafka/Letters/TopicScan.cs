using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Eyrie.Contracts;

namespace Eyrie.Platform.Kafka.Letters;

/// <summary>Reads a topic once from a moment to where it ends, without a group and without keeping what it read. One thread at a time.</summary>
internal sealed class TopicScan : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    // 'None so late' is also what a broker says that does not look at times: then the last ones are looked at, too.
    private const int FewRecords = 1_000;

    private readonly KafkaClients _clients;
    private readonly string _topic;
    private readonly TimeProvider _time;
    private readonly IConsumer<string, byte[]> _consumer;

    public TopicScan(KafkaClients clients, string topic, TimeProvider time) =>
        (_clients, _topic, _time, _consumer) = (clients, topic, time, clients.CreatePartitionReader());

    /// <summary>Where each partition has what was written since then; all that is there when it is null.</summary>
    /// <exception cref="PipelineException">Kafka cannot be reached or refuses, or has no such topic.</exception>
    public List<TopicPartitionOffset> Starts(EventTime? since)
    {
        var partitions = Enumerable.Range(0, CountPartitions()).Select(number => new TopicPartition(_topic, number)).ToList();
        if (since is not { } from)
        {
            return partitions.ConvertAll(static place => new TopicPartitionOffset(place, Offset.Beginning));
        }

        try
        {
            var moment = new Timestamp(Math.Max(from.UnixNanoseconds / 1_000_000, 0), TimestampType.CreateTime);
            return _consumer.OffsetsForTimes(partitions.Select(place => new TopicPartitionTimestamp(place, moment)), RequestTimeout)
                .ConvertAll(found => found.Offset.Value >= 0 ? found : new(found.TopicPartition, LastOnes(found.TopicPartition)));
        }
        catch (KafkaException e)
        {
            throw e.ToPipeline($"finding the letters of {_topic}");
        }
    }

    /// <summary>The records from there on, each partition in order, to where it ends now.</summary>
    /// <param name="starts">Which partitions, from where.</param>
    /// <param name="ended">Is told where a partition ended.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="PipelineException">Kafka refuses, or is silent.</exception>
    public IEnumerable<ConsumeResult<string, byte[]>> Read(
        IReadOnlyCollection<TopicPartitionOffset> starts, Action<int, long> ended, CancellationToken cancellation)
    {
        _consumer.Assign(starts);
        var open = starts.Select(static start => start.Partition.Value).ToHashSet();
        for (var heard = _time.GetTimestamp(); open.Count > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Next() is not { } record)
            {
                if (_time.GetElapsedTime(heard) > LongestSilence)
                {
                    throw new PipelineException(FailureKind.Transient, $"Kafka: {_topic} was not read to its end: nothing came for {LongestSilence.TotalSeconds} s");
                }

                continue;
            }

            heard = _time.GetTimestamp();
            if (record.IsPartitionEOF && open.Remove(record.Partition.Value))
            {
                ended(record.Partition.Value, record.Offset.Value);
            }
            else if (!record.IsPartitionEOF && open.Contains(record.Partition.Value))
            {
                yield return record;
            }
        }
    }

    /// <summary>One record; null when the topic has it no more.</summary>
    public ConsumeResult<string, byte[]>? At(TopicPartitionOffset place)
    {
        try
        {
            var known = _consumer.QueryWatermarkOffsets(place.TopicPartition, RequestTimeout);
            if (place.Offset.Value < known.Low.Value || place.Offset.Value >= known.High.Value)
            {
                return null;
            }

            _consumer.Assign(place);
            for (var began = _time.GetTimestamp(); _time.GetElapsedTime(began) < RequestTimeout;)
            {
                if (Next() is { } record)
                {
                    return record.IsPartitionEOF || record.Offset != place.Offset ? null : record;
                }
            }

            throw new PipelineException(FailureKind.Transient, $"Kafka: {place} was not read within {RequestTimeout.TotalSeconds} s");
        }
        catch (KafkaException e)
        {
            throw e.ToPipeline($"reading {place}");
        }
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private ConsumeResult<string, byte[]>? Next()
    {
        try
        {
            return _consumer.Consume(Glance);
        }
        catch (ConsumeException e) when (KafkaFailures.Classify(e.Error) is not FailureKind.Fatal && e.Error.Code is not ErrorCode.UnknownTopicOrPart)
        {
            return null; // the client connects again by itself and goes on where it was
        }
        catch (KafkaException e)
        {
            throw new PipelineException(FailureKind.Fatal, _clients.Explain(e.Error, _topic, AclOperation.Read).Sentence, e);
        }
    }

    // Asking for one topic by name may create it; asking for all does not.
    private int CountPartitions()
    {
        try
        {
            using var admin = _clients.CreateAdmin();
            return admin.GetMetadata(RequestTimeout).Topics.Find(topic => topic.Topic == _topic) is { Partitions.Count: > 0 and var count }
                ? count
                : throw new PipelineException(FailureKind.Fatal, $"Kafka has no topic {_topic}: 'eyrie topics create' makes it");
        }
        catch (KafkaException e)
        {
            throw e.ToPipeline($"looking for {_topic}");
        }
    }

    private Offset LastOnes(TopicPartition place)
    {
        var known = _consumer.QueryWatermarkOffsets(place, RequestTimeout);
        return Math.Max(known.Low.Value, known.High.Value - FewRecords);
    }
}
