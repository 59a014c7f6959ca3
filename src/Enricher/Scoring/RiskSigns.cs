using Eyrie.Contracts;

namespace Eyrie.Enricher.Scoring;

/// <summary>What of an alert counts for its score. With the options all that the score depends on.</summary>
internal readonly record struct RiskSigns(Severity Severity)
{
    /// <summary>The techniques that the rule names, and their sub-techniques, which count for nothing more.</summary>
    public IReadOnlyList<string> Techniques { get; init; } = [];

    /// <summary>The service and the shell below it: <c>nginx > sh</c>; null when there is none.</summary>
    public string? ServiceShell { get; init; }

    /// <summary>The workload, when the rule never spoke of it before; else null.</summary>
    public string? FirstTimeOn { get; init; }

    /// <summary>By what it is told that a person acts: <c>a terminal</c>; null when nothing tells it.</summary>
    public string? Interactive { get; init; }

    /// <summary>The container is privileged.</summary>
    public bool Privileged { get; init; }

    /// <summary>The act was blocked, with proof.</summary>
    public bool Blocked { get; init; }

    /// <summary>Which one of its like it is.</summary>
    public long Repeats { get; init; } = 1;

    /// <summary>How many techniques the incident has, this alert's among them.</summary>
    public int IncidentTechniques { get; init; }
}
