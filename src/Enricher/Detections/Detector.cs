using Eyrie.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Detections;

/// <summary>Decides which observations are alerts, how bad, and of which of them nobody wants to hear.</summary>
internal sealed class Detector
{
    // A loss is worth a look even where the sensor calls it a debug message, as Falco does.
    private const Severity LeastLoss = Severity.Warning;

    private readonly DetectionsFile _detections;

    /// <summary>Reads the detections.</summary>
    /// <exception cref="OptionsValidationException">Some are wrong.</exception>
    public Detector(IOptions<EnricherOptions> options, TimeProvider time, ILogger<Detector> logger) => _detections = new(options.Value, time, logger);

    /// <summary>For whoever changes no file while it runs.</summary>
    public Detector(IOptions<EnricherOptions> options)
        : this(options, TimeProvider.System, NullLogger<Detector>.Instance)
    {
    }

    /// <summary>What is an alert, and whose.</summary>
    public Verdict Judge(Observation observation) => observation.Kind switch
    {
        ObservationKind.SensorHealth => new(JudgeHealth(observation)),
        _ when IsToldByTheIngestor(observation) => default,
        ObservationKind.Detection => new(observation.Severity ?? Severity.Warning),
        ObservationKind.SensorLoss => new(observation.Severity is > LeastLoss ? observation.Severity : LeastLoss),
        ObservationKind.Metrics => default,
        _ => _detections.Current.Judge(observation),
    };

    /// <summary>The exception that fits an alert; null when none does.</summary>
    /// <param name="observation">The alert, under the name of the detection that decided.</param>
    /// <param name="enrichment">With its process, its ancestors and its pod.</param>
    public AlertException? ExceptionOf(Observation observation, Enrichment enrichment) => _detections.Current.Exceptions.Of(observation, enrichment);

    /// <summary>How many exceptions are over, how many will be soon, how many hold for longer.</summary>
    public (int Over, int Soon, int Holding) Exceptions => _detections.CountExceptions();

    // The Ingestor sums up what sensors say of themselves and tells it at a bounded pace, see SensorHealth: one alert is enough, and the
    // sensor's own words are kept as activity. Falco's are known by their source: a user's rule may have any name.
    internal static bool IsToldByTheIngestor(Observation observation) => observation.Format.Sensor() is "falco"
        ? observation.Provider is "internal" && observation.Rule?.Name.StartsWith("Falco internal:", StringComparison.Ordinal) is true
        : observation.Kind is ObservationKind.SensorLoss;

    // Which version a sensor has is nothing to look at; that they differ is, and VersionBook tells it.
    private static Severity? JudgeHealth(Observation observation) =>
        observation.Health?.Kind is HealthKind.SensorVersion ? null : observation.Severity;
}
