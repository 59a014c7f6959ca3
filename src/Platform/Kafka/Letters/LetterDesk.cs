using System.Globalization;
using Confluent.Kafka;
using Eyrie.Contracts;

namespace Eyrie.Platform.Kafka.Letters;

/// <summary>
/// Settles letters. What is sent again and the marker that says so are in one transaction: whenever it is interrupted, both are there or
/// neither. Who comes second takes over from who came first, who can write no more; so no letter is sent twice by two people.
/// </summary>
public sealed class LetterDesk : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IProducer<string, byte[]> _producer;
    private readonly Topics _topics;
    private readonly string _by;

    private LetterDesk(IProducer<string, byte[]> producer, Topics topics, string by) => (_producer, _topics, _by) = (producer, topics, by);

    /// <summary>Opens it. Markers that are read after this are all there are.</summary>
    /// <param name="clients">Makes the producer.</param>
    /// <param name="topics">The topics.</param>
    /// <param name="prefix">What the name of the transaction starts with.</param>
    /// <param name="by">Who settles.</param>
    /// <exception cref="PipelineException">Kafka cannot be reached or refuses.</exception>
    public static LetterDesk Open(KafkaClients clients, Topics topics, string prefix, string by)
    {
        var desk = new LetterDesk(clients.CreateTransactionalProducer($"{prefix}dead"), topics, by);
        try
        {
            Patiently(() => desk._producer.InitTransactions(Patience));
            return desk;
        }
        catch (KafkaException e)
        {
            desk.Dispose();
            throw Failure(e);
        }
    }

    /// <summary>Sends letters again and marks them.</summary>
    /// <param name="retries">Those that can be tried again.</param>
    /// <returns>Those that a topic refuses for their size, with its words; nothing was done about them.</returns>
    /// <exception cref="PipelineException">Kafka cannot be reached or refuses; nothing was done about any.</exception>
    public IReadOnlyList<(Letter Letter, string Refusal)> Retry(IReadOnlyList<LetterRetry> retries)
    {
        if (Commit(retries.Select(Both)) is null)
        {
            return [];
        }

        // A topic does not take one of them: each alone, to find out which.
        var refused = new List<(Letter, string)>();
        foreach (var retry in retries)
        {
            if (Commit([Both(retry)]) is { } refusal)
            {
                refused.Add((retry.Letter, $"{retry.Topic} does not take it: {refusal}"));
            }
        }

        return refused;
    }

    /// <summary>Marks letters as dropped.</summary>
    /// <exception cref="PipelineException">Kafka cannot be reached or refuses; none was marked.</exception>
    public void Drop(IReadOnlyList<Letter> letters, string why)
    {
        if (Commit(letters.Select(letter => ((string?)null, (Message<string, byte[]>?)null, Marker(letter, "dropped", why)))) is { } refusal)
        {
            throw new PipelineException(FailureKind.Fatal, $"Kafka: {_topics.Dead} does not take a marker: {refusal}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose(); // what is not committed by now never was

    private (string? Topic, Message<string, byte[]>? Record, (TopicPartition Place, Message<string, byte[]> Record) Marker) Both(LetterRetry retry) =>
        (retry.Topic, retry.Record, Marker(retry.Letter, "retried", ""));

    // In the partition of its letter, behind it.
    private (TopicPartition Place, Message<string, byte[]> Record) Marker(Letter letter, string settled, string why) => (
        new(_topics.Dead, letter.Id.Partition),
        new()
        {
            Key = letter.Key!,
            Value = [],
            Headers = new Headers()
                .With(RecordHeaders.Settled, settled)
                .With(RecordHeaders.Partition, letter.Id.Partition.ToString(CultureInfo.InvariantCulture))
                .With(RecordHeaders.Offset, letter.Id.Offset.ToString(CultureInfo.InvariantCulture))
                .With(RecordHeaders.By, _by)
                .With(RecordHeaders.Why, why)
                .With(RecordHeaders.Stage, letter.Stage)
                .With(RecordHeaders.Sink, letter.Sink)
                .With(RecordHeaders.Reason, letter.Reason)
                .With(RecordHeaders.Id, letter.EventId)
                .With(RecordHeaders.Rule, letter.Rule),
        });

    /// <returns>Null, or that a record is too large, in Kafka's words: then nothing was done.</returns>
    private string? Commit(IEnumerable<(string? Topic, Message<string, byte[]>? Record, (TopicPartition Place, Message<string, byte[]> Record) Marker)> letters)
    {
        Error? tooLarge = null;
        void Delivered(DeliveryReport<string, byte[]> report)
        {
            tooLarge = IsTooLarge(report.Error) ? report.Error : tooLarge;
        }

        try
        {
            _producer.BeginTransaction();
            foreach (var (topic, record, marker) in letters)
            {
                if (topic is not null)
                {
                    _producer.Produce(topic, record, Delivered);
                }

                _producer.Produce(marker.Place, marker.Record, Delivered);
            }

            Patiently(() => _producer.CommitTransaction(Patience));
            return null;
        }
        catch (KafkaException e) when ((tooLarge ?? e.Error) is var error && IsTooLarge(error))
        {
            Patiently(() => _producer.AbortTransaction(Patience));
            return error.Reason;
        }
        catch (KafkaException e)
        {
            throw Failure(e);
        }
    }

    private static bool IsTooLarge(Error error) => KafkaFailures.Classify(error) is FailureKind.Rejected;

    private static void Patiently(Action call)
    {
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                call();
                return;
            }
            catch (KafkaRetriableException) when (attempts < 3)
            {
                // Kafka says that it is worth another try; each waits for its time-out.
            }
        }
    }

    private static PipelineException Failure(KafkaException e) => e.Error.Code is ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch or ErrorCode.Local_Fenced
        ? new(FailureKind.Fatal, "somebody else settles letters at this moment: what was not done by now was left to them", e)
        : e.ToPipeline("settling letters");
}
