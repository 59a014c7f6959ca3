using System.Text.Json.Serialization;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>
/// A value of <c>pods.v1</c> and a line of the snapshot. A reader ignores names that it does not know, and takes what is missing
/// as not said, so that versions can follow each other in both directions.
/// </summary>
internal sealed record ClusterRecord
{
    /// <summary>The version of this shape.</summary>
    public int V { get; init; } = 1;

    /// <summary><c>pod</c>, <c>service</c>, <c>node</c>, <c>replicaset</c>, <c>job</c>, <c>namespace</c>.</summary>
    public string? Kind { get; init; }

    public string? Uid { get; init; }

    public string? Namespace { get; init; }

    public string? Name { get; init; }

    public string? Node { get; init; }

    public IReadOnlyList<string?>? Ips { get; init; }

    public bool HostNetwork { get; init; }

    public string? ServiceAccount { get; init; }

    public OwnerRecord? Owner { get; init; }

    /// <summary>Unix nanoseconds.</summary>
    public long Created { get; init; }

    public bool Over { get; init; }

    public IReadOnlyDictionary<string, string?>? Labels { get; init; }

    public IReadOnlyDictionary<string, string?>? Annotations { get; init; }

    public IReadOnlyList<ContainerFact?>? Containers { get; init; }

    public string? Zone { get; init; }

    public string? Region { get; init; }

    public string? InstanceType { get; init; }

    public string? ProviderId { get; init; }

    /// <summary>Of a node; null when nothing is known.</summary>
    public NodeSystem? System { get; init; }

    /// <summary>Unix nanoseconds; the object is gone since.</summary>
    public long Deleted { get; init; }

    /// <summary>Unix nanoseconds: at that time all of this kind was in the topic. Of the marker alone.</summary>
    public long Sync { get; init; }

    /// <summary>How many there were then.</summary>
    public int Objects { get; init; }
}

/// <inheritdoc cref="ClusterRecord"/>
internal sealed record OwnerRecord(string? Kind, string? Name, string? Uid);

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClusterRecord))]
internal sealed partial class ClusterJson : JsonSerializerContext;
