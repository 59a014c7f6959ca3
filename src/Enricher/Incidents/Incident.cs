using Eyrie.Contracts;

namespace Eyrie.Enricher.Incidents;

/// <summary>Alerts of one subject that follow each other, and what they amount to.</summary>
internal sealed class Incident
{
    /// <summary>The first so many are named.</summary>
    public const int MostRules = 32;

    /// <inheritdoc cref="MostRules"/>
    public const int MostTechniques = 64;

    // An incident of several rules is more than its worst alert.
    private const int PointsOfRule = 3;
    private const int MostFurtherRules = 5;

    public required string Id { get; init; }

    public required string Subject { get; init; }

    public EventTime First { get; set; }

    public EventTime Last { get; set; }

    public long Alerts { get; set; }

    /// <summary>How many more an exception suppressed.</summary>
    public long Suppressed { get; set; }

    /// <summary>The worst severity.</summary>
    public Severity Severity { get; set; }

    /// <summary>The highest score of an alert; null when none was scored.</summary>
    public int? HighestScore { get; set; }

    /// <summary>In the order in which they first spoke. Never changed: documents hold on to it.</summary>
    public IReadOnlyList<string> Rules { get; set; } = [];

    /// <summary>Techniques and sub-techniques by id, likewise.</summary>
    public IReadOnlyList<string> Techniques { get; set; } = [];

    /// <summary>The worst alert; null when an earlier version wrote the record.</summary>
    public IncidentLead? Lead { get; set; }

    /// <summary>What happened since the last transaction is not yet in <c>state.v1</c>.</summary>
    public bool Dirty { get; set; }

    /// <summary>When the last alert was placed, by the partition's clock: the node's own may be years off.</summary>
    public EventTime Touched { get; set; }

    /// <summary>The running score.</summary>
    public int? Score => HighestScore is { } highest
        ? Math.Min(100, highest + (PointsOfRule * Math.Clamp(Rules.Count - 1, 0, MostFurtherRules)))
        : null;

    /// <summary>What its alerts amount to.</summary>
    public IncidentSummary Summary => new()
    {
        First = First,
        Last = Last,
        Alerts = Alerts,
        Suppressed = Suppressed,
        Severity = Severity,
        RiskScore = Score,
        Rules = Rules,
        Techniques = Techniques,
    };

    /// <summary>A list with those of another that it has not yet, as far as there is room; itself when there are none.</summary>
    public static IReadOnlyList<string> With(IReadOnlyList<string> known, IReadOnlyList<string> more, int most)
    {
        List<string>? with = null;
        foreach (var one in more)
        {
            if (!(with ?? known).Contains(one, StringComparer.Ordinal) && (with ?? known).Count < most)
            {
                (with ??= [.. known]).Add(one);
            }
        }

        return with ?? known;
    }
}
