using Eyrie.Contracts;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.State;

namespace Eyrie.Enricher.Steps;

/// <summary>Marks an alert that an exception fits: it stays an alert, and says who does not want to be called for it, and why.</summary>
internal sealed class ExceptionStep(Detector detector) : IEnrichmentStep
{
    public Enrichment Apply(Observation observation, Enrichment enrichment, PartitionState state) =>
        enrichment.AlertSeverity is { } severity && detector.ExceptionOf(observation, enrichment) is { } exception
            ? enrichment with { Suppressed = Suppression(exception, observation, severity) }
            : enrichment;

    private static SuppressionFact Suppression(AlertException exception, Observation observation, Severity severity) =>
        new(observation.Rule?.Name ?? "", severity, exception.Reason, exception.Owner, exception.Expires, exception.Source);
}
