using Eyrie.Contracts;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Detections;

/// <summary>Decides which observations are alerts, and how bad.</summary>
internal sealed class Detector
{
    // A loss is worth a look even where the sensor calls it a debug message, as Falco does.
    private const Severity LeastLoss = Severity.Warning;

    private readonly DetectionRule[] _rules;

    public Detector(IOptions<EnricherOptions> options)
    {
        var rules = new List<DetectionRule>();
        foreach (var item in options.Value.Detections)
        {
            var (rule, problem) = DetectionRule.Read(item);
            rules.Add(rule ?? throw new OptionsValidationException(nameof(EnricherOptions), typeof(EnricherOptions), [problem!]));
        }

        _rules = [.. rules, DetectionRule.Enforced];
    }

    /// <summary>The alert's severity; null for activity.</summary>
    public Severity? Judge(Observation observation) => observation.Kind switch
    {
        ObservationKind.SensorHealth => observation.Severity,
        _ when IsToldByTheIngestor(observation) => null,
        ObservationKind.Detection => observation.Severity ?? Severity.Warning,
        ObservationKind.SensorLoss => observation.Severity is > LeastLoss ? observation.Severity : LeastLoss,
        ObservationKind.PolicyEvent => JudgePolicy(observation),
        _ => null,
    };

    // The Ingestor sums up what sensors say of themselves and tells it at a bounded pace, see SensorHealth: one alert is enough, and the
    // sensor's own words are kept as activity. Falco's are known by their source: a user's rule may have any name.
    private static bool IsToldByTheIngestor(Observation observation) => observation.Format.Sensor() is "falco"
        ? observation.Provider is "internal" && observation.Rule?.Name.StartsWith("Falco internal:", StringComparison.Ordinal) is true
        : observation.Kind is ObservationKind.SensorLoss;

    private Severity? JudgePolicy(Observation observation)
    {
        foreach (var rule in _rules)
        {
            if (rule.Fits(observation))
            {
                return rule.Severity;
            }
        }

        return null;
    }
}
