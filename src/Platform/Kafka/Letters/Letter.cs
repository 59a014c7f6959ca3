using System.Globalization;
using Confluent.Kafka;
using Eyrie.Contracts;

namespace Eyrie.Platform.Kafka.Letters;

/// <summary>A record of <c>dead.v1</c>: a letter, or the marker that says that one is done with. Its words are an attacker's: escape them where they are shown.</summary>
public sealed class Letter(ConsumeResult<string, byte[]> record)
{
    /// <summary>The letter; of a marker the letter that it is about.</summary>
    public LetterId Id { get; } = record.Message.Headers?.Text(RecordHeaders.Settled) is null
        ? new(record.Partition.Value, record.Offset.Value)
        : new(record.Partition.Value, Number(record.Message.Headers.Text(RecordHeaders.Offset)) ?? -1);

    /// <summary>When it was written.</summary>
    public EventTime Written { get; } = new(record.Message.Timestamp.UnixTimestampMs * 1_000_000);

    /// <summary>The key; may be null.</summary>
    public string? Key => record.Message.Key;

    /// <summary>The record that a stage could not take, or its beginning; empty where it was too large.</summary>
    public byte[] Value => record.Message.Value ?? [];

    /// <summary>All headers, the record's own and those of the letter.</summary>
    public Headers Headers => record.Message.Headers ?? [];

    /// <summary><c>ingestor</c>, <c>enricher</c>, <c>sinks</c>; empty when it does not say.</summary>
    public string Stage => Text(RecordHeaders.Stage);

    /// <summary>The sink; empty when it was none.</summary>
    public string Sink => Stage is Stages.Sinks or "" ? Text(RecordHeaders.Sink) : "";

    /// <summary>One word.</summary>
    public string Reason => Text(RecordHeaders.Reason);

    /// <summary>Why, in words.</summary>
    public string Error => Text(RecordHeaders.Error);

    /// <summary>The event's id; empty when it has none.</summary>
    public string EventId => Text(RecordHeaders.Id);

    /// <summary>The rule; empty when it is no alert.</summary>
    public string Rule => Text(RecordHeaders.Rule);

    /// <summary>The topic that the stage had read it from, or could not write it to; empty when it does not say.</summary>
    public string Topic => Text(RecordHeaders.Topic);

    /// <summary>Where in that topic; null when it was not read from Kafka.</summary>
    public TopicPartitionOffset? Source =>
        Topic.Length > 0 && Number(Text(RecordHeaders.Partition)) is { } partition and <= int.MaxValue && Number(Text(RecordHeaders.Offset)) is { } offset
            ? new(Topic, (int)partition, offset)
            : null;

    /// <summary>How many bytes the value had before it was cut; null when it is whole.</summary>
    public long? Size => Number(Text(RecordHeaders.Size));

    /// <summary>What was done with the letter; null: this is the letter.</summary>
    public string? Settled => Headers.Text(RecordHeaders.Settled);

    /// <summary>Of a marker: by whom.</summary>
    public string By => Text(RecordHeaders.By);

    /// <summary>Of a marker: what that person said.</summary>
    public string Why => Text(RecordHeaders.Why);

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private string Text(string name) => Headers.Text(name) ?? "";

    /// <summary>Who writes letters.</summary>
    public static class Stages
    {
        /// <summary>It had read an event that Kafka did not take.</summary>
        public const string Ingestor = "ingestor";

        /// <summary>It could not read an event, or not write a document.</summary>
        public const string Enricher = "enricher";

        /// <summary>A target refused a document.</summary>
        public const string Sinks = "sinks";
    }
}
