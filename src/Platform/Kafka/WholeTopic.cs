using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Eyrie.Platform.Kafka;

/// <summary>
/// Reads a compacted topic of one partition from its beginning and follows it, without a group: every process has all of it. Whatever Kafka does,
/// what was read stays. Not thread-safe; its reader is called on one thread.
/// </summary>
/// <param name="clients">Makes the consumer.</param>
/// <param name="topic">Full name.</param>
/// <param name="reader">Gets each record, in order; again from the first one after <see cref="IWholeTopicReader.Begin"/>.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told when the topic cannot be read.</param>
public sealed class WholeTopic(KafkaClients clients, string topic, IWholeTopicReader reader, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    // Who may write to the topic must not fill our log.
    private static readonly TimeSpan ComplaintInterval = TimeSpan.FromMinutes(1);

    // Deletions leave the topic after a day: who was cut off for long begins again, so that none is missed.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromHours(6);

    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isFruitful; // the last try brought something
    private long? _complainedAt;
    private long _untold;

    /// <summary>Completes when the topic was read to its end for the first time.</summary>
    public Task CaughtUp => _caughtUp.Task;

    /// <summary>Why the topic cannot be read at this time; null while it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                // Confluent's consumer blocks: it has a thread of its own.
                await Task.Factory.StartNew(() => Follow(stopping), stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            catch (Exception e) when (e is KafkaException or PipelineException)
            {
                failures = _isFruitful ? 0 : failures;
                var delay = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, failures), LongestDelay.TotalSeconds));
                Problem = e is ConsumeException consume ? clients.Explain(consume.Error, topic, AclOperation.Read).Sentence : e.Message;
                logger.WholeTopicLost(topic, delay.TotalSeconds, Problem);
                await Task.Delay(delay, time, stopping);
            }
        }
    }

    private void Follow(CancellationToken stopping)
    {
        using var consumer = clients.CreatePartitionReader();
        var (heard, next, isWhole) = (time.GetTimestamp(), 0L, false);
        reader.Begin();
        _isFruitful = false;
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        while (!stopping.IsCancellationRequested)
        {
            var record = consumer.Consume(Patience);
            _isFruitful |= record is not null;
            if (record is { IsPartitionEOF: true })
            {
                isWhole = isWhole || End();
            }
            else if (record is not null)
            {
                next = record.Offset.Value >= next ? record.Offset.Value + 1 : throw Anew("was made anew");
                heard = time.GetTimestamp();
                Take(record);
            }
            else if (time.GetElapsedTime(heard) > LongestSilence)
            {
                throw Anew("was silent for hours");
            }
        }
    }

    private bool End()
    {
        reader.Ended();
        Problem = null;
        _caughtUp.TrySetResult();
        return true;
    }

    private void Take(ConsumeResult<string, byte[]> record)
    {
        try
        {
            reader.Take(record.Message.Key ?? "", record.Message.Value);
        }
        catch (FormatException e)
        {
            Complain(record.Offset, e);
        }
    }

    private void Complain(Offset offset, FormatException problem)
    {
        if (_complainedAt is { } last && time.GetElapsedTime(last) < ComplaintInterval)
        {
            _untold++;
            return;
        }

        logger.WholeTopicUnreadable(topic, offset.Value, problem.Message, _untold);
        (_complainedAt, _untold) = (time.GetTimestamp(), 0);
    }

    private PipelineException Anew(string why) => new(FailureKind.Transient, $"{topic} {why}: it is read again from its beginning");
}

/// <summary>Takes in what a <see cref="WholeTopic"/> reads. Implemented once a topic.</summary>
public interface IWholeTopicReader
{
    /// <summary>All comes again from the beginning: what is not told again until <see cref="Ended"/> is gone.</summary>
    void Begin();

    /// <summary>One record.</summary>
    /// <param name="key">The key; empty when it has none.</param>
    /// <param name="value">The value; null when the key is gone.</param>
    /// <exception cref="FormatException">It cannot be read; it is left out, and that is logged.</exception>
    void Take(string key, byte[]? value);

    /// <summary>This was all there is; what follows is news.</summary>
    void Ended();
}
