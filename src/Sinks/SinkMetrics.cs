using System.Diagnostics.Metrics;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks;

/// <summary>What sinks count.</summary>
internal sealed class SinkMetrics
{
    public const string MeterName = "Eyrie.Sinks";

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

    public SinkMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _alerts = meter.CreateCounter<long>("eyrie.sink.alerts", "{alert}", "Alerts a sink is done with, by outcome.");
        _failures = meter.CreateCounter<long>("eyrie.sink.failures", "{attempt}", "Attempts that failed, by what is to be done.");
        _failureStored = meter.CreateCounter<long>(
            "eyrie.sink.failure_stored", "{alert}", "Documents Elasticsearch put into its failure store.");
        _up = meter.CreateGauge<int>("eyrie.sink.up", description: "1 while the target takes alerts, 0 while it is away or refuses us.");
        _nodeUp = meter.CreateGauge<int>("eyrie.sink.node.up", description: "1 while a node of Elasticsearch's answers, 0 while it is left out.");
        _circuit = meter.CreateGauge<int>(
            "eyrie.sink.circuit", description: "The breaker before the target: 0 closed, 1 tries whether the target is back, 2 open.");
        _pending = meter.CreateGauge<int>("eyrie.sink.pending", "{alert}", "Alerts that are read and not settled, of sinks that call people.");
        _oldest = meter.CreateGauge<double>("eyrie.sink.pending.age", "s", "Age of the oldest of them.");
        _urgent = meter.CreateHistogram<double>(
            "eyrie.sink.urgent.delay", "s", "Time from an urgent alert's record in Kafka until people were told.",
            advice: new() { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 60, 300, 3600] });
        _duration = meter.CreateHistogram<double>(
            "eyrie.sink.delivery.duration", "s", "Time to deliver a batch, retries included.",
            advice: new() { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300] });
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
