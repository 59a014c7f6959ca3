using Eyrie.Contracts;
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
                Incident = state.Incidents.Place(Subject.Of(observation, enrichment), observation.Id, observation.Time, Now(observation, state)),
            };

    // A health event may be the first that a partition has, and moves no clock.
    private static EventTime Now(Observation observation, PartitionState state) =>
        state.Clock.Now == default ? observation.Time : state.Clock.Now;
}
