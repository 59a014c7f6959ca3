using Eyrie.Contracts;

namespace Eyrie.Enricher;

/// <summary>When what a document tells of happened, and when it was read.</summary>
internal readonly record struct DocumentMoments(EventTime Seen, EventTime Read, bool IsAlert);

/// <summary>What became of the events of one batch.</summary>
internal sealed class BatchAccount
{
    private const int Severities = (int)Severity.Emergency + 1;

    private readonly long[] _joins = new long[4 * 3];
    private readonly long[] _alerts = new long[3 * Severities];

    /// <summary>Whose events there are.</summary>
    public static IReadOnlyList<string> Sensors { get; } = ["falco", "tetragon", "eyrie"];

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

    /// <summary>Those among the rejected whose document no topic takes.</summary>
    public long TooLarge { get; set; }

    /// <summary>When what the documents tell of happened.</summary>
    public List<DocumentMoments> Documents { get; } = [];

    public long Remembered { get; set; }

    public long Lost { get; set; }

    public long Joins(CorrelationMethod method, Confidence confidence) => _joins[((int)method * 3) + (int)confidence];

    /// <summary>Alerts by index of <see cref="Sensors"/> and severity.</summary>
    public long AlertsOf(int sensor, Severity severity) => _alerts[(sensor * Severities) + (int)severity];

    public void Written(SensorFormat format, Severity severity)
    {
        var sensor = format switch { SensorFormat.FalcoProtobuf or SensorFormat.FalcoJson => 0, SensorFormat.EyrieJson => 2, _ => 1 };
        _alerts[(sensor * Severities) + (int)severity]++;
    }

    public void Joined(Correlation correlation) => _joins[((int)correlation.Method * 3) + (int)correlation.Confidence]++;

    public void Clear()
    {
        (Read, Alerts, Activity, Duplicates, Rejected, Remembered, Lost) = (0, 0, 0, 0, 0, 0, 0);
        (Unwanted, Suppressed, Urgent, IncidentsOpened, IncidentsClosed) = (0, 0, 0, 0, 0);
        TooLarge = 0;
        Documents.Clear();
        Array.Clear(_joins);
        Array.Clear(_alerts);
    }
}
