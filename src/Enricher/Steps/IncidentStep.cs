using Eyrie.Enricher.Incidents;
using Eyrie.Enricher.State;

namespace Eyrie.Enricher.Steps;

/// <summary>Puts an alert among the alerts of its subject.</summary>
internal sealed class IncidentStep : IEnrichmentStep
{
    public Enrichment Apply(Observation observation, Enrichment enrichment, PartitionState state) =>
        enrichment.AlertSeverity is null
            ? enrichment
            : enrichment with
            {
                Incident = state.Incidents.Place(Subject.Of(observation, enrichment), observation.Id, observation.Time, state.Clock.Now),
            };
}
