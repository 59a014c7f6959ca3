using Eyrie.Contracts;

namespace Eyrie.Enricher;

/// <summary>What a sensor event is about. Decides which steps look at it.</summary>
internal enum ObservationKind
{
    /// <summary>A rule of Falco's matched.</summary>
    Detection,

    /// <summary>A process image started (exec), or was there before the sensor.</summary>
    ProcessStart,

    /// <summary>A process ended.</summary>
    ProcessExit,

    /// <summary>A TracingPolicy spoke: kprobe, tracepoint, uprobe, lsm, usdt.</summary>
    PolicyEvent,

    /// <summary>A sensor lost events: Falco's drop alert, Tetragon's throttling.</summary>
    SensorLoss,

    /// <summary>The Ingestor says how a sensor is, or itself.</summary>
    SensorHealth,

    /// <summary>No sensor said it: an incident is over.</summary>
    IncidentClosed,

    /// <summary>Figures of a sensor about itself.</summary>
    Metrics,

    /// <summary>A process out of Tetragon's cache: nothing happened, it is only to be remembered.</summary>
    CachedProcess,

    /// <summary>Anything else a sensor says: loader events, tests, types this version does not know.</summary>
    Other,
}

/// <summary>One sensor event in our words. Mappers make it, nobody changes it; what is null was not said.</summary>
internal sealed record Observation
{
    /// <summary>The event's deterministic id.</summary>
    public required string Id { get; init; }

    /// <summary>Which sensor said it, and in which form.</summary>
    public required SensorFormat Format { get; init; }

    /// <summary>The node, from the record; what the sensor calls its host is <see cref="SensorHost"/>.</summary>
    public required string Node { get; init; }

    public string? Cluster { get; init; }

    /// <summary>When the sensor saw it, never later than <see cref="Received"/>.</summary>
    public required EventTime Time { get; init; }

    /// <summary>When the Ingestor had read it.</summary>
    public required EventTime Received { get; init; }

    public required ObservationKind Kind { get; init; }

    /// <summary>The sensor's own name for the event: <c>process_exec</c>, <c>process_kprobe</c>, <c>alert</c>, ...</summary>
    public required string EventName { get; init; }

    public string? SensorHost { get; init; }

    public string? TraceParent { get; init; }

    /// <summary>Falco's source: <c>syscall</c>, <c>k8s_audit</c>, a plugin's name.</summary>
    public string? Provider { get; init; }

    /// <summary>The sensor's version, where the event tells it.</summary>
    public string? SensorVersion { get; init; }

    /// <summary>The kernel's release that the sensor runs on, where the event tells it.</summary>
    public string? SensorKernel { get; init; }

    /// <summary>The rule or policy; null for events that none asked for.</summary>
    public RuleFact? Rule { get; init; }

    /// <summary>What the sensor says of severity; a policy event has none until a detection gives it one.</summary>
    public Severity? Severity { get; init; }

    /// <summary>One line that says what happened.</summary>
    public string? Message { get; init; }

    /// <summary>ECS: what was done, for instance <c>execve</c>, <c>tcp_connect</c>.</summary>
    public string? Action { get; init; }

    /// <summary>ECS: <c>success</c>, <c>failure</c> or <c>unknown</c>.</summary>
    public string? Outcome { get; init; }

    public string? Reason { get; init; }

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>
    /// What the policy says that it did against the act: <c>sigkill</c>, <c>signal</c>, <c>override</c>, <c>notify_enforcer</c>; null when
    /// it only looked. In monitor mode the sensor says the same and does nothing.
    /// </summary>
    public string? Enforcement { get; init; }

    /// <summary>The acting process as this event tells it.</summary>
    public ProcessFact? Process { get; init; }

    public ProcessFact? Parent { get; init; }

    /// <summary>From the grandparent up, as this event tells them.</summary>
    public IReadOnlyList<ProcessFact> Ancestors { get; init; } = [];

    public ContainerFact? Container { get; init; }

    public PodFact? Pod { get; init; }

    public FileFact? File { get; init; }

    public NetworkFact? Network { get; init; }

    /// <summary>Who acted, where no process did: audit events.</summary>
    public UserFact? User { get; init; }

    /// <summary>Whose rights the one who acted had borrowed (audit events), or takes: <c>setuid</c>, new credentials.</summary>
    public UserFact? EffectiveUser { get; init; }

    /// <summary>The user that something was done to: audit events.</summary>
    public UserFact? TargetUser { get; init; }

    /// <summary>What a call of the Kubernetes API was about: audit events.</summary>
    public ResourceFact? Resource { get; init; }

    /// <summary>The cloud or service whose API was called, and what the call was about: audit events.</summary>
    public CloudFact? Cloud { get; init; }

    /// <summary>The call of an API itself: audit events.</summary>
    public ApiCallFact? Call { get; init; }

    /// <summary>The name that was looked up.</summary>
    public DnsFact? Dns { get; init; }

    /// <summary>First process of the acting process' session, where the sensor names it.</summary>
    public ProcessFact? SessionLeader { get; init; }

    /// <summary>First process of the acting process' group, where the sensor names it.</summary>
    public ProcessFact? GroupLeader { get; init; }

    /// <summary>What the Ingestor says of a sensor's health.</summary>
    public HealthEvent? Health { get; init; }

    /// <summary>Everything else the sensor said, flat, in its own names: <c>falco.output_fields</c> or <c>tetragon</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];
}
