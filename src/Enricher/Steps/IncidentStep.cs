using Eyrie.Contracts;
using Eyrie.Enricher.Incidents;
using Eyrie.Enricher.Processes;
using Eyrie.Enricher.Scoring;
using Eyrie.Enricher.State;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Steps;

/// <summary>
/// Puts an alert among the alerts of its subject: numbers those like it, scores it, adds it to the incident. A suppressed one is only
/// counted. What else the subject does meanwhile is marked with the incident, to be found by who looks into it.
/// </summary>
internal sealed class IncidentStep(IOptions<EnricherOptions> options) : IEnrichmentStep
{
    private const int LongestRule = 256;

    private readonly AlertScorer _scorer = new(options.Value);
    private readonly RuleTechniques _techniques = new();

    public Enrichment Apply(Observation observation, Enrichment enrichment, PartitionState state)
    {
        if (enrichment.AlertSeverity is null)
        {
            return Around(observation, enrichment, state);
        }

        var (subject, now) = (Subject.Of(observation, enrichment), state.NowFor(observation));
        enrichment = enrichment with { Subject = subject, Repeat = _scorer.Count(subject, observation, enrichment, state, now) };
        var incident = enrichment.Suppressed is null
            ? state.Incidents.FindOrBegin(subject, observation.Id, observation.Time)
            : state.Incidents.Find(subject, observation.Time);
        var techniques = _techniques.Of(observation);
        var together = Incident.With(incident?.Techniques ?? [], techniques, Incident.MostTechniques);
        enrichment = enrichment with { Risk = _scorer.Score(observation, enrichment, techniques, RuleTechniques.Distinct(together), state, now) };
        return incident is null
            ? enrichment
            : enrichment with { Around = incident.Id, Incident = Place(incident, observation, enrichment, techniques, state, now) };
    }

    private static Enrichment Around(Observation observation, Enrichment enrichment, PartitionState state) =>
        enrichment.Process is not null && state.Incidents.Count > 0
            && state.Incidents.Find(Subject.Of(observation, enrichment), observation.Time) is { } incident
            ? enrichment with { Around = incident.Id }
            : enrichment;

    private static IncidentPlace Place(
        Incident incident, Observation observation, Enrichment enrichment, IReadOnlyList<string> techniques, PartitionState state, EventTime now)
    {
        if (enrichment.Suppressed is not null)
        {
            return state.Incidents.AddSuppressed(incident);
        }

        var rule = KeptText.Cut(observation.Rule?.Name, LongestRule);
        rule = rule is null || state.Secrets is not { } secrets ? rule : secrets.Redact(rule); // it goes to state.v1
        return state.Incidents.Add(
            incident,
            new(observation.Time, enrichment.AlertSeverity ?? default, enrichment.Risk?.Score, rule, techniques, () => IncidentLead.Of(observation, enrichment, rule)),
            now);
    }
}
