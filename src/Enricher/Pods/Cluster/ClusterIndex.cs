using System.Collections.Concurrent;
using System.Net;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>A cluster's objects by all that events name them by. One writes, several read and never wait.</summary>
/// <param name="known">Tells whether a deleted object is still remembered.</param>
/// <param name="memory">How long it is remembered who had an address before.</param>
internal sealed class ClusterIndex(KnownSince known, TimeSpan memory)
{
    private readonly ConcurrentDictionary<ObjectUid, IKnownObject>[] _objects =
        [.. Enum.GetValues<ClusterKind>().Select(static _ => new ConcurrentDictionary<ObjectUid, IKnownObject>(1, 31))];

    private readonly ConcurrentDictionary<string, KnownNode> _nodes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KnownNamespace> _namespaces = new(StringComparer.Ordinal);
    private readonly RecentPods _recent = new();
    private int _ownerChanges;

    public PodTable Pods { get; } = new();

    public AddressTable Addresses { get; } = new(memory);

    /// <summary>All of a kind, deleted ones included, while others come and go.</summary>
    public IEnumerable<IKnownObject> All(ClusterKind kind) => _objects[(int)kind].Values;

    /// <summary>An object, also a deleted one; null when it is not known.</summary>
    public IKnownObject? Get(ClusterKind kind, ObjectUid uid) => _objects[(int)kind].GetValueOrDefault(uid);

    /// <summary>Sets an object in place of the one that had its uid.</summary>
    public void Set(ClusterKind kind, IKnownObject now)
    {
        var before = Get(kind, now.Uid);
        _objects[(int)kind][now.Uid] = now;
        switch (now)
        {
            case KnownPod pod:
                Pods.Add(pod);
                break;
            case KnownNode node:
                if (before is KnownNode other && other.Fact.Name != node.Fact.Name)
                {
                    _nodes.TryRemove(new(other.Fact.Name, other));
                }

                _nodes[node.Fact.Name] = node;
                break;
            case KnownNamespace space:
                _namespaces[space.Name] = space;
                break;
            case KnownOwner:
                Interlocked.Increment(ref _ownerChanges);
                break;
        }
    }

    /// <summary>Takes an object out; nothing happens when another one took its place.</summary>
    public void Remove(ClusterKind kind, IKnownObject gone)
    {
        if (!_objects[(int)kind].TryRemove(new(gone.Uid, gone)))
        {
            return;
        }

        Addresses.Forget(gone);
        switch (gone)
        {
            case KnownPod pod:
                Pods.Remove(pod);
                _recent.Forget(pod);
                break;
            case KnownNode node:
                _nodes.TryRemove(new(node.Fact.Name, node));
                break;
            case KnownNamespace space:
                _namespaces.TryRemove(new(space.Name, space)); // one made anew under the name stays
                break;
            case KnownOwner:
                Interlocked.Increment(ref _ownerChanges);
                break;
        }
    }

    /// <summary>The pod of a container, by what is known of its id.</summary>
    public PodFact? FindContainer(in PodQuery query) => Pods.Find(query, known) is { } container ? Fact(container.Pod, container) : null;

    /// <summary>A pod by its uid.</summary>
    public PodFact? FindUid(string uid) => Get(ClusterKind.Pod, ObjectUid.Of(uid)) is KnownPod pod && known.Knows(pod) ? Fact(pod, null) : null;

    /// <summary>The pod that had a name at a time.</summary>
    public PodFact? FindName(string podNamespace, string name, EventTime time) =>
        Pods.Find(podNamespace, name, time, known) is { } pod ? Fact(pod, null) : null;

    /// <summary>Who had an address at a time.</summary>
    public EndpointFact? FindAddress(IPAddress address, EventTime time) =>
        AddressKey.TryOf(address, out var key) && Addresses.Find(key, time, known) is { } holder ? Endpoint(holder) : null;

    /// <summary>A node by its name.</summary>
    public NodeFact? FindNode(string node) => _nodes.TryGetValue(node, out var found) && known.Knows(found) ? found.Fact : null;

    /// <summary>The labels of a namespace; null when it is not known.</summary>
    public IReadOnlyDictionary<string, string>? FindNamespace(string name) =>
        _namespaces.TryGetValue(name, out var found) && known.Knows(found) ? found.Labels : null;

    private PodFact Fact(KnownPod pod, PodContainer? container)
    {
        var (state, changes) = (pod.State, Volatile.Read(ref _ownerChanges));
        return _recent.Find(pod, state, container, changes)
            ?? _recent.Keep(pod, state, container, changes, PodFacts.Of(pod, state, container, Owner(state)));
    }

    private EndpointFact Endpoint(IKnownObject holder)
    {
        if (holder is not KnownPod pod)
        {
            return holder is KnownNode node ? node.Endpoint : ((KnownService)holder).Fact;
        }

        var state = pod.State;
        var workload = Workloads.Of(pod, state, Owner(state));
        return new("pod", pod.Name) { Namespace = pod.Namespace, WorkloadKind = workload.Kind, WorkloadName = workload.Name };
    }

    private KnownOwner? Owner(PodState state) => state.Owner switch
    {
        { Kind: "ReplicaSet", Uid: var uid } => (KnownOwner?)Get(ClusterKind.ReplicaSet, uid),
        { Kind: "Job", Uid: var uid } => (KnownOwner?)Get(ClusterKind.Job, uid),
        _ => null,
    };
}
