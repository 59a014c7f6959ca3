namespace Eyrie.Contracts;

/// <summary>Something that the Ingestor says of a sensor's health or its own: the payload of <see cref="SensorFormat.EyrieJson"/>.</summary>
/// <param name="Kind">What.</param>
public sealed record HealthEvent(HealthKind Kind)
{
    /// <summary>The key of all versions of a cluster; its name follows after a slash.</summary>
    public const string VersionsKey = "versions";

    /// <summary>When it was told.</summary>
    public EventTime Time { get; init; }

    /// <summary>Grows with every event of an Ingestor, across its restarts too: two events of the same words are two.</summary>
    public long Number { get; init; }

    /// <summary>The sensor's name in the configuration; <c>eyrie</c> for the Ingestor itself. Empty, like all texts, when it is not known.</summary>
    public string Sensor { get; init; } = "";

    /// <summary>Its type: <c>falco-grpc</c>, <c>tetragon-file</c>, ...</summary>
    public string Type { get; init; } = "";

    /// <summary>The node that it watches, or that the Ingestor runs on.</summary>
    public string Node { get; init; } = "";

    /// <summary>Where it is reached: an address or a path.</summary>
    public string Address { get; init; } = "";

    /// <summary>Its version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Its version before a restart.</summary>
    public string PreviousVersion { get; init; } = "";

    /// <summary>
    /// What the record's key begins with instead of the node, so that what has to be compared meets in one partition; empty for the node.
    /// </summary>
    public string Key => Kind is HealthKind.SensorVersion ? VersionsKey : "";

    /// <summary>How bad.</summary>
    public Severity Severity { get; init; } = Kind.UsualSeverity();

    /// <summary>One sentence for a person.</summary>
    public string Message { get; init; } = "";

    /// <summary>Why or what, in a few words: a failure, a cgroup, the reason of a drop. A sensor, or an attacker, may have written it.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How often it happened since it was last told; at least 1.</summary>
    public long Occurrences { get; init; } = 1;

    /// <summary>How many events were lost, all occurrences together; 0 when nobody counted.</summary>
    public long Lost { get; init; }

    /// <summary>Since when it is so, or since when it is counted; null when that says no more than <see cref="Time"/>.</summary>
    public EventTime? Since { get; init; }
}
