using Eyrie.Contracts;

namespace Eyrie.Enricher.Replay;

/// <summary>What is to be enriched again.</summary>
public sealed record ReplayRequest
{
    /// <summary>Time of the first event, as its sensor told it, whose document is written.</summary>
    public required EventTime From { get; init; }

    /// <summary>Time before which the last one was.</summary>
    public required EventTime Until { get; init; }

    /// <summary>How much earlier the reading begins: what happened then fills the process table and writes nothing.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>Where alerts go; null writes nothing and counts.</summary>
    public string? AlertsTopic { get; init; }

    /// <summary>Where activity goes; null writes none.</summary>
    public string? ActivityTopic { get; init; }

    /// <summary>The node whose events alone are written; null for all.</summary>
    public string? Node { get; init; }
}
