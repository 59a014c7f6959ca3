using Eyrie.Sinks.Routing.Matching;

namespace Eyrie.Sinks.Routing.Silences;

/// <summary>Alerts of which nobody is to be told for a while.</summary>
internal sealed record Silence
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>Which alerts.</summary>
    public required MatcherSet Match { get; init; }

    /// <summary>Who wanted it.</summary>
    public string Creator { get; init; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>From this moment on.</summary>
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;

    /// <summary>Until before this one.</summary>
    public DateTimeOffset Until { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Where it was written: a file and line, or the topic.</summary>
    public string Source { get; init; } = "";

    /// <summary>As it stands on the topic; empty for one of a file.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Whether it is in force. Its time is over without anybody saying so.</summary>
    public bool IsActive(DateTimeOffset now) => now >= From && now < Until;

    /// <summary><c>active</c>, <c>pending</c> or <c>expired</c>.</summary>
    public string State(DateTimeOffset now) => now < From ? "pending" : now < Until ? "active" : "expired";

    /// <summary>For people who wonder why they were not told.</summary>
    public string Explanation => $"silence {Id}{(Creator.Length > 0 ? $" by {Creator}" : "")}{(Reason.Length > 0 ? $": {Reason}" : "")}";
}
