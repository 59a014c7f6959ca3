namespace Eyrie.Contracts;

/// <summary>What sinks need typed of an alert. The document's bytes are the alert; everything else is read from them.</summary>
public sealed record Alert
{
    private static readonly IReadOnlyDictionary<string, string> NoLabels = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>Deterministic id of the event: <c>event.id</c>, Elasticsearch's <c>_id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The ECS document as it stands on the topic: one line of JSON.</summary>
    public required ReadOnlyMemory<byte> Document { get; init; }

    /// <summary>When the sensor saw it.</summary>
    public EventTime Time { get; init; }

    /// <summary><c>alert</c>, <c>event</c> or <c>metric</c>.</summary>
    public string Kind { get; init; } = "alert";

    /// <summary><c>falco</c>, <c>tetragon</c> or <c>eyrie</c>.</summary>
    public string Sensor { get; init; } = "";

    /// <summary>The sensor's name in the configuration, where the alert is about the sensor itself.</summary>
    public string Observer { get; init; } = "";

    /// <summary>How bad.</summary>
    public Severity Severity { get; init; }

    /// <summary>0 to 100; null when it was not scored.</summary>
    public int? RiskScore { get; init; }

    /// <summary>The rule or policy that spoke.</summary>
    public string Rule { get; init; } = "";

    /// <summary>One line that says what happened.</summary>
    public string Message { get; init; } = "";

    /// <summary>Tactics by name, techniques and sub-techniques by id.</summary>
    public IReadOnlyList<string> Tactics { get; init; } = [];

    /// <inheritdoc cref="Tactics"/>
    public IReadOnlyList<string> Techniques { get; init; } = [];

    /// <summary>The sensor's own tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The node.</summary>
    public string Node { get; init; } = "";

    /// <summary>The cluster; empty when not known, like all that follow.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>The pod's namespace.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The pod's name.</summary>
    public string Pod { get; init; } = "";

    /// <summary>What owns the pod: <c>Deployment/web</c>.</summary>
    public string Workload { get; init; } = "";

    /// <summary>The container's name.</summary>
    public string Container { get; init; } = "";

    /// <summary>The container's bare hex id.</summary>
    public string ContainerId { get; init; } = "";

    /// <summary>The image with its tag.</summary>
    public string Image { get; init; } = "";

    /// <summary>Who acted.</summary>
    public string User { get; init; } = "";

    /// <summary>The acting process' pid on the node.</summary>
    public long? Pid { get; init; }

    /// <summary>The acting process' executable.</summary>
    public string Executable { get; init; } = "";

    /// <summary>The acting process' command line, secrets redacted. An attacker wrote it.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>One line from pid 1 to the acting process.</summary>
    public string Tree { get; init; } = "";

    /// <summary>The incident the alert belongs to.</summary>
    public string Incident { get; init; } = "";

    /// <summary>1 for the incident's first alert.</summary>
    public long IncidentSequence { get; init; }

    /// <summary>What the incident's alerts amount to so far; null when nobody added them up.</summary>
    public IncidentSummary? IncidentSoFar { get; init; }

    /// <summary>No alert, but the word that its incident is over: nothing has been added to it for the gap.</summary>
    public bool ClosesIncident { get; init; }

    /// <summary>Why the score is what it is: a line a factor, for instance <c>technique +10: T1059</c>.</summary>
    public IReadOnlyList<string> RiskReasons { get; init; } = [];

    /// <summary>How many alerts like this one the incident had within the window, this one counted; 1 when it is the first.</summary>
    public long Repeats { get; init; } = 1;

    /// <summary>An exception fits: it is marked and counted, and nobody is called.</summary>
    public bool Suppressed { get; init; }

    /// <summary>The exception's reason and owner, in one line.</summary>
    public string SuppressedBy { get; init; } = "";

    /// <summary>What was done: <c>event.action</c>.</summary>
    public string Action { get; init; } = "";

    /// <summary>What kind of act it was, in ECS' words: <c>event.type</c>, for instance <c>creation</c>, <c>change</c>, <c>deletion</c>, <c>access</c>, <c>start</c>.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The file it was done to.</summary>
    public string File { get; init; } = "";

    /// <summary>Where a connection went: <c>address:port</c>.</summary>
    public string Remote { get; init; } = "";

    /// <summary>The parent process' executable, else its name.</summary>
    public string Parent { get; init; } = "";

    /// <summary>The pod's labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = NoLabels;

    /// <summary>The labels of the pod's namespace.</summary>
    public IReadOnlyDictionary<string, string> NamespaceLabels { get; init; } = NoLabels;

    /// <summary>How the process was found: <c>pid</c>, <c>container_cmdline</c>, <c>sensor</c>, <c>none</c>.</summary>
    public string CorrelationMethod { get; init; } = "";

    /// <summary><c>high</c>, <c>medium</c> or <c>low</c>.</summary>
    public string CorrelationConfidence { get; init; } = "";

    /// <summary>The sensor enforced: the act was blocked or the process killed.</summary>
    public bool Blocked { get; init; }
}
