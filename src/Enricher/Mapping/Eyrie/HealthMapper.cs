using Eyrie.Contracts;

namespace Eyrie.Enricher.Mapping.Eyrie;

/// <summary>Translates what the Ingestor says of sensors and of itself into an observation. Pure.</summary>
internal static class HealthMapper
{
    private const string Ruleset = "Eyrie sensor health";

    /// <summary>Maps one health event.</summary>
    public static Observation Map(HealthEvent health, in SensorEvent origin, string id) => new()
    {
        Id = id,
        Format = origin.Format,
        Node = health.Node.Length > 0 ? health.Node : origin.Node,
        Cluster = origin.Cluster,
        TraceParent = origin.TraceParent,
        Time = SensorMapper.Settle(health.Time, origin.Received),
        Received = origin.Received,
        Kind = ObservationKind.SensorHealth,
        EventName = health.Kind.Word(),
        Rule = new(RuleName(health.Kind)) { Ruleset = Ruleset },
        Severity = health.Severity,
        Message = Message(health),
        Action = health.Kind.Word(),
        Outcome = health.Severity > Severity.Notice ? "failure" : "success",
        Reason = health.Reason,
        Categories = ["host"],
        Types = [Type(health.Kind)],
        Health = health,
    };

    /// <summary>The observation of something about a whole cluster that the Enricher found out from one of these events.</summary>
    public static Observation Retell(Observation told, HealthEvent health) => told with
    {
        Node = "",
        EventName = health.Kind.Word(),
        Rule = new(RuleName(health.Kind)) { Ruleset = Ruleset },
        Severity = health.Severity,
        Message = Message(health),
        Action = health.Kind.Word(),
        Outcome = health.Severity > Severity.Notice ? "failure" : "success",
        Reason = health.Reason,
        Health = health,
    };

    // Who reads it in Slack or on a pager should not have to look up what to do.
    private static string Message(HealthEvent health)
    {
        var message = health.Message.Length > 0 ? health.Message : RuleName(health.Kind);
        return health.Kind.Advice() is { } advice ? $"{message.TrimEnd('.')}. {advice}." : message;
    }

    private static string RuleName(HealthKind kind) => kind switch
    {
        HealthKind.SensorConnected => "Sensor connected",
        HealthKind.SensorLost => "Sensor lost",
        HealthKind.SensorUnreachable => "Sensor unreachable",
        HealthKind.SensorSilent => "Sensor silent",
        HealthKind.SensorHeard => "Sensor heard again",
        HealthKind.SensorDrops => "Sensor drops events",
        HealthKind.SensorThrottled => "Sensor throttles events",
        HealthKind.SensorUnthrottled => "Sensor no longer throttles events",
        HealthKind.SensorRestarted => "Sensor restarted",
        HealthKind.SensorTrouble => "Sensor in trouble",
        HealthKind.EventsDropped => "Events dropped by Eyrie",
        HealthKind.SpoolTrouble => "Spool in trouble",
        HealthKind.SpoolRecovered => "Spool recovered",
        HealthKind.KafkaTrouble => "Kafka in trouble",
        HealthKind.KafkaRecovered => "Kafka recovered",
        HealthKind.SensorVersion => "Sensor version",
        HealthKind.VersionsDiffer => "Sensor versions differ",
        _ => "Sensor versions agree again",
    };

    private static string Type(HealthKind kind) => kind switch
    {
        HealthKind.SensorConnected => "start",
        HealthKind.SensorLost => "end",
        HealthKind.SensorRestarted => "change",
        _ => "info",
    };
}
