using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;

namespace Eyrie.Sinks;

/// <summary>When what a record tells of happened.</summary>
/// <param name="Seen">By the sensor; null where the record does not say: activity does not.</param>
/// <param name="Read">By the Ingestor; likewise.</param>
/// <param name="Written">To Kafka, by the Enricher.</param>
internal readonly record struct RecordMoments(EventTime? Seen, EventTime? Read, EventTime Written)
{
    public static RecordMoments Of(ConsumeResult<string, byte[]> record) => new(
        record.Message.Headers?.Moment(RecordHeaders.Time),
        record.Message.Headers?.Moment(RecordHeaders.Received),
        new(record.Message.Timestamp.UnixTimestampMs * 1_000_000));
}
