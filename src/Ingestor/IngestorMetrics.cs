using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Spool;
using Eyrie.Platform.Metrics;

namespace Eyrie.Ingestor;

/// <summary>Why an event went no further. The words are metric tags.</summary>
internal static class DropReasons
{
    /// <summary>Read from a sensor that cannot wait while the buffer was full.</summary>
    public const string BufferFull = "buffer_full";

    /// <summary>Larger than Kafka takes, or than we take from a sensor.</summary>
    public const string TooLarge = "too_large";

    /// <summary>Rejected by Kafka for another reason that waiting does not repair.</summary>
    public const string Rejected = "rejected";

    /// <summary>The spool was full and this was the oldest of the least worth.</summary>
    public const string SpoolFull = "spool_full";

    /// <summary>Its bytes on disk are not what was written.</summary>
    public const string SpoolCorrupt = "spool_corrupt";

    /// <summary>Not in Kafka and not on disk when the process ended.</summary>
    public const string Shutdown = "shutdown";

    /// <summary>All of them.</summary>
    public static readonly string[] All = [BufferFull, TooLarge, Rejected, SpoolFull, SpoolCorrupt, Shutdown];
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
    private readonly Counter<long> _spooled;
    private readonly Counter<long> _recovered;
    private readonly Counter<long> _connects;
    private readonly Counter<long> _losses;
    private readonly Counter<long> _lostEvents;
    private readonly Counter<long> _health;
    private readonly DeadLetterCounter _letters;
    private readonly Histogram<double> _lag;
    private readonly Histogram<double> _publishing;
    private readonly ConcurrentDictionary<SensorStatus, KeyValuePair<string, object?>[]> _sensors = [];
    private const int TimedOf = 8;
    private readonly ClocksAhead _clocks;
    private readonly Counter<long> _httpRequests;
    private readonly Counter<long> _httpRefused;

    public IngestorMetrics(IMeterFactory meters, TimeProvider? time = null)
    {
        _meter = meters.Create(MeterName);
        _letters = new(meters, "ingestor");
        _letters.Written(DropReasons.TooLarge, 0);
        _letters.Written(DropReasons.Rejected, 0);
        _read = _meter.CreateCounter<long>("eyrie.ingestor.events.read", "{event}", "Events read from a sensor.", Labels.Of("sensor"));
        _published = _meter.CreateCounter<long>(
            "eyrie.ingestor.events.published", "{event}", "Events that all replicas of Kafka have.", Labels.Of("sensor"));
        _dropped = _meter.CreateCounter<long>(
            "eyrie.ingestor.events.dropped", "{event}", "Events that were read but went no further, by reason.", Labels.Of("sensor", "reason"));
        _rejected = _meter.CreateCounter<long>(
            "eyrie.ingestor.events.rejected", "{event}", "What was read but went to dead.v1, by reason.", Labels.Of("sensor", "reason"));
        _spooled = _meter.CreateCounter<long>("eyrie.ingestor.events.spooled", "{event}", "Events written to the spool's files.");
        _recovered = _meter.CreateCounter<long>(
            "eyrie.ingestor.events.recovered", "{event}", "Events that an earlier process left in the spool.", Labels.Of("sensor"));
        _connects = _meter.CreateCounter<long>(
            "eyrie.ingestor.stream.connects", "{connect}", "Times that a sensor began to answer.", Labels.Of("sensor"));
        Sensors = new(_meter);
        _losses = _meter.CreateCounter<long>("eyrie.ingestor.stream.losses", "{loss}", "Times that a sensor's stream was lost.", Labels.Of("sensor"));
        _lag = _meter.CreateLatency("eyrie.ingestor.event.lag", "From the sensor's time of an event to its receipt; of those that only say what processes do, of one in eight.", "sensor");
        _clocks = new(_meter, () => _sensors.Keys.Select(static status => status.Tag.Name), time ?? TimeProvider.System);
        _publishing = _meter.CreateLatency(
            "eyrie.ingestor.publish.duration", "From an event's receipt until all replicas of Kafka have it, the spool included; of those that only say what processes do, of one in eight.", "sensor");
        _lostEvents = _meter.CreateCounter<long>(
            "eyrie.ingestor.sensor.lost_events", "{event}", "Events that a sensor admits to have lost before we could read them.", Labels.Of("sensor"));
        _health = _meter.CreateCounter<long>("eyrie.ingestor.health.events", "{event}", "Health events told, by kind.", Labels.Of("kind"));
        _meter.CreateObservableGauge(
            "eyrie.ingestor.sensor.up", Up, unit: null, "1 while a sensor is read, else 0.", Labels.Of("sensor", "address"));
        _meter.CreateObservableGauge(
            "eyrie.ingestor.sensor.silence", Silence, "s", "Time since a sensor's last event, or since it is read.", Labels.Of("sensor"));
        _httpRequests = _meter.CreateCounter<long>(
            "eyrie.ingestor.http.requests", "{request}", "Requests to an HTTP intake, by class of the answer's status.", Labels.Of("sensor", "status"));
        _httpRefused = _meter.CreateCounter<long>(
            "eyrie.ingestor.http.refused", "{request}", "Requests that were not answered with success, by reason.", Labels.Of("sensor", "reason"));
    }

    /// <summary>What sensors say of themselves.</summary>
    public SensorMetrics Sensors { get; }

    /// <summary>A sensor sent a message that is larger than we take: nobody has it any more.</summary>
    public void MessageTooLarge(in SensorTag sensor)
    {
        EventRead(sensor);
        EventsDropped(sensor, DropReasons.TooLarge, 1);
    }

    public void EventRead(in SensorTag sensor) => _read.Add(1, sensor.Pair);

    /// <summary>All replicas of Kafka have it.</summary>
    public void EventPublished(in SensorTag sensor) => _published.Add(1, sensor.Pair);

    /// <summary>How long that took. Not asked of every event: <see cref="IsTimed"/>.</summary>
    public void PublishTook(in SensorTag sensor, TimeSpan sinceRead) => _publishing.Record(Latency.Seconds(sinceRead), sensor.Pair);

    /// <summary>
    /// Whether times of an event are measured: of each that matters, and of one in eight that only say what processes do. A measurement costs as much as the rest of what
    /// is done for such an event's metrics, and thousands a second say no more than hundreds.
    /// </summary>
    /// <param name="worth">What it is worth.</param>
    /// <param name="number">Its number among others.</param>
    public static bool IsTimed(EventWorth worth, long number) => worth is not EventWorth.Telemetry || number % TimedOf == 0;

    public void EventsDropped(in SensorTag sensor, string reason, long count) =>
        _dropped.Add(count, sensor.Pair, new("reason", reason));

    public void EventRejected(in SensorTag sensor, string reason)
    {
        _rejected.Add(1, sensor.Pair, new("reason", reason));
        _letters.Written(reason, 1);
    }

    public void EventsSpooled(long count) => _spooled.Add(count);

    public void EventsRecovered(in SensorTag sensor, long count) => _recovered.Add(count, sensor.Pair);

    public void StreamConnected(string sensor) => _connects.Add(1, new KeyValuePair<string, object?>("sensor", sensor));

    public void StreamLost(string sensor) => _losses.Add(1, new KeyValuePair<string, object?>("sensor", sensor));

    /// <summary>How old an event was when it was read. Not asked of every event: <see cref="IsTimed"/>.</summary>
    public void EventLag(in SensorTag sensor, TimeSpan lag) => _lag.Record(Latency.Seconds(lag), sensor.Pair);

    /// <summary>The same of every event: a sensor's clock may be ahead of ours.</summary>
    public void ClockSeen(in SensorTag sensor, TimeSpan lag, EventTime received) => _clocks.Saw(sensor.Name, lag, received);

    public void SensorLostEvents(in SensorTag sensor, long count) => _lostEvents.Add(count, sensor.Pair);

    public void HealthTold(HealthKind kind) => _health.Add(1, new KeyValuePair<string, object?>("kind", kind.Word()));

    /// <summary>Shows a sensor's state until it is forgotten. What it may lose is counted from 0: a rate needs a series that was there before.</summary>
    public void Watch(SensorStatus sensor)
    {
        _sensors[sensor] = sensor.OneAddress is { } address ? [sensor.Tag.Pair, new("address", address)] : [sensor.Tag.Pair];
        _losses.Add(0, sensor.Tag.Pair);
        _lostEvents.Add(0, sensor.Tag.Pair);
        foreach (var reason in DropReasons.All)
        {
            _dropped.Add(0, sensor.Tag.Pair, new("reason", reason));
        }
    }

    public void Forget(SensorStatus sensor) => _sensors.TryRemove(sensor, out _);

    /// <summary>A request to an HTTP intake was answered.</summary>
    /// <param name="sensor">Whose intake.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="refusal">One of <see cref="Sensors.HttpRefusals"/>; null for success.</param>
    public void HttpAnswered(in SensorTag sensor, int status, string? refusal)
    {
        _httpRequests.Add(1, sensor.Pair, new("status", status switch { < 300 => "2xx", < 500 => "4xx", _ => "5xx" }));
        if (refusal is not null)
        {
            _httpRefused.Add(1, sensor.Pair, new("reason", refusal));
        }
    }

    /// <summary>Shows how long Kafka has been owed the oldest event.</summary>
    public void Watch(Func<TimeSpan> age) => _meter.CreateObservableGauge(
        "eyrie.ingestor.spool.age", () => age().TotalSeconds, "s", "How long the oldest event in it waits for Kafka.");

    /// <summary>Shows how full the spool is.</summary>
    public void Watch(EventSpool spool, long limitBytes)
    {
        _meter.CreateObservableGauge("eyrie.ingestor.spool.limit", () => limitBytes, "By", "Bytes that the spool's files may take.");
        _meter.CreateObservableGauge("eyrie.ingestor.buffer.events", () => spool.MemoryEvents, "{event}", "Events in memory.");
        _meter.CreateObservableGauge("eyrie.ingestor.buffer.size", () => spool.MemoryBytes, "By", "Bytes of events in memory.");
        _meter.CreateObservableGauge("eyrie.ingestor.spool.events", () => spool.Waiting, "{event}", "Events that wait for Kafka, in memory or on disk.");
        _meter.CreateObservableGauge("eyrie.ingestor.spool.size", () => spool.DiskBytes, "By", "Bytes of the spool's files.");
    }

    private IEnumerable<Measurement<int>> Up()
    {
        foreach (var (sensor, tags) in _sensors)
        {
            if (sensor.IsUp is { } up)
            {
                yield return new(up ? 1 : 0, tags);
            }
        }
    }

    private IEnumerable<Measurement<double>> Silence()
    {
        foreach (var (sensor, tags) in _sensors)
        {
            if (sensor.Silence is { } silence)
            {
                yield return new(silence.TotalSeconds, tags);
            }
        }
    }
}

/// <summary>A sensor's name as a metric tag, made once a sensor.</summary>
internal readonly record struct SensorTag(string Name)
{
    public KeyValuePair<string, object?> Pair { get; } = new("sensor", Name);
}
