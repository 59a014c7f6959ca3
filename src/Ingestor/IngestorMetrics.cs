using System.Diagnostics.Metrics;

namespace Eyrie.Ingestor;

/// <summary>Why an event went no further. The words are metric tags.</summary>
internal static class DropReasons
{
    /// <summary>Read from a sensor that cannot wait while the buffer was full.</summary>
    public const string BufferFull = "buffer_full";

    /// <summary>Larger than Kafka takes.</summary>
    public const string TooLarge = "too_large";

    /// <summary>Rejected by Kafka for another reason that waiting does not repair.</summary>
    public const string Rejected = "rejected";

    /// <summary>The spool was full and this was the oldest of the least worth.</summary>
    public const string SpoolFull = "spool_full";

    /// <summary>Its bytes on disk are not what was written.</summary>
    public const string SpoolCorrupt = "spool_corrupt";

    /// <summary>Not in Kafka and not on disk when the process ended.</summary>
    public const string Shutdown = "shutdown";
}

/// <summary>Counts what became of every event: read = published + dropped + in flight.</summary>
internal sealed class IngestorMetrics
{
    public const string MeterName = "Eyrie.Ingestor";

    private readonly Meter _meter;
    private readonly Counter<long> _read;
    private readonly Counter<long> _published;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _connects;
    private readonly Counter<long> _losses;

    public IngestorMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _read = _meter.CreateCounter<long>("eyrie.ingestor.events.read", "{event}", "Events read from a sensor.");
        _published = _meter.CreateCounter<long>(
            "eyrie.ingestor.events.published", "{event}", "Events that all replicas of Kafka have.");
        _dropped = _meter.CreateCounter<long>(
            "eyrie.ingestor.events.dropped", "{event}", "Events that were read but went no further, by reason.");
        _rejected = _meter.CreateCounter<long>(
            "eyrie.ingestor.events.rejected", "{event}", "What was read but went to dead.v1, by reason.");
        _connects = _meter.CreateCounter<long>(
            "eyrie.ingestor.stream.connects", "{connect}", "Times that a sensor began to answer.");
        _losses = _meter.CreateCounter<long>("eyrie.ingestor.stream.losses", "{loss}", "Times that a sensor's stream was lost.");
    }

    public void EventRead(in SensorTag sensor) => _read.Add(1, sensor.Pair);

    public void EventPublished(in SensorTag sensor) => _published.Add(1, sensor.Pair);

    public void EventsDropped(in SensorTag sensor, string reason, long count) =>
        _dropped.Add(count, sensor.Pair, new("reason", reason));

    public void EventRejected(in SensorTag sensor, string reason) => _rejected.Add(1, sensor.Pair, new("reason", reason));

    public void StreamConnected(string sensor) => _connects.Add(1, new KeyValuePair<string, object?>("sensor", sensor));

    public void StreamLost(string sensor) => _losses.Add(1, new KeyValuePair<string, object?>("sensor", sensor));

    /// <summary>Shows how full a sensor's buffer is.</summary>
    public void Watch(EventBuffer buffer, in SensorTag sensor)
    {
        KeyValuePair<string, object?>[] tags = [sensor.Pair];
        _meter.CreateObservableGauge(
            "eyrie.ingestor.buffer.events", () => new Measurement<long>(buffer.Count, tags), "{event}", "Events waiting for Kafka.");
        _meter.CreateObservableGauge(
            "eyrie.ingestor.buffer.size", () => new Measurement<long>(buffer.Bytes, tags), "By", "Bytes of events waiting for Kafka.");
    }
}

/// <summary>A sensor's name as a metric tag, made once a sensor.</summary>
internal readonly record struct SensorTag(string Name)
{
    public KeyValuePair<string, object?> Pair { get; } = new("sensor", Name);
}
