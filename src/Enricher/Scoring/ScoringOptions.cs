using System.ComponentModel.DataAnnotations;

namespace Eyrie.Enricher.Scoring;

/// <summary>What alerts' risk scores are made of, in points; 0 leaves a factor out. Bound from <c>Enricher:Scoring</c>.</summary>
public sealed record ScoringOptions
{
    /// <summary>Whether alerts are scored.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Severity: so many points for an emergency, a share of them for what is milder.</summary>
    [Range(0, 100)]
    public int Priority { get; init; } = 85;

    /// <summary>The rule names an ATT&amp;CK technique; a fifth more for each further one, twice as many at most.</summary>
    [Range(0, 100)]
    public int Technique { get; init; } = 10;

    /// <summary>A shell descends from one of <see cref="Services"/>.</summary>
    [Range(0, 100)]
    public int ServiceShell { get; init; } = 20;

    /// <summary>The rule never spoke of this workload before, as far as is remembered.</summary>
    [Range(0, 100)]
    public int FirstTime { get; init; } = 10;

    /// <summary>Somebody sits at a terminal, or logged in.</summary>
    [Range(0, 100)]
    public int Interactive { get; init; } = 10;

    /// <summary>The container is privileged.</summary>
    [Range(0, 100)]
    public int Privileged { get; init; } = 10;

    /// <summary>So many points less when the act was blocked, with proof.</summary>
    [Range(0, 100)]
    public int Blocked { get; init; } = 20;

    /// <summary>So many points less from the tenth repeat on, again from the hundredth and the thousandth.</summary>
    [Range(0, 100)]
    public int Repeated { get; init; } = 5;

    /// <summary>For each further technique of the incident, three at most.</summary>
    [Range(0, 100)]
    public int IncidentTechniques { get; init; } = 5;

    /// <summary>How long, in event time, it is remembered that a rule spoke of a workload.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan FirstTimeMemory { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Names of web servers and databases, <c>*</c> for any text; they take the place of ours. Empty: ours.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Names of shells, likewise.</summary>
    public IReadOnlyList<string> Shells { get; init; } = [];
}
