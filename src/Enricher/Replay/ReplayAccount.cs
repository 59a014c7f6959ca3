using Eyrie.Contracts;

namespace Eyrie.Enricher.Replay;

/// <summary>
/// What became of the events that were read: <see cref="Read"/> is the sum of all that is counted below it, but for alerts that still wait
/// for their process when the reading was interrupted.
/// </summary>
public sealed record ReplayAccount
{
    /// <summary>Records read.</summary>
    public long Read { get; init; }

    /// <summary>Alerts, written or only counted.</summary>
    public long Alerts { get; init; }

    /// <summary>Activity, written or only counted.</summary>
    public long Activity { get; init; }

    /// <summary>Events before, after, or of another node: they teach and write nothing.</summary>
    public long Outside { get; init; }

    /// <summary>Processes out of Tetragon's cache, which become no document.</summary>
    public long Remembered { get; init; }

    /// <summary>Events that came twice.</summary>
    public long Duplicates { get; init; }

    /// <summary>Records that are no sensor event: the live Enricher has them in <c>dead.v1</c>.</summary>
    public long Rejected { get; init; }

    /// <summary>Documents that the target refused for their size.</summary>
    public long TooLarge { get; init; }

    /// <summary>Documents that Kafka had not confirmed when the replay was interrupted.</summary>
    public long Unconfirmed { get; init; }

    /// <summary>How alerts found their process, and how many did so, in the words of the document.</summary>
    public IReadOnlyList<(string Method, string Confidence, long Alerts)> Joins { get; init; } = [];

    /// <summary>The latest time that an event told.</summary>
    public EventTime UpTo { get; init; }

    /// <summary>Partitions to read.</summary>
    public int Partitions { get; init; }

    /// <summary>Partitions read to their end.</summary>
    public int Finished { get; init; }

    /// <summary>When the oldest record arrived that Kafka has, where that is later than what was asked for; else null.</summary>
    public EventTime? Oldest { get; init; }

    /// <summary>Topics that were made for it.</summary>
    public IReadOnlyList<string> Created { get; init; } = [];

    /// <summary>It was stopped before its end.</summary>
    public bool Interrupted { get; init; }
}
