using System.Diagnostics.Metrics;

namespace Eyrie.Sinks;

/// <summary>What sinks count.</summary>
internal sealed class SinkMetrics
{
    public const string MeterName = "Eyrie.Sinks";

    private readonly Counter<long> _alerts;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _failureStored;
    private readonly Gauge<int> _up;
    private readonly Histogram<double> _duration;

    public SinkMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _alerts = meter.CreateCounter<long>("eyrie.sink.alerts", "{alert}", "Alerts a sink is done with, by outcome.");
        _failures = meter.CreateCounter<long>("eyrie.sink.failures", "{attempt}", "Attempts that failed, by what is to be done.");
        _failureStored = meter.CreateCounter<long>(
            "eyrie.sink.failure_stored", "{alert}", "Documents Elasticsearch put into its failure store.");
        _up = meter.CreateGauge<int>("eyrie.sink.up", description: "1 while the target takes alerts, 0 while it is away or refuses us.");
        _duration = meter.CreateHistogram<double>(
            "eyrie.sink.delivery.duration", "s", "Time to deliver a batch, retries included.",
            advice: new() { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300] });
    }

    public void BatchSettled(string sink, int written, int filtered, int rejected)
    {
        Count(sink, "written", written);
        Count(sink, "filtered", filtered);
        Count(sink, "rejected", rejected);
    }

    public void BatchDelivered(string sink, TimeSpan elapsed) =>
        _duration.Record(elapsed.TotalSeconds, KeyValuePair.Create<string, object?>("sink", sink));

    public void AttemptFailed(string sink, bool refused) =>
        _failures.Add(1, KeyValuePair.Create<string, object?>("sink", sink), new("kind", refused ? "refused" : "transient"));

    public void FailureStored(string sink, int documents) =>
        _failureStored.Add(documents, KeyValuePair.Create<string, object?>("sink", sink));

    public void Reported(string sink, bool up) =>
        _up.Record(up ? 1 : 0, KeyValuePair.Create<string, object?>("sink", sink));

    private void Count(string sink, string outcome, int alerts)
    {
        if (alerts > 0)
        {
            _alerts.Add(alerts, KeyValuePair.Create<string, object?>("sink", sink), new("outcome", outcome));
        }
    }
}
