using System.Diagnostics.Metrics;
using Eyrie.Contracts;
using Eyrie.Platform.Metrics;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks;

/// <summary>What sinks count.</summary>
internal sealed class SinkMetrics
{
    public const string MeterName = "Eyrie.Sinks";

    private static readonly KeyValuePair<string, object?> FromSensor = new("from", "sensor");
    private static readonly KeyValuePair<string, object?> FromRead = new("from", "read");
    private static readonly KeyValuePair<string, object?> FromEnriched = new("from", "enriched");
    private static readonly KeyValuePair<string, object?> Alert = new("kind", "alert");
    private static readonly KeyValuePair<string, object?> Activity = new("kind", "activity");
    private static readonly string[] Outcomes = [.. Enum.GetNames<SinkOutcome>().Select(name => name.ToLowerInvariant())];

    private readonly Counter<long> _alerts;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _failureStored;
    private readonly Gauge<int> _up;
    private readonly Gauge<int> _nodeUp;
    private readonly Gauge<int> _circuit;
    private readonly Gauge<int> _pending;
    private readonly Gauge<double> _oldest;
    private readonly Histogram<double> _urgent;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _latency;
    private readonly Gauge<double> _lastDelivery;
    private readonly DeadLetterCounter _letters;

    public SinkMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _alerts = meter.CreateCounter<long>("eyrie.sink.alerts", "{alert}", "Alerts a sink is done with, by outcome.", Labels.Of("sink", "outcome"));
        _failures = meter.CreateCounter<long>("eyrie.sink.failures", "{attempt}", "Attempts that failed, by what is to be done.", Labels.Of("sink", "kind"));
        _failureStored = meter.CreateCounter<long>(
            "eyrie.sink.failure_stored", "{alert}", "Documents Elasticsearch put into its failure store.", Labels.Of("sink"));
        _up = meter.CreateGauge<int>("eyrie.sink.up", description: "1 while the target takes alerts, 0 while it is away or refuses us.", tags: Labels.Of("sink"));
        _nodeUp = meter.CreateGauge<int>("eyrie.sink.node.up", description: "1 while a node of Elasticsearch's answers, 0 while it is left out.", tags: Labels.Of("sink", "url"));
        _circuit = meter.CreateGauge<int>(
            "eyrie.sink.circuit", description: "The breaker before the target: 0 closed, 1 tries whether the target is back, 2 open.", tags: Labels.Of("sink"));
        _pending = meter.CreateGauge<int>("eyrie.sink.pending", "{alert}", "Alerts that are read and not settled, of sinks that call people.", Labels.Of("sink"));
        _oldest = meter.CreateGauge<double>("eyrie.sink.pending.age", "s", "Age of the oldest of them.", Labels.Of("sink"));
        _urgent = meter.CreateHistogram<double>(
            "eyrie.sink.urgent.delay", "s", "Time from an urgent alert's record in Kafka until people were told.",
            Labels.Of("sink"),
            advice: new() { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 60, 300, 3600] });
        _duration = meter.CreateHistogram<double>(
            "eyrie.sink.delivery.duration", "s", "Time to deliver a batch, retries included.",
            Labels.Of("sink"),
            advice: new() { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300] });
        _latency = meter.CreateLatency(
            "eyrie.sink.latency",
            "Until a sink's target answered, from the sensor's time, from when the Ingestor had read it, or from when its document was written; "
            + "activity from then alone. What a person sends again is left out.",
            "sink",
            "from",
            "kind");
        _lastDelivery = meter.CreateGauge<double>(
            "eyrie.sink.last_delivery.time", "s", "When a target last took something, in Unix time.", Labels.Of("sink"));
        _letters = new(meters, "sinks");
    }

    /// <summary>A sink begins: what may go wrong is counted from 0, since a rate needs a series that was there before.</summary>
    public void Started(string sink)
    {
        var tag = KeyValuePair.Create<string, object?>("sink", sink);
        _alerts.Add(0, tag, new("outcome", Outcomes[(int)SinkOutcome.Written]));
        _alerts.Add(0, tag, new("outcome", Outcomes[(int)SinkOutcome.Rejected]));
        _failures.Add(0, tag, new("kind", "transient"));
        _failures.Add(0, tag, new("kind", "refused"));
        _letters.Written("unreadable", 0, sink);
        _letters.Written("rejected", 0, sink);
    }

    public void Settled(string sink, SinkOutcome outcome, int alerts)
    {
        if (alerts > 0)
        {
            _alerts.Add(alerts, KeyValuePair.Create<string, object?>("sink", sink), new("outcome", Outcomes[(int)outcome]));
        }
    }

    /// <summary>Counts what routes did not let through, each reason at its own index.</summary>
    public void Left(string sink, ReadOnlySpan<int> counts)
    {
        Settled(sink, SinkOutcome.Filtered, counts[(int)RouteOutcome.Filtered]);
        Settled(sink, SinkOutcome.Suppressed, counts[(int)RouteOutcome.Suppressed]);
        Settled(sink, SinkOutcome.Silenced, counts[(int)RouteOutcome.Silenced]);
        Settled(sink, SinkOutcome.Muted, counts[(int)RouteOutcome.Muted]);
    }

    /// <summary>A target answered for an alert or another document.</summary>
    public void Answered(string sink, in RecordMoments record, bool isActivity, EventTime now)
    {
        var tag = KeyValuePair.Create<string, object?>("sink", sink);
        _latency.Record(Latency.Seconds(now - record.Written), tag, FromEnriched, isActivity ? Activity : Alert);
        if (record is { Seen: { } seen, Read: { } read })
        {
            _latency.Record(Latency.Seconds(now - seen), tag, FromSensor, Alert);
            _latency.Record(Latency.Seconds(now - read), tag, FromRead, Alert);
        }
    }

    /// <summary>A target took something.</summary>
    public void Took(string sink, DateTimeOffset now) =>
        _lastDelivery.Record(now.ToUnixTimeMilliseconds() / 1000.0, KeyValuePair.Create<string, object?>("sink", sink));

    /// <summary>Records are on the dead letters.</summary>
    public void DeadLettered(string sink, string reason, int count) => _letters.Written(reason, count, sink);

    public void BatchDelivered(string sink, TimeSpan elapsed) =>
        _duration.Record(elapsed.TotalSeconds, KeyValuePair.Create<string, object?>("sink", sink));

    public void AttemptFailed(string sink, bool refused) =>
        _failures.Add(1, KeyValuePair.Create<string, object?>("sink", sink), new("kind", refused ? "refused" : "transient"));

    public void FailureStored(string sink, int documents) =>
        _failureStored.Add(documents, KeyValuePair.Create<string, object?>("sink", sink));

    public void Reported(string sink, bool up) =>
        _up.Record(up ? 1 : 0, KeyValuePair.Create<string, object?>("sink", sink));

    /// <summary>A node of the target's answers, or does not any more. Its URL is one of the configuration's.</summary>
    public void NodeChanged(string sink, string url, bool up) =>
        _nodeUp.Record(up ? 1 : 0, KeyValuePair.Create<string, object?>("sink", sink), new("url", url));

    /// <summary>People were told of an urgent alert.</summary>
    public void UrgentTold(string sink, TimeSpan elapsed) =>
        _urgent.Record(Math.Max(0, elapsed.TotalSeconds), KeyValuePair.Create<string, object?>("sink", sink));

    /// <summary>What is read and not settled.</summary>
    public void Waiting(string sink, int alerts, TimeSpan oldest)
    {
        _pending.Record(alerts, KeyValuePair.Create<string, object?>("sink", sink));
        _oldest.Record(oldest.TotalSeconds, KeyValuePair.Create<string, object?>("sink", sink));
    }

    /// <summary>The breaker before a target: 0 closed, 1 tries whether it is back, 2 open.</summary>
    public void CircuitChanged(string sink, int state) =>
        _circuit.Record(state, KeyValuePair.Create<string, object?>("sink", sink));
}
