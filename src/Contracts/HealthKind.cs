namespace Eyrie.Contracts;

/// <summary>What can be said of a sensor's health, or of our own.</summary>
public enum HealthKind
{
    /// <summary>The sensor answered, and is being read.</summary>
    SensorConnected,

    /// <summary>It was being read, and is not any more.</summary>
    SensorLost,

    /// <summary>It never answered since we began to try.</summary>
    SensorUnreachable,

    /// <summary>It is being read but has said nothing for longer than it should.</summary>
    SensorSilent,

    /// <summary>It speaks again after a silence.</summary>
    SensorHeard,

    /// <summary>It admits to have lost events.</summary>
    SensorDrops,

    /// <summary>It holds events back to keep a rate.</summary>
    SensorThrottled,

    /// <summary>It sends again what it held back.</summary>
    SensorUnthrottled,

    /// <summary>It is another one than before: its version changed.</summary>
    SensorRestarted,

    /// <summary>It says that something else is wrong with it.</summary>
    SensorTrouble,

    /// <summary>We read events and could not keep them.</summary>
    EventsDropped,

    /// <summary>The disk cannot be used.</summary>
    SpoolTrouble,

    /// <summary>The disk can be used again.</summary>
    SpoolRecovered,

    /// <summary>Kafka takes no events.</summary>
    KafkaTrouble,

    /// <summary>Kafka takes events again.</summary>
    KafkaRecovered,
}

/// <summary>The words for <see cref="HealthKind"/>, and how bad each is.</summary>
public static class HealthKinds
{
    private static readonly (string Word, Severity Severity)[] Kinds =
    [
        ("sensor_connected", Severity.Informational),
        ("sensor_lost", Severity.Error),
        ("sensor_unreachable", Severity.Error),
        ("sensor_silent", Severity.Error),
        ("sensor_heard", Severity.Informational),
        ("sensor_drops", Severity.Error),
        ("sensor_throttled", Severity.Warning),
        ("sensor_unthrottled", Severity.Informational),
        ("sensor_restarted", Severity.Notice),
        ("sensor_trouble", Severity.Warning),
        ("events_dropped", Severity.Critical),
        ("spool_trouble", Severity.Error),
        ("spool_recovered", Severity.Informational),
        ("kafka_trouble", Severity.Warning),
        ("kafka_recovered", Severity.Informational),
    ];

    /// <summary>The word on the wire, in <c>event.action</c> and in metric tags.</summary>
    public static string Word(this HealthKind kind) => Kinds[(int)kind].Word;

    /// <summary>How bad it is, unless the event knows better.</summary>
    public static Severity UsualSeverity(this HealthKind kind) => Kinds[(int)kind].Severity;

    /// <summary>Reads <see cref="Word"/> back; false when it is none of ours.</summary>
    public static bool TryParse(string? word, out HealthKind kind)
    {
        var found = Array.FindIndex(Kinds, known => known.Word == word);
        kind = (HealthKind)Math.Max(found, 0);
        return found >= 0;
    }
}
