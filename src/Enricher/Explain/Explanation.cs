namespace Eyrie.Enricher.Explain;

/// <summary>How an alert came to be what it is. All texts may hold what an attacker wrote; secrets are blanked as in documents.</summary>
public sealed record Explanation
{
    /// <summary>The event's id.</summary>
    public required string Id { get; init; }

    /// <summary>The rule that spoke.</summary>
    public string? Rule { get; init; }

    /// <summary>Where the detection is written that decided: a file and a line, a key of the configuration; null where the sensor decided.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>The TracingPolicy that spoke; null where none did, or no detection decided.</summary>
    public string? Policy { get; init; }

    /// <summary>The exception that fits, so that nobody is called; null when none does.</summary>
    public ExplainedSuppression? Suppressed { get; init; }

    /// <summary>When the sensor saw it.</summary>
    public string? Time { get; init; }

    /// <summary>Where.</summary>
    public string? Node { get; init; }

    /// <summary>The sensor's event; null when only the document is known.</summary>
    public ExplainedEvent? Event { get; init; }

    /// <summary>How its process was found.</summary>
    public required ExplainedJoin Join { get; init; }

    /// <summary>The readable line of processes.</summary>
    public string? Tree { get; init; }

    /// <summary>The acting process and those above it, as Tetragon told them; null when only the document is known.</summary>
    public IReadOnlyList<ExplainedProcess>? Processes { get; init; }

    /// <summary>Each field, in the order of the document.</summary>
    public required IReadOnlyList<ExplainedField> Fields { get; init; }

    /// <summary>What the given document says otherwise than today's rules do; null when there was nothing to compare.</summary>
    public IReadOnlyList<ExplainedDifference>? Differences { get; init; }

    /// <summary>What stands in the way of a better explanation.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>The record of <c>events.v1</c> that it began with.</summary>
/// <param name="Format">How the sensor wrote it.</param>
/// <param name="Received">When the Ingestor had read it.</param>
/// <param name="Topic">Where it is.</param>
/// <param name="Partition">Where it is.</param>
/// <param name="Offset">Where it is.</param>
/// <param name="Bytes">How long it is.</param>
public sealed record ExplainedEvent(string Format, string Received, string Topic, int Partition, long Offset, int Bytes);

/// <summary>The exception that fits an alert.</summary>
/// <param name="Reason">Why it was written.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Expires">Its last day; null: it holds for good.</param>
/// <param name="Source">Where it is written.</param>
public sealed record ExplainedSuppression(string? Reason, string? Owner, string? Expires, string? Source)
{
    /// <summary>What a document says of it.</summary>
    internal static ExplainedSuppression? Of(FlatDocument fields) => fields["eyrie.suppressed.reason"] is null && fields["eyrie.suppressed.owner"] is null
        ? null
        : new(fields["eyrie.suppressed.reason"], fields["eyrie.suppressed.owner"], fields["eyrie.suppressed.expires"], fields["eyrie.suppressed.source"]);
}

/// <summary>The join.</summary>
public sealed record ExplainedJoin
{
    /// <summary>How, in the words of the document.</summary>
    public string? Method { get; init; }

    /// <summary>How surely.</summary>
    public string? Confidence { get; init; }

    /// <summary>What the two mean together.</summary>
    public required string Meaning { get; init; }

    /// <summary>Why not more surely.</summary>
    public string? Reason { get; init; }

    /// <summary>How long it waited for its process, in milliseconds of event time; null when that is not known.</summary>
    public double? WaitedMilliseconds { get; init; }

    /// <summary>What ended the waiting.</summary>
    public string? ReleasedBy { get; init; }

    /// <summary>The processes that it may have been about; null when they are not known.</summary>
    public IReadOnlyList<ExplainedCandidate>? Candidates { get; init; }

    /// <summary>What would make it surer.</summary>
    public IReadOnlyList<string> Advice { get; init; } = [];
}

/// <summary>A process that the alert may have been about.</summary>
public sealed record ExplainedCandidate
{
    /// <summary>It was taken.</summary>
    public required bool Chosen { get; init; }

    /// <summary>Why, or why not.</summary>
    public required string Verdict { get; init; }

    /// <summary>How well it fits: <c>contradiction</c>, <c>unproven</c>, <c>likely</c>, <c>proven</c>.</summary>
    public required string Fit { get; init; }

    /// <summary>Its pid on the node.</summary>
    public long? Pid { get; init; }

    /// <summary>Tetragon's id of it.</summary>
    public string? ExecId { get; init; }

    /// <summary>What it runs.</summary>
    public string? Executable { get; init; }

    /// <summary>Its command line.</summary>
    public string? CommandLine { get; init; }

    /// <summary>Its start.</summary>
    public string? Start { get; init; }

    /// <summary>Its end; null while it ran.</summary>
    public string? End { get; init; }

    /// <summary>The event that told of it first.</summary>
    public string? ToldBy { get; init; }
}

/// <summary>A process that the document speaks of.</summary>
/// <param name="Pid">Its pid on the node.</param>
/// <param name="Name">Its name.</param>
/// <param name="ExecId">Tetragon's id of it; null when Falco alone told of it.</param>
/// <param name="ToldBy">The event that told of it first, among those that were read again.</param>
public sealed record ExplainedProcess(long? Pid, string? Name, string? ExecId, string? ToldBy);

/// <summary>A field of the document and where it is from.</summary>
/// <param name="Name">Its path.</param>
/// <param name="Value">Its value; JSON when it is a list.</param>
/// <param name="Origin">Who knows it.</param>
/// <param name="From">From what, in words.</param>
public sealed record ExplainedField(string Name, string Value, FieldOrigin Origin, string From);

/// <summary>Who knows a field.</summary>
public enum FieldOrigin
{
    /// <summary>The sensor's event says so.</summary>
    Sensor,

    /// <summary>The Ingestor added it.</summary>
    Ingestor,

    /// <summary>The process that the alert was joined with, or another event about the same process.</summary>
    Process,

    /// <summary>The process table: what is known of the ancestors.</summary>
    Ancestry,

    /// <summary>The pod source, or what earlier events said of the container.</summary>
    Place,

    /// <summary>Computed from other fields.</summary>
    Computed,
}

/// <summary>A field that today's rules, processes or pods give another value.</summary>
/// <param name="Name">Its path.</param>
/// <param name="Alert">What the alert says; null when it has no such field.</param>
/// <param name="Today">What it would say today; null when it would have no such field.</param>
public sealed record ExplainedDifference(string Name, string? Alert, string? Today);
