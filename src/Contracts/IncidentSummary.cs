namespace Eyrie.Contracts;

/// <summary>What an incident's alerts amount to, up to and with the alert that tells it.</summary>
public sealed record IncidentSummary
{
    /// <summary>When its first alert was seen.</summary>
    public EventTime First { get; init; }

    /// <summary>When its latest alert was seen.</summary>
    public EventTime Last { get; init; }

    /// <summary>How many alerts; suppressed ones do not count.</summary>
    public long Alerts { get; init; }

    /// <summary>How many more of its subject an exception suppressed meanwhile.</summary>
    public long Suppressed { get; init; }

    /// <summary>The worst severity.</summary>
    public Severity Severity { get; init; }

    /// <summary>The running score, 0 to 100.</summary>
    public int? RiskScore { get; init; }

    /// <summary>Its rules, in the order in which they first spoke.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Its techniques by id, in the order in which they first appeared.</summary>
    public IReadOnlyList<string> Techniques { get; init; } = [];
}
