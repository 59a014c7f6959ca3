using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Spool;

namespace Eyrie.Ingestor.Tests;

/// <summary>What tests are made of.</summary>
internal static class An
{
    public static SensorEvent Event(params byte[] payload) => new(payload, SensorFormat.TetragonProtobuf, "node-1", default);

    /// <summary>An event with a number that <see cref="Number"/> reads back.</summary>
    public static KeptEvent Kept(int number, EventWorth worth = EventWorth.Telemetry, int bytes = 16, string sensor = "sensor")
    {
        var payload = new byte[Math.Max(4, bytes)];
        BitConverter.TryWriteBytes(payload, number);
        return new() { Event = Event(payload), Sensor = new(sensor), Worth = worth };
    }

    /// <summary>The number of an event.</summary>
    public static int Number(KeptEvent kept) => BitConverter.ToInt32(kept.Event.Payload.Span);
}
