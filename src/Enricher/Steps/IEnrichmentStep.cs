using Eyrie.Enricher.State;

namespace Eyrie.Enricher.Steps;

/// <summary>Adds one kind of knowledge to an event. Pure but for the partition's state; asked by event time, never by the wall clock.</summary>
internal interface IEnrichmentStep
{
    /// <summary>Takes what is known so far and gives it back with more.</summary>
    /// <param name="observation">The event.</param>
    /// <param name="enrichment">What the steps before found out.</param>
    /// <param name="state">What the partition remembers.</param>
    Enrichment Apply(Observation observation, Enrichment enrichment, PartitionState state);
}
