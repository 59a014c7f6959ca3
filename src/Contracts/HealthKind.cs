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

    /// <summary>Which version it has: told on connect and now and then, for nobody to look at but <see cref="VersionsDiffer"/>.</summary>
    SensorVersion,

    /// <summary>Nodes of a cluster have had different versions of a sensor for longer than an upgrade takes. Told by the Enricher.</summary>
    VersionsDiffer,

    /// <summary>They have the same version again. Told by the Enricher.</summary>
    VersionsAgree,
}

/// <summary>The words for <see cref="HealthKind"/>, and how bad each is.</summary>
public static class HealthKinds
{
    private static readonly (string Word, Severity Severity, string? Advice)[] Kinds =
    [
        ("sensor_connected", Severity.Informational, null),
        ("sensor_lost", Severity.Error, "Look whether the sensor's pod or service runs and why it ended; it is tried again without a restart"),
        ("sensor_unreachable", Severity.Error, "Check that the sensor runs there, that its gRPC output is on, and address, socket mount and certificates in the configuration"),
        ("sensor_silent", Severity.Error, "Look at the sensor's own log and rules; if the host is that quiet, raise sensors[].silenceAfter"),
        ("sensor_heard", Severity.Informational, null),
        ("sensor_drops", Severity.Error, "Give the sensor more CPU or larger buffers (Falco: engine.modern_ebpf.buf_size_preset; Tetragon: rb-size), or narrow its noisiest rule or policy"),
        ("sensor_throttled", Severity.Warning, "Find what that cgroup runs: it floods the sensor, by fault or to hide; raise Tetragon's cgroup-rate if it is meant to"),
        ("sensor_unthrottled", Severity.Informational, null),
        ("sensor_restarted", Severity.Notice, "Make sure that this upgrade was meant"),
        ("sensor_trouble", Severity.Warning, "Read the sensor's own log on that node at this time"),
        ("events_dropped", Severity.Critical, "Let Kafka take events again, then raise spool.maxBytes; what was dropped is gone, look at the node itself"),
        ("spool_trouble", Severity.Error, "Free the disk of ingestor.dataFolder or make it writable; until then a restart loses what Kafka has not taken"),
        ("spool_recovered", Severity.Informational, null),
        ("kafka_trouble", Severity.Warning, "Look at Kafka and at the way to it (address, certificates, rights); 'eyrie topics check' says what it refuses"),
        ("kafka_recovered", Severity.Informational, null),
        ("sensor_version", Severity.Informational, null),
        ("versions_differ", Severity.Warning, "Finish or undo the upgrade of the sensor (kubectl rollout status): nodes behind see less, or tell it in other words"),
        ("versions_agree", Severity.Informational, null),
    ];

    /// <summary>The word on the wire, in <c>event.action</c> and in metric tags.</summary>
    public static string Word(this HealthKind kind) => Kinds[(int)kind].Word;

    /// <summary>How bad it is, unless the event knows better.</summary>
    public static Severity UsualSeverity(this HealthKind kind) => Kinds[(int)kind].Severity;

    /// <summary>What to do about it, in one sentence without its end; null when there is nothing to do.</summary>
    public static string? Advice(this HealthKind kind) => Kinds[(int)kind].Advice;

    /// <summary>Reads <see cref="Word"/> back; false when it is none of ours.</summary>
    public static bool TryParse(string? word, out HealthKind kind)
    {
        var found = Array.FindIndex(Kinds, known => known.Word == word);
        kind = (HealthKind)Math.Max(found, 0);
        return found >= 0;
    }
}
