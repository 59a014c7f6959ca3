using Eyrie.Contracts;
using Eyrie.Enricher.Acts;
using Eyrie.Enricher.Processes;
using Eyrie.Enricher.State;

namespace Eyrie.Enricher.Steps;

/// <summary>Links what both sensors say of one act: whichever comes later names the earlier.</summary>
internal sealed class RelatedStep : IEnrichmentStep
{
    private const int LongestRule = 256;

    public Enrichment Apply(Observation observation, Enrichment enrichment, PartitionState state)
    {
        if (observation.Kind is not (ObservationKind.Detection or ObservationKind.PolicyEvent) || Act.Of(observation, enrichment) is not { } act)
        {
            return enrichment;
        }

        var acts = state.Node(observation.Node).Acts;
        var sensor = observation.Format.Sensor();
        var related = acts.Others(act, sensor);
        acts.Add(new(act, observation.Id, sensor, KeptText.Cut(observation.Rule?.Name, LongestRule)));
        return related.Count == 0 ? enrichment : enrichment with { Related = related };
    }
}
