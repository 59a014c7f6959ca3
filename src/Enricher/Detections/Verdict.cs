using Eyrie.Contracts;

namespace Eyrie.Enricher.Detections;

/// <summary>What was decided of an event.</summary>
/// <param name="Severity">How bad the alert is; null: no alert.</param>
/// <param name="Rule">The detection that decided; null where the sensor itself did.</param>
internal readonly record struct Verdict(Severity? Severity, DetectionRule? Rule = null)
{
    private const string OfNoPolicy = "Eyrie detections";

    /// <summary>The event under the name of the detection that made it an alert; its own under all other circumstances.</summary>
    public Observation Name(Observation observation) => Severity is null || Rule is not { } rule ? observation : observation with
    {
        Rule = (rule.Name ?? observation.Rule?.Name) is not { } name ? null : new(name)
        {
            Description = rule.Description ?? observation.Rule?.Description,
            Ruleset = observation.Rule?.Ruleset ?? OfNoPolicy,
            Tags = rule.Techniques.Count == 0 ? observation.Rule?.Tags ?? [] : [.. (observation.Rule?.Tags ?? []).Union(rule.Techniques, StringComparer.OrdinalIgnoreCase)],
            Policy = observation.Rule?.Name,
            DecidedBy = rule.Source,
        },
    };

    /// <summary>The named event with the detection's own message, now that all is known of it.</summary>
    public Observation Tell(Observation named, Enrichment enrichment) => Severity is not null && Rule?.Output is { } output
        ? named with { Message = output.Render(named, enrichment) }
        : named;
}
