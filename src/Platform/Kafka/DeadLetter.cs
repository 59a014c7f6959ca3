using System.Globalization;
using Confluent.Kafka;

namespace Eyrie.Platform.Kafka;

/// <summary>A record that a stage could not take, as it goes to <c>dead.v1</c>: unchanged where it fits, with the reason beside it.</summary>
public static class DeadLetter
{
    private const int MaxErrorLength = 4_000;

    /// <summary>The record to produce.</summary>
    /// <param name="record">As it was consumed.</param>
    /// <param name="stage"><c>enricher</c> or <c>sinks</c>.</param>
    /// <param name="sink">Name of the sink; null when it was none.</param>
    /// <param name="reason">One word of a fixed set, such as <c>unreadable</c> or <c>rejected</c>.</param>
    /// <param name="error">What happened, in words, the target's own where it said something.</param>
    public static Message<string, byte[]> From(
        ConsumeResult<string, byte[]> record, string stage, string? sink, string reason, string error)
    {
        var headers = new Headers();
        foreach (var header in record.Message.Headers ?? [])
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        return new()
        {
            Key = record.Message.Key,
            Value = record.Message.Value,
            Headers = headers
                .With(RecordHeaders.Stage, stage)
                .With(RecordHeaders.Sink, sink)
                .With(RecordHeaders.Reason, reason)
                .With(RecordHeaders.Error, error.Length > MaxErrorLength ? error[..MaxErrorLength] : error)
                .With(RecordHeaders.Topic, record.Topic)
                .With(RecordHeaders.Partition, record.Partition.Value.ToString(CultureInfo.InvariantCulture))
                .With(RecordHeaders.Offset, record.Offset.Value.ToString(CultureInfo.InvariantCulture)),
        };
    }

    /// <summary>The record to produce, of one that was never in Kafka.</summary>
    /// <param name="record">As it would have been; its headers are added to.</param>
    /// <param name="stage"><c>ingestor</c>.</param>
    /// <param name="reason">One word of a fixed set.</param>
    /// <param name="error">What happened, in words.</param>
    public static Message<string, byte[]> From(Message<string, byte[]> record, string stage, string reason, string error)
    {
        record.Headers
            .With(RecordHeaders.Stage, stage)
            .With(RecordHeaders.Reason, reason)
            .With(RecordHeaders.Error, error.Length > MaxErrorLength ? error[..MaxErrorLength] : error);
        return record;
    }

    /// <summary>Shortens a value that is longer than that, and says how long it was. The whole of it is where the record came from.</summary>
    public static Message<string, byte[]> CutTo(this Message<string, byte[]> letter, int bytes)
    {
        if (letter.Value?.Length > bytes)
        {
            letter.Headers.With(RecordHeaders.Size, letter.Value.Length.ToString(CultureInfo.InvariantCulture));
            letter.Value = letter.Value[..bytes];
        }

        return letter;
    }
}
