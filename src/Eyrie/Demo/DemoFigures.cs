namespace Eyrie.Demo;

/// <summary>Takes the figures of all sides: the sensors', the stages', the topics', the targets'.</summary>
internal static class DemoFigures
{
    private const string SinkAlerts = "eyrie.sink.alerts";

    /// <summary>The figures of this moment.</summary>
    public static AccountFigures Take(DemoSensors? sensors, PipelineFigures stages, TopicTap tap, DemoTargets targets) => new()
    {
        Sensors = sensors?.Figures ?? new Dictionary<string, SensorFigures>(),
        Read = stages.Sum("eyrie.ingestor.events.read"),
        Health = stages.Sum("eyrie.ingestor.events.read", ("sensor", "eyrie")),
        Published = stages.Sum("eyrie.ingestor.events.published"),
        IngestorDropped = stages.By("eyrie.ingestor.events.dropped", "reason"),
        IngestorRejected = stages.Sum("eyrie.ingestor.events.rejected"),
        EnricherRead = stages.Sum("eyrie.enricher.events.read"),
        Alerts = stages.Sum("eyrie.enricher.documents", ("kind", "alert")),
        Activity = stages.Sum("eyrie.enricher.documents", ("kind", "activity")),
        EnricherDropped = stages.By("eyrie.enricher.events.dropped", "reason"),
        IncidentsClosed = stages.Sum("eyrie.enricher.incidents.closed"),
        EnricherRejected = stages.Sum("eyrie.enricher.events.rejected"),
        EnricherRemembered = stages.Sum("eyrie.enricher.events.remembered"),
        Joins = stages.By("eyrie.enricher.joins", "method"),
        Topics = tap.Figures,
        Sinks = new Dictionary<string, SinkFigures>(StringComparer.Ordinal)
        {
            [SinkNames.Elasticsearch] = Sink(stages, SinkNames.Elasticsearch),
            [SinkNames.Slack] = Sink(stages, SinkNames.Slack),
            [SinkNames.PagerDuty] = Sink(stages, SinkNames.PagerDuty),
        },
        DocumentsStored = targets.Elasticsearch?.Stored,
        SlackMessages = targets.Slack?.Accepted,
        PagerDutyEvents = targets.PagerDuty?.Accepted,
        PagerDutyIncidents = targets.PagerDuty?.Incidents.Count,
    };

    // Why nobody was told: no route, an exception, a silence, a mute time, or people know of it.
    private static readonly string[] LeftOut = ["filtered", "suppressed", "silenced", "muted", "folded"];

    private static SinkFigures Sink(PipelineFigures stages, string name) => new(
        stages.Sum(SinkAlerts, ("sink", name), ("outcome", "written")),
        LeftOut.Sum(outcome => stages.Sum(SinkAlerts, ("sink", name), ("outcome", outcome))),
        stages.Sum(SinkAlerts, ("sink", name), ("outcome", "rejected")));
}
