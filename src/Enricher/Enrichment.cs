using Eyrie.Contracts;
using Eyrie.Enricher.Scoring;

namespace Eyrie.Enricher;

/// <summary>How an event's process was found.</summary>
internal enum CorrelationMethod
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The sensor named it in the event itself.</summary>
    Sensor,

    /// <summary>By node, pid and time.</summary>
    Pid,

    /// <summary>By container, executable, command line and time.</summary>
    ContainerCommandLine,
}

/// <summary>How surely.</summary>
internal enum Confidence
{
    Low,
    Medium,
    High,
}

/// <summary>The join's answer, told in the document.</summary>
/// <param name="Method">How.</param>
/// <param name="Confidence">How surely.</param>
/// <param name="Reason">Why not better, in a few words; null when there is nothing to say.</param>
internal sealed record Correlation(CorrelationMethod Method, Confidence Confidence, string? Reason = null);

/// <summary>Where an alert stands among the alerts of its subject.</summary>
/// <param name="Id">The incident's id.</param>
/// <param name="Subject">Whom it is about: a container, else a session of a host.</param>
/// <param name="Sequence">1 for the first alert; null for one that an exception suppresses.</param>
/// <param name="SoFar">What the incident's alerts amount to, this one counted.</param>
/// <param name="IsClosed">No alert can join it any more.</param>
internal sealed record IncidentPlace(string Id, string Subject, long? Sequence, IncidentSummary? SoFar = null, bool IsClosed = false);

/// <summary>What a policy did against an act, and whether it came to pass.</summary>
/// <param name="Action">As <see cref="Observation.Enforcement"/> has it.</param>
/// <param name="Outcome"><c>blocked</c> when there is proof, <c>observed</c> when there is none; null when nobody waited for it.</param>
/// <param name="Reason">Why it is not known to be blocked; null when it is.</param>
internal sealed record Enforcement(string Action, string? Outcome = null, string? Reason = null)
{
    public bool IsBlocked => Outcome is "blocked";
}

/// <summary>What the Enricher found out about an observation. With it a document is written.</summary>
internal sealed record Enrichment
{
    /// <summary>The acting process: what the table knows, completed by what the event says.</summary>
    public ProcessFact? Process { get; init; }

    /// <summary>Parent first, pid 1 last as far as known; images of one pid each on their own.</summary>
    public IReadOnlyList<ProcessFact> Ancestors { get; init; } = [];

    public required Correlation Correlation { get; init; }

    public PodFact? Pod { get; init; }

    /// <summary>Where the pod's facts came from: <c>watch</c>, <c>file</c>, <c>event</c>; <c>none</c> in a container of no known pod; null on the host.</summary>
    public string? PodSource { get; init; }

    public ContainerFact? Container { get; init; }

    /// <summary>The labels of the pod's namespace, or of the one that an API call was about; null when they are not known.</summary>
    public IReadOnlyDictionary<string, string>? NamespaceLabels { get; init; }

    /// <summary>What the cluster says of the node.</summary>
    public NodeFact? Node { get; init; }

    /// <summary>Who has the address that the connection came from.</summary>
    public EndpointFact? Source { get; init; }

    /// <summary>Who has the address that the connection went to.</summary>
    public EndpointFact? Destination { get; init; }

    /// <summary>Set when a policy says that it did something against the act.</summary>
    public Enforcement? Enforcement { get; init; }

    /// <summary>Whom an alert is about; key of its record on <c>alerts.v1</c>. Set for alerts.</summary>
    public string? Subject { get; init; }

    /// <summary>Set for alerts; null for one that is suppressed while its subject has no incident.</summary>
    public IncidentPlace? Incident { get; init; }

    /// <summary>Id of the incident that it belongs to, or that its subject was in at that time: alerts and activity have it alike.</summary>
    public string? Around { get; init; }

    /// <summary>Alerts like this one. Set for alerts.</summary>
    public RepeatFact? Repeat { get; init; }

    /// <summary>Set for alerts, unless scoring is off.</summary>
    public RiskFact? Risk { get; init; }

    /// <summary>What the other sensor said of the same act.</summary>
    public IReadOnlyList<Acts.ToldAct> Related { get; init; } = [];

    /// <summary>Set when an exception fits the alert: it is marked, and calls nobody.</summary>
    public SuppressionFact? Suppressed { get; init; }

    /// <summary>Set when the event is an alert: the sensor's own, or a detection's.</summary>
    public Contracts.Severity? AlertSeverity { get; init; }
}
