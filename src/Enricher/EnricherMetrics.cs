using System.Diagnostics.Metrics;

namespace Eyrie.Enricher;

/// <summary>What the Enricher did. Everything is counted when its transaction has committed, so nothing is counted twice.</summary>
internal sealed class EnricherMetrics
{
    public const string MeterName = "Eyrie.Enricher";

    private static readonly KeyValuePair<string, object?> Alert = new("kind", "alert");
    private static readonly KeyValuePair<string, object?> Activity = new("kind", "activity");
    private static readonly KeyValuePair<string, object?> Duplicate = new("reason", "duplicate");
    private static readonly KeyValuePair<string, object?> Unwanted = new("reason", "activity");
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
    private readonly Histogram<double> _duration;

    public EnricherMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _read = meter.CreateCounter<long>("eyrie.enricher.events.read", "{event}", "Events read from Kafka.");
        _documents = meter.CreateCounter<long>("eyrie.enricher.documents", "{document}", "Documents written, by kind.");
        _dropped = meter.CreateCounter<long>("eyrie.enricher.events.dropped", "{event}", "Events left out, by reason.");
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
        _joins = meter.CreateCounter<long>("eyrie.enricher.joins", "{alert}", "How alerts' processes were found, and how surely.");
        _waiting = meter.CreateUpDownCounter<long>("eyrie.enricher.alerts.waiting", "{alert}", "Alerts that wait for their process.");
        _duration = meter.CreateHistogram<double>(
            "eyrie.enricher.batch.duration", "s", "Time from a batch's reading to its commit.",
            advice: new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30] });
    }

    public void BatchCommitted(BatchAccount account, TimeSpan elapsed)
    {
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

    public void WaitingChanged(int by) => _waiting.Add(by);

    public void OpenIncidentsChanged(int by) => _open.Add(by);
}

/// <summary>What became of the events of one batch.</summary>
internal sealed class BatchAccount
{
    private readonly long[] _joins = new long[4 * 3];

    public long Read { get; set; }

    public long Alerts { get; set; }

    public long Activity { get; set; }

    /// <summary>Alerts that were written a second time, for those who must not wait.</summary>
    public long Urgent { get; set; }

    public long IncidentsOpened { get; set; }

    public long IncidentsClosed { get; set; }

    public long Duplicates { get; set; }

    /// <summary>Activity that the configuration asks not to keep.</summary>
    public long Unwanted { get; set; }

    /// <summary>Those among the alerts that an exception fits.</summary>
    public long Suppressed { get; set; }

    public long Rejected { get; set; }

    public long Remembered { get; set; }

    public long Lost { get; set; }

    public long Joins(CorrelationMethod method, Confidence confidence) => _joins[((int)method * 3) + (int)confidence];

    public void Joined(Correlation correlation) => _joins[((int)correlation.Method * 3) + (int)correlation.Confidence]++;

    public void Clear()
    {
        (Read, Alerts, Activity, Duplicates, Rejected, Remembered, Lost) = (0, 0, 0, 0, 0, 0, 0);
        (Unwanted, Suppressed, Urgent, IncidentsOpened, IncidentsClosed) = (0, 0, 0, 0, 0);
        Array.Clear(_joins);
    }
}
