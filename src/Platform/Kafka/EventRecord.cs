using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using Eyrie.Contracts;

namespace Eyrie.Platform.Kafka;

/// <summary>A <see cref="SensorEvent"/> as a Kafka record.</summary>
public static class EventRecord
{
    /// <summary>The record for an event; the payload is not copied when it fills its array.</summary>
    public static Message<string, byte[]> ToMessage(in SensorEvent sensorEvent) =>
        ToMessage(sensorEvent, sensorEvent.ComputeId(), sensorEvent.TraceParent);

    /// <inheritdoc cref="ToMessage(in SensorEvent)"/>
    /// <param name="sensorEvent">The event.</param>
    /// <param name="id">Its id.</param>
    /// <param name="traceParent">The span that sends it; null when it is not traced.</param>
    public static Message<string, byte[]> ToMessage(in SensorEvent sensorEvent, string id, string? traceParent) => new()
    {
        Key = sensorEvent.Node,
        Value = MemoryMarshal.TryGetArray(sensorEvent.Payload, out var part) && part.Count == part.Array!.Length
            ? part.Array
            : sensorEvent.Payload.ToArray(),
        Headers = new Headers()
            .With(RecordHeaders.Sensor, sensorEvent.Format.Sensor())
            .With(RecordHeaders.Format, sensorEvent.Format.WireName())
            .With(RecordHeaders.Node, sensorEvent.Node)
            .With(RecordHeaders.Cluster, sensorEvent.Cluster)
            .With(RecordHeaders.Received, sensorEvent.Received)
            .With(RecordHeaders.Id, id)
            .With(RecordHeaders.TraceParent, traceParent),
    };

    /// <summary>Reads the event back.</summary>
    /// <param name="record">A record of <c>events.v1</c>.</param>
    /// <param name="sensorEvent">The event.</param>
    /// <param name="problem">What is wrong with the record, in words, when the answer is false.</param>
    public static bool TryRead(Message<string, byte[]> record, out SensorEvent sensorEvent, out string problem)
    {
        sensorEvent = default;
        if (record.Value is null)
        {
            problem = "the record has no value";
            return false;
        }

        if (record.Headers is null || !record.Headers.TryGetLastBytes(RecordHeaders.Format, out var format))
        {
            problem = "the record has no header 'format'";
            return false;
        }

        if (!SensorFormats.TryParse(format, out var known))
        {
            problem = $"the header 'format' says '{Encoding.UTF8.GetString(format)}', which is none of ours";
            return false;
        }

        problem = "";
        sensorEvent = new(record.Value, known, record.Headers.Text(RecordHeaders.Node) ?? record.Key ?? "", Received(record))
        {
            Cluster = record.Headers.Text(RecordHeaders.Cluster),
            TraceParent = record.Headers.Text(RecordHeaders.TraceParent),
        };
        return true;
    }

    private static EventTime Received(Message<string, byte[]> record) =>
        record.Headers.Moment(RecordHeaders.Received) ?? new(record.Timestamp.UnixTimestampMs * 1_000_000);
}
