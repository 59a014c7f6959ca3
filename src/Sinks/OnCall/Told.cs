using Eyrie.Contracts;

namespace Eyrie.Sinks.OnCall;

/// <summary>What people at one address have been told of one group. Kept on <c>notices.v1</c>, so that any instance goes on in the same message.</summary>
internal sealed record Told
{
    /// <summary>The target's own name of the message, to change it or to answer below it: Slack's <c>ts</c>, PagerDuty's <c>dedup_key</c>; empty when it has none.</summary>
    public string Message { get; init; } = "";

    /// <summary>The target's own name of the place: Slack's channel id.</summary>
    public string Place { get; init; } = "";

    /// <summary>The incident, where the group is one.</summary>
    public string Incident { get; init; } = "";

    /// <summary>When the first message was sent.</summary>
    public DateTimeOffset FirstAt { get; init; }

    /// <summary>When the latest was sent.</summary>
    public DateTimeOffset LastAt { get; init; }

    /// <summary>The worst severity that was told.</summary>
    public Severity Worst { get; init; }

    /// <summary>How many alerts were told.</summary>
    public long Alerts { get; init; }

    /// <summary>Which of the incident's alerts, by sequence: one that comes twice is told once.</summary>
    public SequenceSet Sequences { get; init; } = SequenceSet.Empty;

    /// <summary>How many alerts of which rule, the most frequent; bounded.</summary>
    public IReadOnlyDictionary<string, long> Rules { get; init; } = new Dictionary<string, long>();

    /// <summary>The alert that speaks for the group, the worst one: its document, so that the message can be drawn anew.</summary>
    public string Lead { get; init; } = "";

    /// <summary>How many messages are in the thread.</summary>
    public int Replies { get; init; }

    /// <summary>It was told that it is over.</summary>
    public bool Closed { get; init; }
}
