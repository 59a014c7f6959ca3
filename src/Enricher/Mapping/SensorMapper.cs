using Eyrie.Contracts;

namespace Eyrie.Enricher.Mapping;

/// <summary>Translates a sensor's bytes into an <see cref="Observation"/>, once, whatever the sensor and its form.</summary>
internal static class SensorMapper
{
    /// <summary>Maps one event.</summary>
    /// <exception cref="FormatException">The bytes are not what their format says; the message says where and why.</exception>
    public static Observation Map(in SensorEvent sensorEvent, string id) =>
        throw new FormatException($"no mapper for {sensorEvent.Format} ({id})");
}
