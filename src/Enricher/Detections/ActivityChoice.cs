namespace Eyrie.Enricher.Detections;

/// <summary>Which events that are no alerts become documents. All of them teach the process table before this is asked.</summary>
/// <param name="wanted"><c>all</c>, <c>exec</c>, <c>policy</c>, <c>none</c>.</param>
internal sealed class ActivityChoice(string wanted)
{
    private readonly bool _policies = wanted is not "none";
    private readonly bool _processes = wanted is "all" or "exec";
    private readonly bool _all = wanted is "all";

    /// <summary>Whether the event is to become a document.</summary>
    public bool Keeps(in Enriched enriched) => enriched.Observation.Kind switch
    {
        _ when _all => true,
        ObservationKind.PolicyEvent => _policies,
        ObservationKind.ProcessStart or ObservationKind.ProcessExit => _processes,
        ObservationKind.Other => false,
        _ => true, // what sensors say of themselves, figures among it
    };
}
