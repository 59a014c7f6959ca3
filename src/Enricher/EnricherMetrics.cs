using System.Diagnostics.Metrics;
using Eyrie.Contracts;
using Eyrie.Platform.Metrics;

namespace Eyrie.Enricher;

/// <summary>What the Enricher did. Everything is counted when its transaction has committed, so nothing is counted twice.</summary>
internal sealed class EnricherMetrics
{
    public const string MeterName = "Eyrie.Enricher";

    private static readonly KeyValuePair<string, object?> Alert = new("kind", "alert");
    private static readonly KeyValuePair<string, object?> Activity = new("kind", "activity");
    private static readonly KeyValuePair<string, object?> Duplicate = new("reason", "duplicate");
    private static readonly KeyValuePair<string, object?> Unwanted = new("reason", "activity");
    private static readonly KeyValuePair<string, object?> FromSensor = new("from", "sensor");
    private static readonly KeyValuePair<string, object?> FromRead = new("from", "read");
    private static readonly KeyValuePair<string, object?> Owned = new("state", "owned");
    private static readonly KeyValuePair<string, object?> Restoring = new("state", "restoring");
    private static readonly KeyValuePair<string, object?> Committed = new("outcome", "committed");
    private static readonly KeyValuePair<string, object?> Aborted = new("outcome", "aborted");
    private static readonly string[] Methods = ["none", "sensor", "pid", "container_cmdline"];
    private static readonly string[] Confidences = ["low", "medium", "high"];

    private readonly Counter<long> _read;
    private readonly Counter<long> _documents;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _remembered;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _suppressed;
    private readonly Counter<long> _urgent;
    private readonly Counter<long> _opened;
    private readonly Counter<long> _closed;
    private readonly UpDownCounter<long> _open;
    private readonly Counter<long> _joins;
    private readonly UpDownCounter<long> _waiting;
    private readonly Counter<long> _alerts;
    private readonly Counter<long> _transactions;
    private readonly Counter<long> _sessionsLost;
    private readonly UpDownCounter<long> _partitions;
    private readonly UpDownCounter<long> _processes;
    private readonly UpDownCounter<long> _nodes;
    private readonly UpDownCounter<long> _events;
    private readonly DeadLetterCounter _letters;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _latency;
    private readonly Histogram<double> _restore;

    public EnricherMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _read = meter.CreateCounter<long>("eyrie.enricher.events.read", "{event}", "Events read from Kafka.");
        _documents = meter.CreateCounter<long>("eyrie.enricher.documents", "{document}", "Documents written, by kind.", Labels.Of("kind"));
        _dropped = meter.CreateCounter<long>("eyrie.enricher.events.dropped", "{event}", "Events left out, by reason.", Labels.Of("reason"));
        _rejected = meter.CreateCounter<long>("eyrie.enricher.events.rejected", "{event}", "Events dead-lettered.");
        _remembered = meter.CreateCounter<long>(
            "eyrie.enricher.events.remembered", "{event}", "Processes out of Tetragon's cache: taken in, no document.");
        _lost = meter.CreateCounter<long>(
            "eyrie.enricher.events.lost", "{event}", "Alerts that waited when their partition changed hands, and whose events Kafka no longer had.");
        _suppressed = meter.CreateCounter<long>(
            "eyrie.enricher.alerts.suppressed", "{alert}", "Alerts that an exception fits: marked, and nobody is called.");
        _urgent = meter.CreateCounter<long>("eyrie.enricher.alerts.urgent", "{alert}", "Alerts written a second time, to urgent.v1.");
        _opened = meter.CreateCounter<long>("eyrie.enricher.incidents.opened", "{incident}", "Incidents that began.");
        _closed = meter.CreateCounter<long>("eyrie.enricher.incidents.closed", "{incident}", "Incidents that ended: their last word was written.");
        _open = meter.CreateUpDownCounter<long>("eyrie.enricher.incidents.open", "{incident}", "Incidents that more alerts may join.");
        _joins = meter.CreateCounter<long>("eyrie.enricher.joins", "{alert}", "How alerts' processes were found, and how surely.", Labels.Of("method", "confidence"));
        _waiting = meter.CreateUpDownCounter<long>("eyrie.enricher.alerts.waiting", "{alert}", "Alerts that wait for their process.");
        _duration = meter.CreateHistogram<double>(
            "eyrie.enricher.batch.duration", "s", "Time from a batch's reading to its commit.",
            advice: new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30] });
        _alerts = meter.CreateCounter<long>(
            "eyrie.enricher.alerts", "{alert}", "Alerts written, by severity and by whose event it was.", Labels.Of("severity", "sensor"));
        _transactions = meter.CreateCounter<long>(
            "eyrie.enricher.transactions", "{transaction}", "Transactions by outcome; one that is aborted is done over.", Labels.Of("outcome"));
        _sessionsLost = meter.CreateCounter<long>(
            "eyrie.enricher.sessions.lost", "{session}", "Sessions with Kafka that ended in a failure; the next one begins with what was committed.");
        _partitions = meter.CreateUpDownCounter<long>(
            "eyrie.enricher.partitions",
            "{partition}",
            "Partitions of events.v1 that are ours, by state: owned, or restoring while what is remembered of them is read.",
            Labels.Of("state"));
        _processes = meter.CreateUpDownCounter<long>("eyrie.enricher.state.processes", "{process}", "Process images that are remembered.");
        _nodes = meter.CreateUpDownCounter<long>("eyrie.enricher.state.nodes", "{node}", "Nodes of which something is remembered.");
        _events = meter.CreateUpDownCounter<long>("eyrie.enricher.state.events", "{event}", "Ids of events that are remembered, to know them when they come twice.");
        _letters = new(meters, "enricher");
        _latency = meter.CreateLatency(
            "eyrie.enricher.latency",
            "Until an event's document is committed, from the sensor's time or from when the Ingestor had read it.",
            "from",
            "kind");
        _restore = meter.CreateHistogram(
            "eyrie.enricher.restore.duration",
            "s",
            "Time to read what is remembered of partitions that became ours.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300] });
        _transactions.Add(0, Aborted); // a rate needs a series that was there before
        _sessionsLost.Add(0);
    }

    public void BatchCommitted(BatchAccount account, TimeSpan elapsed, EventTime now)
    {
        _transactions.Add(1, Committed);
        _letters.Written("too_large", account.TooLarge);
        _letters.Written("unreadable", account.Rejected - account.TooLarge);
        CountAlerts(account);
        foreach (var (seen, read, isAlert) in account.Documents)
        {
            var kind = isAlert ? Alert : Activity;
            _latency.Record(Latency.Seconds(now - seen), FromSensor, kind);
            _latency.Record(Latency.Seconds(now - read), FromRead, kind);
        }

        _read.Add(account.Read);
        _documents.Add(account.Alerts, Alert);
        _documents.Add(account.Activity, Activity);
        _dropped.Add(account.Duplicates, Duplicate);
        _dropped.Add(account.Unwanted, Unwanted);
        _suppressed.Add(account.Suppressed);
        _urgent.Add(account.Urgent);
        _opened.Add(account.IncidentsOpened);
        _closed.Add(account.IncidentsClosed);
        _rejected.Add(account.Rejected);
        _remembered.Add(account.Remembered);
        _lost.Add(account.Lost);
        _duration.Record(elapsed.TotalSeconds);
        for (var method = 0; method < Methods.Length; method++)
        {
            for (var confidence = 0; confidence < Confidences.Length; confidence++)
            {
                if (account.Joins((CorrelationMethod)method, (Confidence)confidence) is > 0 and var joins)
                {
                    _joins.Add(joins, new("method", Methods[method]), new("confidence", Confidences[confidence]));
                }
            }
        }
    }

    /// <summary>A transaction could not be committed, and is done over.</summary>
    public void TransactionAborted() => _transactions.Add(1, Aborted);

    public void SessionLost() => _sessionsLost.Add(1);

    /// <summary>What is remembered of partitions was read.</summary>
    public void Restored(TimeSpan elapsed) => _restore.Record(elapsed.TotalSeconds);

    /// <summary>What a session holds has changed.</summary>
    public void Changed(in SessionCounts before, in SessionCounts now)
    {
        _waiting.Add(now.Waiting - before.Waiting);
        _open.Add(now.Incidents - before.Incidents);
        _partitions.Add(now.Owned - before.Owned, Owned);
        _partitions.Add(now.Restoring - before.Restoring, Restoring);
        _processes.Add(now.Processes - before.Processes);
        _nodes.Add(now.Nodes - before.Nodes);
        _events.Add(now.Events - before.Events);
    }

    private void CountAlerts(BatchAccount account)
    {
        for (var sensor = 0; sensor < BatchAccount.Sensors.Count; sensor++)
        {
            for (var severity = Severity.Debug; severity <= Severity.Emergency; severity++)
            {
                if (account.AlertsOf(sensor, severity) is > 0 and var alerts)
                {
                    _alerts.Add(alerts, new("severity", severity.Word()), new("sensor", BatchAccount.Sensors[sensor]));
                }
            }
        }
    }
}

/// <summary>How much a session holds.</summary>
internal readonly record struct SessionCounts
{
    public int Waiting { get; init; }

    public int Incidents { get; init; }

    public int Owned { get; init; }

    public int Restoring { get; init; }

    public long Processes { get; init; }

    public long Nodes { get; init; }

    public long Events { get; init; }
}
