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

        act = act with { File = Safe(act.File, state) }; // it goes to state.v1, and is compared with others that are blanked alike

        var acts = state.Node(observation.Node).Acts;
        var sensor = observation.Format.Sensor();
        var related = acts.Others(act, sensor);
        acts.Add(new(act, observation.Id, sensor, Safe(KeptText.Cut(observation.Rule?.Name, LongestRule), state)));
        return related.Count == 0 ? enrichment : enrichment with { Related = related };
    }

    private static string? Safe(string? text, PartitionState state) =>
        text is null || state.Secrets is not { } secrets ? text : secrets.Redact(text);
}
