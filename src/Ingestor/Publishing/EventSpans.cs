using System.Diagnostics;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Spool;
using Eyrie.Platform.Tracing;

namespace Eyrie.Ingestor.Publishing;

/// <summary>The spans of a traced event: its time in the Ingestor, and within that its way into Kafka.</summary>
internal sealed class EventSpans
{
    private readonly Activity _receive;
    private readonly Activity _send;

    private EventSpans(Activity receive, Activity send) => (_receive, _send) = (receive, send);

    /// <summary>What goes with the record.</summary>
    public string? TraceParent => _send.Id;

    /// <summary>Begins them for an alert of Falco's, or for what came with a trace. Of other events nobody knows yet whether they become alerts.</summary>
    /// <returns>Null when the event is not traced.</returns>
    public static EventSpans? Begin(KeptEvent kept, string id, string topic, TraceSampling sampling)
    {
        if (!TraceSources.Ingestor.HasListeners()
            || (kept.Worth is not EventWorth.Alert && kept.Event.TraceParent is null)
            || sampling.Of(id, kept.Event.TraceParent) is not { } trace)
        {
            return null;
        }

        var received = DateTimeOffset.UnixEpoch.AddTicks(kept.Event.Received.UnixNanoseconds / 100);
        var receive = TraceSources.Ingestor.Begin($"receive {kept.Event.Format.Sensor()}", ActivityKind.Internal, trace, received);
        var send = receive is null ? null : TraceSources.Ingestor.Begin($"send {topic}", ActivityKind.Producer, receive.Context);
        if (send is null)
        {
            return null;
        }

        receive!.SetTag("eyrie.sensor", kept.Sensor.Name).SetTag("eyrie.event.id", id);
        send.Messaging("send", topic).SetTag("messaging.message.id", id).SetTag("messaging.message.body.size", kept.Event.Payload.Length);
        return new(receive, send);
    }

    /// <summary>Kafka has it.</summary>
    public void Arrived(Partition partition, Offset offset) => _send.At(partition.Value, offset.Value);

    /// <summary>Ends them.</summary>
    /// <param name="error">Why it is not on <c>events.v1</c>; null when it is.</param>
    public void End(string? error)
    {
        _send.End(error);
        _receive.End(error);
    }
}
