using System.Globalization;
using Eyrie.Contracts;

namespace Eyrie.Ingestor.Health;

/// <summary>Says a health event in a sentence. Made when it is told: only then its sums are known.</summary>
internal static class HealthSentences
{
    /// <summary>The sentence.</summary>
    public static string Of(HealthEvent health)
    {
        var sentence = Sentence(health);
        return health.Occurrences > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{sentence} ({health.Occurrences:N0} changes or reports since {Clock(health.Since)})")
            : sentence;
    }

    private static string Sentence(HealthEvent health) => health.Kind switch
    {
        HealthKind.SensorConnected => $"{health.Sensor} is read: {health.Reason}",
        HealthKind.SensorLost => $"{health.Sensor} is lost, what happens is not seen until it is read again: {health.Reason}",
        HealthKind.SensorUnreachable => $"{health.Sensor} was never reached since {Clock(health.Since)}: {health.Reason}",
        HealthKind.SensorSilent => $"{health.Sensor} has said nothing since {Clock(health.Since)}",
        HealthKind.SensorHeard => $"{health.Sensor} speaks again; it had said nothing since {Clock(health.Since)}",
        HealthKind.SensorDrops => $"{health.Sensor} {Lost(health)} before they could be read: {health.Reason}",
        HealthKind.SensorThrottled => $"{health.Sensor} holds back the events of {health.Reason}",
        HealthKind.SensorUnthrottled => $"{health.Sensor} sends the events of {health.Reason} again",
        HealthKind.SensorRestarted => $"{health.Sensor} was replaced: version {health.Version}, before {health.PreviousVersion}",
        HealthKind.SensorTrouble => $"{health.Sensor} is in trouble: {health.Reason}",
        HealthKind.EventsDropped => string.Create(
            CultureInfo.InvariantCulture, $"Eyrie dropped {health.Lost:N0} events of {health.Sensor}: {health.Reason}"),
        HealthKind.SpoolTrouble => $"The spool cannot be used, events are only in memory: {health.Reason}",
        HealthKind.SpoolRecovered => "The spool can be used again",
        HealthKind.KafkaTrouble => $"Kafka takes no events, they are kept until it does: {health.Reason}",
        HealthKind.SensorVersion => $"{health.Sensor} has version {health.Version}",
        _ => "Kafka takes events again",
    };

    private static string Lost(HealthEvent health) => health.Lost > 0
        ? string.Create(CultureInfo.InvariantCulture, $"lost {health.Lost:N0} events")
        : "lost events, it does not say how many,";

    private static string Clock(EventTime? time) =>
        time?.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) ?? "the start";
}
