using Eyrie.Protos.Tetragon;
using Google.Protobuf;

namespace Eyrie.Simulation;

/// <summary>One event as it goes over the wire. Serialised once, however many clients get it.</summary>
/// <param name="Payload">The message's bytes.</param>
/// <param name="TetragonEvent">The same for filters to look at; null: it is Falco's.</param>
internal sealed record SensorMessage(byte[] Payload, GetEventsResponse? TetragonEvent)
{
    public static SensorMessage From(GetEventsResponse tetragonEvent) => new(tetragonEvent.ToByteArray(), tetragonEvent);

    public static SensorMessage From(Protos.Falco.Outputs.response alert) => new(alert.ToByteArray(), null);
}

/// <summary>A message and when its sensor says it, counted from the start of the play.</summary>
internal readonly record struct TimedMessage(TimeSpan At, SensorMessage Message);
