using System.ComponentModel.DataAnnotations;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Scoring;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher;

/// <summary>How events become alerts. Bound from <c>Enricher</c>.</summary>
public sealed record EnricherOptions
{
    /// <summary>
    /// How many workers this process has, each with a consumer, a producer and partitions of its own; never more than processors.
    /// One fills about one core, and more partitions a process mean more that moves when it ends: first start more processes.
    /// </summary>
    [Range(1, 64)]
    public int Workers { get; init; } = 1;

    /// <summary>
    /// Name of this process, part of its workers' transactional ids. The default is the machine's name with a random end: two processes
    /// on one host must not fence each other. That a stalled worker cannot write what its successor writes does not rest on
    /// the name: the group's generation, sent with each transaction, fences it.
    /// </summary>
    [Required]
    [StringLength(200)]
    public string Instance { get; init; } = $"{Environment.MachineName}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Longest time, in event time, that an alert waits for its process to become known; zero never waits.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan JoinWindow { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Most alerts of one partition that wait at a time; one more sends the oldest out with what is known.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaitingAlerts { get; init; } = 10_000;

    /// <summary>Most process images remembered of one node; those that ended go first.</summary>
    [Range(100, 10_000_000)]
    public int MaxProcesses { get; init; } = 50_000;

    /// <summary>How long, in event time, an ended process is remembered; ancestors of what lives stay.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")]
    public TimeSpan ProcessMemory { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Alerts of a subject that are further apart, in event time, belong to different incidents.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IncidentGap { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Alerts that are alike count as repeats of each other while less than this lies between two, in event time.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RepeatWindow { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How alerts' risk scores are made.</summary>
    [ValidateObjectMembers]
    public ScoringOptions Scoring { get; init; } = new();

    /// <summary>
    /// Alerts at least as bad are written a second time, to <c>urgent.v1</c>: <c>debug</c> to <c>emergency</c>; <c>none</c> writes none twice.
    /// </summary>
    [AllowedValues("debug", "informational", "notice", "warning", "error", "critical", "alert", "emergency", "none")]
    public string UrgentSeverity { get; init; } = "critical";

    /// <summary>A YAML or JSON list of pods; read again when it changes. Empty: what events say of their pods is all.</summary>
    public string PodsFile { get; init; } = "";

    /// <summary>Where the facts about pods come from.</summary>
    [ValidateObjectMembers]
    public PodsOptions Pods { get; init; } = new();

    /// <summary>Longest time that reading a partition's state may take before the session starts over.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:04:30")]
    public TimeSpan RestoreTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Blanks passwords, tokens and keys in command lines, environments and fields of documents.</summary>
    public bool RedactSecrets { get; init; } = true;

    /// <summary>What is a secret beside what is built in, and what is none.</summary>
    public RedactionOptions Redaction { get; init; } = new();

    /// <summary>Which events of Tetragon's are alerts; the first that fits decides, before those of the file and ours.</summary>
    public IReadOnlyList<DetectionOptions> Detections { get; init; } = [];

    /// <summary>A YAML or JSON file of more of them, and of exceptions for all alerts; read again when it changes. Empty: there is none.</summary>
    public string DetectionsFile { get; init; } = "";

    /// <summary>Whether the detections that come with Eyrie hold, after all others.</summary>
    public bool DefaultDetections { get; init; } = true;

    /// <summary>
    /// Which events that are no alerts become documents: all, executions and policies' events, policies' events only, none. What a sensor says
    /// of itself always does.
    /// </summary>
    [AllowedValues("all", "exec", "policy", "none")]
    public string Activity { get; init; } = "all";

    /// <summary>
    /// Lets Kibana's Analyzer draw our processes, by telling it that they are Elastic Defend's (<c>agent.type: endpoint</c>): it takes nobody else's.
    /// </summary>
    public bool KibanaAnalyzer { get; init; }

    /// <summary>Nodes of a cluster may have different versions of a sensor for so long: an upgrade that rolls is nothing to tell.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan VersionSkewAfter { get; init; } = TimeSpan.FromHours(1);
}
