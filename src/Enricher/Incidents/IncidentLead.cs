using Eyrie.Contracts;

namespace Eyrie.Enricher.Incidents;

/// <summary>An incident's worst alert: which rule, and where. The document that says that the incident is over tells it.</summary>
internal sealed record IncidentLead
{
    // Labels come from whoever may write a pod.
    private const int MostLabels = 64;
    private const int MostLabelText = 8_192;

    public Severity Severity { get; init; }

    /// <summary>-1 when it was not scored.</summary>
    public int Score { get; init; } = -1;

    public string? Rule { get; init; }

    /// <summary>Whose rule it is.</summary>
    public string? Sensor { get; init; }

    public string Node { get; init; } = "";

    public string? Cluster { get; init; }

    public PodFact? Pod { get; init; }

    public string? PodSource { get; init; }

    public ContainerFact? Container { get; init; }

    public ResourceFact? Resource { get; init; }

    /// <summary>Null when they are not known.</summary>
    public IReadOnlyDictionary<string, string>? NamespaceLabels { get; init; }

    /// <summary>Whether an alert is worse; of equals, the earlier one leads.</summary>
    public bool IsBelow(Severity severity, int score) => Severity < severity || (Severity == severity && Score < score);

    /// <summary>What is kept of an alert.</summary>
    public static IncidentLead Of(Observation observation, Enrichment enrichment, string? rule)
    {
        var place = Documents.Place.Of(observation, enrichment);
        return new()
        {
            Severity = enrichment.AlertSeverity ?? default,
            Score = enrichment.Risk?.Score ?? -1,
            Rule = rule,
            Sensor = observation.Format.Sensor(),
            Node = observation.Node,
            Cluster = observation.Cluster,
            Pod = place.Pod is { } pod ? pod with { Labels = Few(pod.Labels), Annotations = NoLabels, Container = null } : null,
            PodSource = enrichment.PodSource,
            Container = place.Container,
            Resource = observation.Resource,
            NamespaceLabels = place.NamespaceLabels is { } labels ? Few(labels) : null,
        };
    }

    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    private static IReadOnlyDictionary<string, string> Few(IReadOnlyDictionary<string, string> labels)
    {
        var left = MostLabelText;
        var fits = labels.Count <= MostLabels;
        foreach (var (name, value) in labels)
        {
            fits &= (left -= name.Length + value.Length) >= 0;
        }

        return fits ? labels : labels.OrderBy(static label => label.Key, StringComparer.Ordinal).Where(static label => label.Key.Length + label.Value.Length <= MostLabelText / MostLabels)
            .Take(MostLabels).ToDictionary(StringComparer.Ordinal);
    }
}
