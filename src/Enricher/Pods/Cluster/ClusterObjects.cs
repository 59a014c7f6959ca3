using Eyrie.Contracts;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>Kinds of objects that are watched. Their numbers go into <c>pods.v1</c> and the snapshot: append only.</summary>
internal enum ClusterKind
{
    Pod = 0,
    Service = 1,
    Node = 2,
    ReplicaSet = 3,
    Job = 4,
    Namespace = 5,
}

/// <summary>An object of the cluster, with only what documents need of it. Immutable. One record a shape, because their facts differ.</summary>
internal interface IClusterObject
{
    /// <summary>What it is.</summary>
    ClusterKind Kind { get; }

    /// <summary>The API server's id of it.</summary>
    string Uid { get; }

    /// <summary>The server's word for this version of it; not compared, only told.</summary>
    string? ResourceVersion { get; }
}

/// <summary>The controller among an object's owners.</summary>
/// <param name="Kind">For instance <c>ReplicaSet</c>, <c>Node</c> for a static pod, or a custom kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its uid.</param>
internal readonly record struct OwnerReference(string Kind, string Name, string Uid);

/// <summary>A pod.</summary>
internal sealed record PodObject(string Uid, string Namespace, string Name) : IClusterObject
{
    public ClusterKind Kind => ClusterKind.Pod;

    public string? ResourceVersion { get; init; }

    public string? Node { get; init; }

    /// <summary><c>status.podIPs</c>; the node's own for a pod in the host's network.</summary>
    public IReadOnlyList<string> Ips { get; init; } = [];

    public bool HostNetwork { get; init; }

    public string? ServiceAccount { get; init; }

    /// <summary>Null for a pod that nobody controls.</summary>
    public OwnerReference? Owner { get; init; }

    public EventTime? Created { get; init; }

    /// <summary>Set when it is Succeeded or Failed: its addresses may belong to others by now.</summary>
    public bool IsOver { get; init; }

    /// <summary>Those that the allow-list names.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Empty;

    /// <summary>Those that the allow-list names.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = Empty;

    /// <summary>Init, ordinary and ephemeral containers that have an id; also the one before a restart (<c>lastState</c>).</summary>
    public IReadOnlyList<ContainerFact> Containers { get; init; } = [];

    private static readonly Dictionary<string, string> Empty = [];
}

/// <summary>A ReplicaSet or a Job: known only for who owns it.</summary>
internal sealed record OwnerObject(ClusterKind Kind, string Uid, string Namespace, string Name) : IClusterObject
{
    public string? ResourceVersion { get; init; }

    public OwnerReference? Owner { get; init; }
}

/// <summary>A service.</summary>
internal sealed record ServiceObject(string Uid, string Namespace, string Name) : IClusterObject
{
    public ClusterKind Kind => ClusterKind.Service;

    public string? ResourceVersion { get; init; }

    /// <summary>Cluster IPs, external IPs, those of the load balancer; never <c>None</c>.</summary>
    public IReadOnlyList<string> Ips { get; init; } = [];
}

/// <summary>A node.</summary>
internal sealed record NodeObject(string Uid, NodeFact Fact) : IClusterObject
{
    public ClusterKind Kind => ClusterKind.Node;

    public string? ResourceVersion { get; init; }

    /// <summary>Its internal and external addresses.</summary>
    public IReadOnlyList<string> Ips { get; init; } = [];
}

/// <summary>A namespace: known only for its labels.</summary>
internal sealed record NamespaceObject(string Uid, string Name) : IClusterObject
{
    public ClusterKind Kind => ClusterKind.Namespace;

    public string? ResourceVersion { get; init; }

    /// <summary>Those that the allow-list names.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

/// <summary>Takes what a cluster says of its objects. Several: the catalog that is looked up, and the topic that feeds other Enrichers.</summary>
internal interface IClusterSink
{
    /// <summary>An object is there, or has changed.</summary>
    void Put(IClusterObject found);

    /// <summary>An object is gone.</summary>
    void Delete(ClusterKind kind, string uid);

    /// <summary>A whole list was read: what is not among these is gone, and this kind is in sync from now on.</summary>
    void Listed(ClusterKind kind, IReadOnlySet<string> uids);
}
