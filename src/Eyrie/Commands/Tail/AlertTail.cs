using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;

namespace Eyrie.Commands.Tail;

/// <summary>
/// Follows <c>alerts.v1</c>: first what is there since a moment, in the order of time, then what comes. It is in no group and commits nothing.
/// </summary>
/// <param name="clients">Makes the reader.</param>
/// <param name="topic">Full name of the topic.</param>
/// <param name="filter">What is shown.</param>
/// <param name="time">The clock.</param>
internal sealed class AlertTail(KafkaClients clients, string topic, TailFilter filter, TimeProvider time)
{
    /// <summary>So many alerts of the past are put in order; of more, the latest.</summary>
    public const int MostPast = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(5);
    private const int FewRecords = 10;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    private readonly Dictionary<int, long> _ends = []; // of the past; a partition leaves when it is read so far
    private readonly PastAlerts _past = new(MostPast);
    private long _since; // Unix milliseconds, of arrival
    private int _partitions;
    private long _looked;
    private bool _toldUnreadable;

    /// <summary>Runs until cancelled, until nobody reads what it shows, or to the end of what is there.</summary>
    /// <param name="screen">Shows it.</param>
    /// <param name="since">Arrival of the first; null: what comes from now on.</param>
    /// <param name="follow">Goes on with what comes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="PipelineException">Kafka cannot be reached or refuses, or has no such topic.</exception>
    public void Run(TailScreen screen, EventTime? since, bool follow, CancellationToken cancellation)
    {
        using var consumer = clients.CreatePartitionReader();
        try
        {
            Begin(consumer, since);
            while ((follow || _ends.Count > 0) && !screen.IsUnread())
            {
                cancellation.ThrowIfCancellationRequested();
                Take(Next(consumer), screen);
                LookForPartitions(consumer);
            }
        }
        catch (KafkaException e) when (e is not ConsumeException)
        {
            throw e.ToPipeline($"reading {topic}");
        }
        finally
        {
            if (_past.Count > 0)
            {
                Tell(screen); // interrupted amid the past: what was read of it
            }

            consumer.Close();
        }
    }

    private void Begin(IConsumer<string, byte[]> consumer, EventTime? since)
    {
        _partitions = CountPartitions();
        _looked = time.GetTimestamp();
        var places = Enumerable.Range(0, _partitions).Select(number => new TopicPartition(topic, number)).ToArray();
        var starts = since is { } moment
            ? consumer.OffsetsForTimes(places.Select(place => new TopicPartitionTimestamp(place, new(Math.Max(moment.UnixNanoseconds / 1_000_000, 0), TimestampType.CreateTime))), RequestTimeout)
            : null;
        _since = since is null ? long.MaxValue : since.Value.UnixNanoseconds / 1_000_000;
        consumer.Assign(places.Select((place, i) => Start(consumer, place, starts?[i].Offset)).ToArray());
    }

    private TopicPartitionOffset Start(IConsumer<string, byte[]> consumer, TopicPartition place, Offset? wanted)
    {
        var known = consumer.QueryWatermarkOffsets(place, RequestTimeout);
        var start = wanted is not { } offset || known.High.Value <= known.Low.Value ? known.High
            : offset.Value >= 0 ? offset
            : IsLate(consumer, place, known) ? known.Low
            : known.High;
        if (start.Value >= known.High.Value)
        {
            return new(place, known.High); // nothing so late, or nothing of the past is wanted
        }

        _ends[place.Partition.Value] = known.High.Value;
        return new(place, Math.Max(start.Value, known.Low.Value));
    }

    // 'None so late' is also what a broker says that does not look at times. The very last may be a transaction's marker.
    private bool IsLate(IConsumer<string, byte[]> consumer, TopicPartition place, WatermarkOffsets known)
    {
        consumer.Assign(new TopicPartitionOffset(place, Math.Max(known.Low.Value, known.High.Value - FewRecords)));
        return consumer.Consume(Glance) is { IsPartitionEOF: false } record && record.Message.Timestamp.UnixTimestampMs >= _since;
    }

    private ConsumeResult<string, byte[]>? Next(IConsumer<string, byte[]> consumer)
    {
        try
        {
            return consumer.Consume(Patience);
        }
        catch (ConsumeException e) when (KafkaFailures.Classify(e.Error) is not FailureKind.Fatal)
        {
            return null; // the client connects again by itself and goes on where it was
        }
        catch (ConsumeException e)
        {
            throw new PipelineException(FailureKind.Fatal, clients.Explain(e.Error, topic, AclOperation.Read).Sentence, e);
        }
    }

    private void Take(ConsumeResult<string, byte[]>? record, TailScreen screen)
    {
        if (record is null)
        {
            return;
        }

        var isPast = _ends.TryGetValue(record.Partition.Value, out var end);
        var isTooOld = isPast && !record.IsPartitionEOF && record.Message.Timestamp.UnixTimestampMs < _since;
        if (!record.IsPartitionEOF && !isTooOld && Read(record, screen) is { } alert && filter.Fits(alert))
        {
            Show(alert, screen);
        }

        // The last offset may be a transaction's marker, which no consumer sees: then the partition's end tells.
        if (isPast && (record.IsPartitionEOF ? record.Offset.Value >= end : record.Offset.Value + 1 >= end))
        {
            _ends.Remove(record.Partition.Value);
            if (_ends.Count == 0)
            {
                Tell(screen);
            }
        }
    }

    private void Show(Alert alert, TailScreen screen)
    {
        if (_ends.Count > 0)
        {
            _past.Add(alert); // what comes meanwhile waits, too: it is later
        }
        else
        {
            screen.Show(alert);
        }
    }

    private void Tell(TailScreen screen)
    {
        if (_past.LeftOut > 0)
        {
            screen.Note(string.Create(CultureInfo.InvariantCulture, $"{_past.LeftOut} older alerts are not shown: a later --since or a filter shows fewer"));
        }

        foreach (var alert in _past.TakeAll())
        {
            screen.Show(alert);
        }
    }

    private Alert? Read(ConsumeResult<string, byte[]> record, TailScreen screen)
    {
        try
        {
            return AlertCodec.Read(record.Message.Value ?? []);
        }
        catch (FormatException e)
        {
            if (!_toldUnreadable)
            {
                screen.Note($"{topic} partition {record.Partition.Value} offset {record.Offset.Value} is no alert of ours: {e.Message}; more of them are not told");
                _toldUnreadable = true;
            }

            return null;
        }
    }

    // A topic may grow; what is in a new partition came after we began.
    private void LookForPartitions(IConsumer<string, byte[]> consumer)
    {
        if (time.GetElapsedTime(_looked) < LookAgain)
        {
            return;
        }

        _looked = time.GetTimestamp();
        var count = CountPartitions(orElse: _partitions);
        if (count > _partitions)
        {
            consumer.IncrementalAssign(Enumerable.Range(_partitions, count - _partitions).Select(number => new TopicPartitionOffset(topic, number, Offset.Beginning)));
            _partitions = count;
        }
    }

    // Asking for one topic by name may create it; asking for all does not.
    private int CountPartitions(int? orElse = null)
    {
        try
        {
            using var admin = clients.CreateAdmin();
            return admin.GetMetadata(RequestTimeout).Topics.Find(found => found.Topic == topic) is { Partitions.Count: > 0 and var count }
                ? count
                : orElse ?? throw new PipelineException(FailureKind.Fatal, $"Kafka has no topic {topic}: 'eyrie topics create' makes it");
        }
        catch (KafkaException) when (orElse is not null)
        {
            return orElse.Value; // Kafka is away: later
        }
    }
}
