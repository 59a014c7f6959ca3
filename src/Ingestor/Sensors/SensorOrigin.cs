using Eyrie.Contracts;

namespace Eyrie.Ingestor.Sensors;

/// <summary>Says of a sensor's bytes where and when they were read.</summary>
/// <param name="node">The node that the sensor watches.</param>
/// <param name="cluster">Its cluster; null when not known.</param>
/// <param name="time">The clock.</param>
internal sealed class SensorOrigin(string node, string? cluster, TimeProvider time)
{
    public SensorEvent Stamp(byte[] payload, SensorFormat format) =>
        new(payload, format, node, EventTime.From(time.GetUtcNow())) { Cluster = cluster };
}
