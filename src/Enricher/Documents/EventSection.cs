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
        ecs.Write("module", observation.Kind is ObservationKind.SensorLoss ? "eyrie" : observation.Format.Sensor());
        ecs.Write("dataset", Dataset(observation));
        ecs.Write("provider", guard.Clean(observation.Provider));
        ecs.Write("category", observation.Categories);
        ecs.Write("type", observation.Types);
        ecs.Write("action", guard.Clean(observation.Action));
        ecs.Write("outcome", observation.Outcome);
        ecs.Write("reason", guard.Clean(observation.Reason));
        ecs.Write("severity", (long?)severity);
        WriteSpan(ecs, observation, enrichment.Process ?? observation.Process);
        ecs.Write("created", observation.Received);
        ecs.Write("ingested", ingested);
        ecs.Close();
        ecs.Write("message", guard.Clean(observation.Message));
        ecs.Open("log");
        ecs.Write("level", severity?.Word());
        ecs.Close();
        WriteObserver(ecs, guard, observation);
    }

    // A process that has ended is an event with a length: its life.
    private static void WriteSpan(EcsWriter ecs, Observation observation, ProcessFact? process)
    {
        if (observation.Kind is ObservationKind.ProcessExit && process is { Start: { } start, End: { } end } && start <= end)
        {
            ecs.Write("start", start);
            ecs.Write("end", end);
            ecs.Write("duration", (long?)(end.UnixNanoseconds - start.UnixNanoseconds));
        }
    }

    private static string Kind(Observation observation, Enrichment enrichment) =>
        enrichment.AlertSeverity is not null ? "alert"
        : observation.Kind is ObservationKind.Metrics ? "metric"
        : "event";

    private static string Dataset(Observation observation) => observation switch
    {
        { Kind: ObservationKind.SensorLoss or ObservationKind.SensorHealth } => "eyrie.sensor",
        { Kind: ObservationKind.Metrics } => "falco.metrics",
        { Format: SensorFormat.FalcoJson or SensorFormat.FalcoProtobuf } => "falco.alerts",
        _ => "tetragon.events",
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
        ecs.Write("vendor", sensor is "falco" ? "Falco" : "Cilium");
        ecs.Write("product", sensor is "falco" ? "Falco" : "Tetragon");
        ecs.Write("hostname", guard.Clean(observation.SensorHost));
        ecs.Write("version", guard.Clean(observation.SensorVersion));
        ecs.Open("os");
        ecs.Write("kernel", guard.Clean(observation.SensorKernel));
        ecs.Close();
        ecs.Close();
    }
}
