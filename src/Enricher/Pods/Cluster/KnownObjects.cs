using Eyrie.Contracts;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>What the catalog keeps of an object; one type a kind, because they are looked up differently.</summary>
internal interface IKnownObject
{
    ObjectUid Uid { get; }

    /// <summary>When we heard that it is gone; default while it is there. Readers look at it while it changes.</summary>
    EventTime Gone { get; set; }

    /// <summary>Addresses that it has or had. For the writer only.</summary>
    Claim[] Claims { get; set; }
}

/// <summary>What of a pod may change.</summary>
internal sealed record PodState
{
    public required string? Node { get; init; }

    public required string? ServiceAccount { get; init; }

    public required SharedOwner? Owner { get; init; }

    public required TextMap Labels { get; init; }

    public required TextMap Annotations { get; init; }

    /// <summary>As the cluster tells them; the node's own for a pod in the host's network.</summary>
    public required AddressKey[] Ips { get; init; }

    public required bool HostNetwork { get; init; }

    public required bool IsOver { get; init; }

    /// <summary>Those of now first; those of before stay as long as the pod.</summary>
    public required PodContainer[] Containers { get; init; }
}

/// <summary>A pod, from its beginning until it is forgotten.</summary>
internal sealed class KnownPod(ObjectUid uid, string podNamespace, string name, EventTime created) : IKnownObject
{
    private long _gone;
    private volatile PodState _state = null!; // set before anybody sees it
    private volatile KnownPod? _older;

    public ObjectUid Uid => uid;

    public string Namespace => podNamespace;

    public string Name => name;

    /// <summary>Default when the cluster did not say.</summary>
    public EventTime Created => created;

    public EventTime Gone
    {
        get => new(Volatile.Read(ref _gone));
        set => Volatile.Write(ref _gone, value.UnixNanoseconds);
    }

    public Claim[] Claims { get; set; } = [];

    public PodState State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>The one of the same name before it.</summary>
    public KnownPod? Older
    {
        get => _older;
        set => _older = value;
    }
}

/// <summary>A container of a pod.</summary>
internal sealed class PodContainer(ContainerId id, KnownPod pod, ContainerFact shape)
{
    private volatile ContainerFact _shape = shape;
    private volatile PodContainer? _next;

    public ContainerId Id => id;

    public KnownPod Pod => pod;

    /// <summary>All but the id.</summary>
    public ContainerFact Shape
    {
        get => _shape;
        set => _shape = value;
    }

    /// <summary>Another one whose id begins alike.</summary>
    public PodContainer? Next
    {
        get => _next;
        set => _next = value;
    }
}

/// <summary>A service.</summary>
internal sealed class KnownService(ObjectUid uid, EndpointFact fact) : IKnownObject
{
    private long _gone;

    public ObjectUid Uid => uid;

    public EndpointFact Fact => fact;

    public EventTime Gone
    {
        get => new(Volatile.Read(ref _gone));
        set => Volatile.Write(ref _gone, value.UnixNanoseconds);
    }

    public Claim[] Claims { get; set; } = [];
}

/// <summary>A node.</summary>
internal sealed class KnownNode(ObjectUid uid, NodeFact fact) : IKnownObject
{
    private long _gone;

    public ObjectUid Uid => uid;

    public NodeFact Fact => fact;

    /// <summary>The node as the end of a connection.</summary>
    public EndpointFact Endpoint { get; } = new("node", fact.Name);

    public EventTime Gone
    {
        get => new(Volatile.Read(ref _gone));
        set => Volatile.Write(ref _gone, value.UnixNanoseconds);
    }

    public Claim[] Claims { get; set; } = [];
}

/// <summary>A namespace.</summary>
internal sealed class KnownNamespace(ObjectUid uid, string name, TextMap labels) : IKnownObject
{
    private long _gone;

    public ObjectUid Uid => uid;

    public string Name => name;

    public TextMap Labels => labels;

    public EventTime Gone
    {
        get => new(Volatile.Read(ref _gone));
        set => Volatile.Write(ref _gone, value.UnixNanoseconds);
    }

    public Claim[] Claims
    {
        get => [];
        set => _ = value;
    }
}

/// <summary>A ReplicaSet or a Job.</summary>
internal sealed class KnownOwner(ObjectUid uid, string ownerNamespace, string name, SharedOwner? owner) : IKnownObject
{
    private long _gone;

    public ObjectUid Uid => uid;

    public string Namespace => ownerNamespace;

    public string Name => name;

    public SharedOwner? Owner => owner;

    public EventTime Gone
    {
        get => new(Volatile.Read(ref _gone));
        set => Volatile.Write(ref _gone, value.UnixNanoseconds);
    }

    public Claim[] Claims
    {
        get => [];
        set => _ = value;
    }
}
