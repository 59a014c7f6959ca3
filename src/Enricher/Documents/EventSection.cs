using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes what happened, when, and how bad it is: <c>event</c>, <c>message</c>, <c>log.level</c>, <c>observer</c>.</summary>
internal static class EventSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, Observation observation, Enrichment enrichment, EventTime ingested)
    {
        var severity = enrichment.AlertSeverity ?? observation.Severity;
        ecs.Open("event");
        ecs.Write("id", observation.Id);
        ecs.Write("kind", Kind(observation, enrichment));
        ecs.Write("module", IsLossAlert(observation, enrichment) ? "eyrie" : observation.Format.Sensor());
        ecs.Write("dataset", Dataset(observation, enrichment));
        ecs.Write("provider", guard.Clean(observation.Provider));
        ecs.Write("category", observation.Categories);
        ecs.Write("type", observation.Types);
        ecs.Write("action", guard.Clean(observation.Action));
        ecs.Write("outcome", observation.Outcome);
        ecs.Write("reason", guard.Clean(observation.Reason));
        ecs.Write("severity", (long?)severity);
        ecs.Write("risk_score", (long?)enrichment.Risk?.Score ?? (enrichment.Incident is { IsClosed: true } closed ? closed.SoFar?.RiskScore : null));
        WriteSpan(ecs, observation, enrichment);
        ecs.Write("created", observation.Received);
        ecs.Write("ingested", ingested);
        ecs.Close();
        ecs.Write("message", guard.Clean(observation.Message));
        ecs.Open("log");
        ecs.Write("level", severity?.Word());
        ecs.Close();
        WriteObserver(ecs, guard, observation);
    }

    // A process or an incident that has ended is an event with a length: its life.
    private static void WriteSpan(EcsWriter ecs, Observation observation, Enrichment enrichment)
    {
        if (enrichment.Incident is { IsClosed: true, SoFar: { } incident })
        {
            WriteSpan(ecs, incident.First, incident.Last);
        }
        else if (observation.Kind is ObservationKind.ProcessExit
            && (enrichment.Process ?? observation.Process) is { Start: { } start, End: { } end } && start <= end)
        {
            WriteSpan(ecs, start, end);
        }
    }

    private static void WriteSpan(EcsWriter ecs, EventTime start, EventTime end)
    {
        ecs.Write("start", start);
        ecs.Write("end", end);
        ecs.Write("duration", (long?)(end.UnixNanoseconds - start.UnixNanoseconds));
    }

    private static string Kind(Observation observation, Enrichment enrichment) =>
        enrichment.AlertSeverity is not null ? "alert"
        : IsFigures(observation) ? "metric"
        : "event";

    // Snapshots, and how much was dropped; that a cgroup is held back has no figure.
    private static bool IsFigures(Observation observation) =>
        observation.Kind is ObservationKind.Metrics || observation.EventName is "event_drop" or "rate_limit_info";

    // What a sensor says of its losses is its own words, until it is an alert: then Eyrie says it.
    private static bool IsLossAlert(Observation observation, Enrichment enrichment) =>
        observation.Kind is ObservationKind.SensorLoss && enrichment.AlertSeverity is not null;

    private static string Dataset(Observation observation, Enrichment enrichment) => observation switch
    {
        { Kind: ObservationKind.SensorHealth } => "eyrie.sensor",
        { Kind: ObservationKind.IncidentClosed } => "eyrie.incident",
        _ when IsLossAlert(observation, enrichment) => "eyrie.sensor",
        { Format: SensorFormat.FalcoJson or SensorFormat.FalcoProtobuf } => IsFigures(observation) ? "falco.metrics" : "falco.alerts",
        _ => IsFigures(observation) ? "tetragon.metrics" : "tetragon.events",
    };

    private static void WriteObserver(EcsWriter ecs, TextGuard guard, Observation observation)
    {
        if (observation.Health is { } health)
        {
            HealthSection.WriteObserver(ecs, guard, health);
            return;
        }

        var sensor = observation.Format.Sensor();
        ecs.Open("observer");
        ecs.Write("type", "sensor");
        ecs.Write("vendor", sensor is "falco" ? "Falco" : sensor is "eyrie" ? "Eyrie" : "Cilium");
        ecs.Write("product", sensor is "falco" ? "Falco" : sensor is "eyrie" ? "Eyrie" : "Tetragon");
        ecs.Write("hostname", guard.Clean(observation.SensorHost));
        ecs.Write("version", guard.Clean(observation.SensorVersion));
        ecs.Open("os");
        ecs.Write("kernel", guard.Clean(observation.SensorKernel));
        ecs.Close();
        ecs.Close();
    }
}
