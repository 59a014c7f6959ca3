namespace Eyrie.Demo;

/// <summary>What one side or another counted: the account's raw material. Null: nobody in this process could see it.</summary>
internal sealed record AccountFigures
{
    /// <summary>Events that the simulated sensors handed to the Ingestor, by sensor.</summary>
    public IReadOnlyDictionary<string, SensorFigures> Sensors { get; init; } = new Dictionary<string, SensorFigures>();

    public long Read { get; init; }

    /// <summary>Of those read, what the Ingestor itself said of the sensors' health.</summary>
    public long Health { get; init; }

    public long Published { get; init; }

    /// <summary>Read but not published, by reason.</summary>
    public IReadOnlyDictionary<string, long> IngestorDropped { get; init; } = new Dictionary<string, long>();

    /// <summary>Read, but dead-lettered by the Ingestor.</summary>
    public long IngestorRejected { get; init; }

    public long EnricherRead { get; init; }

    public long Alerts { get; init; }

    public long Activity { get; init; }

    /// <summary>Incidents whose end was told, among the alerts: no event's documents.</summary>
    public long IncidentsClosed { get; init; }

    /// <summary>Events that became no document, by reason.</summary>
    public IReadOnlyDictionary<string, long> EnricherDropped { get; init; } = new Dictionary<string, long>();

    /// <summary>Events that the Enricher dead-lettered.</summary>
    public long EnricherRejected { get; init; }

    /// <summary>Processes out of Tetragon's cache, which the Enricher only remembers.</summary>
    public long EnricherRemembered { get; init; }

    /// <summary>How alerts' processes were found: <c>pid</c>, ...</summary>
    public IReadOnlyDictionary<string, long> Joins { get; init; } = new Dictionary<string, long>();

    /// <summary>Records that an independent reader found in the topics.</summary>
    public TopicFigures Topics { get; init; } = new(0, 0, 0, 0);

    /// <summary>What the sinks did, by name.</summary>
    public IReadOnlyDictionary<string, SinkFigures> Sinks { get; init; } = new Dictionary<string, SinkFigures>();

    /// <summary>Distinct documents at the stand-in for Elasticsearch.</summary>
    public long? DocumentsStored { get; init; }

    /// <summary>Messages that the stand-in for Slack took.</summary>
    public long? SlackMessages { get; init; }

    /// <summary>Events that the stand-in for PagerDuty took.</summary>
    public long? PagerDutyEvents { get; init; }

    /// <summary>Incidents at the stand-in for PagerDuty.</summary>
    public long? PagerDutyIncidents { get; init; }

    /// <summary>Grows with every step that an event takes, at whatever side.</summary>
    public long Steps => Read + Published + EnricherRead + Topics.Documents + (DocumentsStored ?? 0)
        + Sinks.Values.Sum(sink => sink.Written + sink.Filtered + sink.Rejected);
}

/// <summary>One simulated sensor.</summary>
/// <param name="Generated">Events it made.</param>
/// <param name="Sent">Events it handed over.</param>
/// <param name="Dropped">Events its own queue dropped, as a real one does.</param>
/// <param name="Unheard">Events nobody was there for.</param>
internal readonly record struct SensorFigures(long Generated, long Sent, long Dropped, long Unheard);

/// <summary>What is in the topics.</summary>
/// <param name="Alerts">Records on <c>alerts.v1</c>.</param>
/// <param name="Activity">Records on <c>activity.v1</c>.</param>
/// <param name="Documents">Distinct ids on both.</param>
/// <param name="Dead">Records on <c>dead.v1</c>.</param>
internal readonly record struct TopicFigures(long Alerts, long Activity, long Documents, long Dead);

/// <summary>What became of the alerts that a sink read.</summary>
internal readonly record struct SinkFigures(long Written, long Filtered, long Rejected);
