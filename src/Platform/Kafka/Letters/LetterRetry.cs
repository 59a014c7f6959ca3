using Confluent.Kafka;
using Eyrie.Contracts;

namespace Eyrie.Platform.Kafka.Letters;

/// <summary>What is to be done to try a letter again: a record for a topic, or why there is none.</summary>
/// <param name="Letter">The letter.</param>
/// <param name="Topic">Where it goes; null when it cannot be tried again.</param>
/// <param name="Record">What goes there.</param>
/// <param name="Refusal">Why it cannot be tried again, in words; null when it can.</param>
public sealed record LetterRetry(Letter Letter, string? Topic, Message<string, byte[]>? Record, string? Refusal);

/// <summary>
/// Finds out how letters are tried again: those of a sink go to that sink alone, by <c>retry.v1</c>; others to the topic that they were
/// read from or made for. Key, value, id and the record's own headers stay.
/// </summary>
public sealed class LetterRetries : IDisposable
{
    private static readonly HashSet<string> LetterHeaders = new(StringComparer.Ordinal)
    {
        RecordHeaders.Stage, RecordHeaders.Sink, RecordHeaders.Reason, RecordHeaders.Error,
        RecordHeaders.Topic, RecordHeaders.Partition, RecordHeaders.Offset, RecordHeaders.Size,
    };

    private readonly Topics _topics;
    private readonly TopicScan _originals;

    /// <summary>Nothing is read until a letter needs it.</summary>
    public LetterRetries(KafkaClients clients, Topics topics, TimeProvider time) =>
        (_topics, _originals) = (topics, new(clients, topics.Events, time));

    /// <summary>Says how one letter is tried again. Writes nothing.</summary>
    /// <exception cref="PipelineException">Kafka cannot be reached or refuses.</exception>
    public LetterRetry Prepare(Letter letter)
    {
        if (Destination(letter) is not { } topic)
        {
            return Refuse(letter, "it does not say where it came from");
        }

        var (value, problem) = Whole(letter);
        if (value is null)
        {
            return Refuse(letter, problem);
        }

        var headers = new Headers();
        foreach (var header in letter.Headers.Where(header => !LetterHeaders.Contains(header.Key)))
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        if (topic == _topics.Retry)
        {
            headers.With(RecordHeaders.Sink, letter.Sink).With(RecordHeaders.Topic, Origin(letter));
        }

        return new(letter, topic, new() { Key = letter.Key!, Value = value, Headers = headers }, null);
    }

    /// <inheritdoc/>
    public void Dispose() => _originals.Dispose();

    private static LetterRetry Refuse(Letter letter, string why) => new(letter, null, null, why);

    private string? Destination(Letter letter) => letter.Stage switch
    {
        Letter.Stages.Sinks when letter.Sink.Length > 0 => _topics.Retry,
        Letter.Stages.Ingestor => _topics.Events,
        Letter.Stages.Enricher when letter.Topic.Length == 0 || letter.Topic == _topics.Events => _topics.Events,
        Letter.Stages.Enricher when letter.Topic == _topics.Alerts || letter.Topic == _topics.Activity => letter.Topic,
        _ => null,
    };

    // Where the sink had read it at first: a letter that was tried again before came from retry.v1.
    private string Origin(Letter letter)
    {
        var topics = letter.Headers.Where(static header => header.Key == RecordHeaders.Topic)
            .Select(static header => System.Text.Encoding.UTF8.GetString(header.GetValueBytes() ?? []));
        return topics.LastOrDefault(topic => topic != _topics.Retry) ?? _topics.Alerts;
    }

    private (byte[]? Value, string Problem) Whole(Letter letter)
    {
        if (letter is { Size: null, Value.Length: > 0 })
        {
            return (letter.Value, "");
        }

        var what = letter.Size is { } size ? $"it was cut from {size} bytes" : "its value is not in the letter";
        if (letter.Source is not { } source || !Ours(source.Topic))
        {
            return (null, $"{what}, and it was never in a topic to be read again");
        }

        return _originals.At(source)?.Message is not { } original ? (null, $"{what}, and {source.Topic} has offset {source.Offset} of partition {source.Partition.Value} no more")
            : original.Value is not { Length: > 0 } value ? (null, "there is nothing in the record that it is about")
            : letter.EventId.Length > 0 && original.Headers?.Text(RecordHeaders.Id) != letter.EventId ? (null, $"{what}, and {source.Topic} has another record in its place")
            : (value, "");
    }

    private bool Ours(string topic) => topic == _topics.Events || topic == _topics.Alerts || topic == _topics.Activity || topic == _topics.Urgent || topic == _topics.Retry;
}
