using Eyrie.Contracts;
using Eyrie.Enricher.Mapping.Eyrie;
using Eyrie.Enricher.Mapping.Falco;
using Eyrie.Enricher.Mapping.Tetragon;

namespace Eyrie.Enricher.Mapping;

/// <summary>Translates a sensor's bytes into an <see cref="Observation"/>, once, whatever the sensor and its form.</summary>
internal static class SensorMapper
{
    /// <summary>Maps one event.</summary>
    /// <exception cref="FormatException">The bytes are not what their format says; the message says where and why.</exception>
    public static Observation Map(in SensorEvent sensorEvent, string id) => sensorEvent.Format switch
    {
        SensorFormat.FalcoProtobuf => FalcoMapper.Map(FalcoProtobuf.Read(sensorEvent.Payload.Span), sensorEvent, id),
        SensorFormat.FalcoJson => FalcoMapper.Map(FalcoJson.Read(sensorEvent.Payload.Span), sensorEvent, id),
        SensorFormat.TetragonProtobuf => TetragonMapper.Map(TetragonReader.ReadProtobuf(sensorEvent.Payload.Span), sensorEvent, id),
        SensorFormat.EyrieJson => HealthMapper.Map(HealthEventCodec.Read(sensorEvent.Payload), sensorEvent, id),
        SensorFormat.TetragonProcess => TetragonCache.Map(sensorEvent, id),
        _ => TetragonMapper.Map(TetragonReader.ReadJson(sensorEvent.Payload.Span), sensorEvent, id),
    };

    /// <summary>The sensor's time; when it has none or claims the future or a time before clocks, when we received it.</summary>
    public static EventTime Settle(EventTime? claimed, EventTime received) =>
        claimed is { UnixNanoseconds: > 0 } time && time <= received ? time : received;
}
