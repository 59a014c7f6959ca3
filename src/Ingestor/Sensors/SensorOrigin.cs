using Eyrie.Contracts;

namespace Eyrie.Ingestor.Sensors;

/// <summary>Says of a sensor's bytes where and when they were read.</summary>
/// <param name="node">The node that the sensor watches, for events that do not say it themselves.</param>
/// <param name="nodeFromEvents">Whether what events say counts.</param>
/// <param name="cluster">Its cluster; null when not known.</param>
/// <param name="time">The clock.</param>
internal sealed class SensorOrigin(string node, bool nodeFromEvents, string? cluster, TimeProvider time)
{
    private readonly NodeNames? _told = nodeFromEvents ? new() : null;

    /// <summary>The event with its origin. Any thread may call it.</summary>
    public SensorEvent Stamp(ReadOnlyMemory<byte> payload, SensorFormat format, in EventGlance glance) =>
        new(payload, format, NodeOf(payload.Span[glance.Node], format) ?? node, EventTime.From(time.GetUtcNow())) { Cluster = cluster };

    // Each cluster's versions meet in a partition of their own.
    private readonly string _versions = $"{HealthEvent.VersionsKey}/{cluster}";

    private string? NodeOf(ReadOnlySpan<byte> told, SensorFormat format) =>
        format is SensorFormat.TetragonProcess ? _told?.OfExecId(told)
        : format is SensorFormat.EyrieJson && told.SequenceEqual("versions"u8) ? _versions
        : _told?.Of(told);
}
