using static Eyrie.Platform.Status.StatusInstruments;

namespace Eyrie.Platform.Status;

/// <summary>Reads the stages' part of a status off their instruments.</summary>
internal static class StageStatus
{
    /// <summary>The Ingestor; null when this process has none. What it says itself of sensors is counted as read, and is none.</summary>
    public static IngestorStatus? Ingestor(Figures now) => now.Has(EventsRead)
        ? new(
            [.. now.Names("sensor", SensorUp, SensorSilence).Select(name => Sensor(now, name))],
            new(now.Whole(SpoolEvents), now.Whole(SpoolSize), now.Whole(SpoolLimit), now.Value(SpoolAge) ?? 0))
        : null;

    /// <summary>The Enricher; null when this process has nothing of it. Who only watches pods has read nothing.</summary>
    public static EnricherStatus? Enricher(Figures now) => now.Has(EnricherRead) || now.Has(PodsInSync)
        ? new(
            now.Sum(EnricherRead),
            now.PerSecond(EnricherRead),
            now.By(Documents, "kind"),
            now.By(Alerts, "severity"),
            now.PerSecond(Alerts),
            now.By(Joins, "confidence"),
            now.By(EnricherDropped, "reason"),
            now.Sum(EnricherRejected),
            now.Sum(Partitions, ("state", "owned")),
            now.Sum(Partitions, ("state", "restoring")),
            now.Sum(Processes),
            now.Sum(OpenIncidents),
            [.. now.Names("kind", PodsInSync).Select(kind => Kind(now, kind))])
        : null;

    /// <summary>The sinks of this process.</summary>
    public static IReadOnlyList<SinkStatus> Sinks(Figures now) => [.. now.Names("sink", SinkAlerts, SinkUp).Select(name => Sink(now, name))];

    private static SensorStatus Sensor(Figures now, string name)
    {
        var sensor = ("sensor", name);
        return new(
            name,
            [.. now.Cells(SensorUp, sensor).Select(static cell => new StreamStatus(cell.Tag("address"), cell.Value > 0)).OrderBy(static stream => stream.Address, StringComparer.Ordinal)],
            [.. now.Cells(SensorInfo, sensor).Select(static cell => cell.Tag("version")).Distinct().Order(StringComparer.Ordinal)],
            now.Value(SensorSilence, sensor),
            now.Sum(EventsRead, sensor),
            now.PerSecond(EventsRead, sensor),
            now.Sum(EventsPublished, sensor),
            now.Sum(EventsRejected, sensor),
            now.By(EventsDropped, "reason", sensor),
            now.Sum(SensorLost, sensor),
            now.Value(ClockAhead, sensor) is > 0 and var ahead ? ahead : null,
            now.Typical(SensorLag, sensor));
    }

    private static KindStatus Kind(Figures now, string name)
    {
        var kind = ("kind", name);
        return new(name, now.Whole(PodsInSync, kind) > 0, now.Value(PodsInSyncAge, kind) ?? 0, now.Whole(PodsObjects, kind));
    }

    private static SinkStatus Sink(Figures now, string name)
    {
        var sink = ("sink", name);
        return new(
            name,
            now.Value(SinkUp, sink) is not 0.0,
            now.Whole(SinkCircuit, sink) switch { 1 => "halfOpen", 2 => "open", _ => "closed" },
            now.By(SinkAlerts, "outcome", sink),
            now.PerSecond(SinkAlerts, sink),
            now.By(SinkFailures, "kind", sink),
            now.Value(SinkLastDelivery, sink) is > 0 and var last ? DateTimeOffset.FromUnixTimeMilliseconds((long)(last * 1000)) : null,
            now.Typical(SinkLatency, sink, ("from", "sensor")),
            now.Value(SinkPending, sink) is { } pending ? (long)pending : null);
    }
}
