using Eyrie.Contracts;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.State;

namespace Eyrie.Enricher.Scoring;

/// <summary>Scores alerts: looks for the signs, and at what the partition remembers. Not thread-safe.</summary>
internal sealed class AlertScorer(EnricherOptions options)
{
    private readonly ScoringOptions _weights = options.Scoring;
    private readonly AlertShape _shape = new();
    private readonly ProgramNames _services = new(options.Scoring.Services, ProgramNames.Services);
    private readonly ProgramNames _shells = new(options.Scoring.Shells, ProgramNames.Shells);

    /// <summary>Which one of its like an alert is; remembers it.</summary>
    public RepeatFact Count(string subject, Observation observation, Enrichment enrichment, PartitionState state, EventTime now) =>
        state.Repeats.Add(_shape.Of(subject, observation, enrichment.Process ?? observation.Process), observation.Time, now);

    /// <summary>The alert's score; null when alerts are not scored. Remembers that its rule spoke of its workload.</summary>
    /// <param name="observation">The alert.</param>
    /// <param name="enrichment">What was found out of it, its repeats among that.</param>
    /// <param name="techniques">Its techniques.</param>
    /// <param name="incidentTechniques">How many its incident has, these among them.</param>
    /// <param name="state">What the partition remembers.</param>
    /// <param name="now">The partition's clock.</param>
    public RiskFact? Score(
        Observation observation, Enrichment enrichment, IReadOnlyList<string> techniques, int incidentTechniques, PartitionState state, EventTime now)
    {
        if (!_weights.Enabled)
        {
            return null;
        }

        var severity = enrichment.AlertSeverity ?? default;
        if (observation.Health is not null || observation.Kind is ObservationKind.SensorLoss)
        {
            return RiskScore.Of(new(severity), _weights); // a sensor's health is no act of anybody's
        }

        var process = enrichment.Process ?? observation.Process;
        return RiskScore.Of(
            new(severity)
            {
                Techniques = techniques,
                ServiceShell = AncestrySigns.ServiceShell(process, enrichment.Ancestors, _services, _shells),
                FirstTimeOn = FirstTimeOn(observation, enrichment, state, now),
                Interactive = AncestrySigns.Interactive(process, enrichment.Ancestors, observation.SessionLeader),
                Privileged = Place.Of(observation, enrichment).Container?.Privileged is true,
                Blocked = enrichment.Enforcement?.IsBlocked is true,
                Repeats = enrichment.Repeat?.Count ?? 1,
                IncidentTechniques = incidentTechniques,
            },
            _weights);
    }

    private string? FirstTimeOn(Observation observation, Enrichment enrichment, PartitionState state, EventTime now)
    {
        if (_weights.FirstTime == 0)
        {
            return null;
        }

        var (name, key) = Workload(observation, enrichment);
        return state.Spoken.Add(_shape.Of(observation, key), observation.Time, now).Count == 1 ? name : null;
    }

    // What is the same for all its pods; for what is in no pod, the image, else the node.
    private static (string Name, string Key) Workload(Observation observation, Enrichment enrichment)
    {
        var place = Place.Of(observation, enrichment);
        return place switch
        {
            { Pod: { WorkloadName: { Length: > 0 } workload } pod } =>
                ($"{pod.WorkloadKind}/{workload}", $"{observation.Cluster}/{pod.Namespace}/{pod.WorkloadKind}/{workload}"),
            { Pod: { Name: { Length: > 0 } name } pod } => ($"Pod/{name}", $"{observation.Cluster}/{pod.Namespace}/Pod/{name}"),
            { Container.ImageName: { Length: > 0 } image } => (image, $"{observation.Cluster}/image/{image}"),
            _ => (observation.Node, $"{observation.Cluster}/node/{observation.Node}"),
        };
    }
}
