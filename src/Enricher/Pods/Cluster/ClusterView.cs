using Eyrie.Contracts;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>
/// What one cluster says of its objects, compact. Those who look (<see cref="Index"/>) never wait; writers, of whom there may be several,
/// have a lock of their own.
/// </summary>
/// <param name="name">The cluster's name; empty when it was not given one.</param>
/// <param name="deletedMemory">How long a deleted object is remembered for late alerts.</param>
/// <param name="time">The clock of that.</param>
internal sealed class ClusterView(string name, TimeSpan deletedMemory, TimeProvider time) : IClusterSink
{
    /// <summary>Most objects that are remembered, several times what Kubernetes is made for; more are counted and left out.</summary>
    public const int MostObjects = 1_000_000;

    private const int MostDeleted = 100_000;
    private static readonly ClusterKind[] Kinds = Enum.GetValues<ClusterKind>();

    private readonly Lock _writing = new();
    private readonly Queue<(IKnownObject Object, ClusterKind Kind, EventTime Gone)> _deleted = [];
    private readonly SharedFacts _shared = new();
    private readonly bool[] _inSync = new bool[Kinds.Length];
    private readonly int[] _counts = new int[Kinds.Length];
    private long _changes;
    private long _refused;

    public string Name => name;

    /// <summary>Where it is looked up.</summary>
    public ClusterIndex Index { get; } = new(new(time, deletedMemory), deletedMemory);

    /// <summary>Grows with everything that changes.</summary>
    public long Changes => Volatile.Read(ref _changes);

    /// <summary>How many objects were left out because there are too many.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>How many objects of a kind are there, deleted ones left out.</summary>
    public int Count(ClusterKind kind) => Volatile.Read(ref _counts[(int)kind]);

    /// <summary>A whole list of this kind was read: what is known of it is what there is.</summary>
    public bool IsInSync(ClusterKind kind) => Volatile.Read(ref _inSync[(int)kind]);

    /// <summary>All that is there, as it came in; what is deleted is left out.</summary>
    public IEnumerable<IClusterObject> Objects =>
        Kinds.SelectMany(kind => Index.All(kind).Where(static found => found.Gone == default).Select(found => KnownWords.Of(kind, found)));

    /// <summary>One object as it came in, also a deleted one; null when it is not known.</summary>
    public IClusterObject? Read(ClusterKind kind, ObjectUid uid) => Index.Get(kind, uid) is { } found ? KnownWords.Of(kind, found) : null;

    /// <summary>The uids of all that is there.</summary>
    public HashSet<ObjectUid> Uids(ClusterKind kind) => [.. Index.All(kind).Where(static found => found.Gone == default).Select(static found => found.Uid)];

    public void Put(IClusterObject found)
    {
        lock (_writing)
        {
            ForgetOld();
            Set(found);
        }
    }

    /// <summary>An object that is gone since a time, for who has not heard of it before.</summary>
    public void PutDeleted(IClusterObject last, EventTime gone)
    {
        lock (_writing)
        {
            ForgetOld();
            if (Index.Get(last.Kind, ObjectUid.Of(last.Uid)) is not { } known ? Now - gone <= deletedMemory : known.Gone == default)
            {
                Set(last);
            }
        }

        Delete(last.Kind, last.Uid, gone);
    }

    public void Delete(ClusterKind kind, string uid) => Delete(kind, uid, Now);

    /// <summary>An object is gone since a time.</summary>
    public void Delete(ClusterKind kind, string uid, EventTime gone)
    {
        lock (_writing)
        {
            ForgetOld();
            if (Index.Get(kind, ObjectUid.Of(uid)) is { } known && known.Gone == default)
            {
                SetGone(known, kind, gone);
            }
        }
    }

    /// <summary>Forgets an object at once.</summary>
    public void Drop(ClusterKind kind, string uid)
    {
        lock (_writing)
        {
            if (Index.Get(kind, ObjectUid.Of(uid)) is { } known)
            {
                _counts[(int)kind] -= known.Gone == default ? 1 : 0;
                Index.Remove(kind, known);
                Changed();
            }
        }
    }

    public void Listed(ClusterKind kind, IReadOnlySet<string> uids)
    {
        lock (_writing)
        {
            ForgetOld();
            var missing = Uids(kind);
            missing.ExceptWith(uids.Select(ObjectUid.Of));
            foreach (var uid in missing)
            {
                SetGone(Index.Get(kind, uid)!, kind, Now, isGuess: true);
            }

            Volatile.Write(ref _inSync[(int)kind], true);
        }
    }

    /// <summary>Takes in what was known before a restart: nothing of a kind whose list was read since, nothing that is known better.</summary>
    public void Restore(IClusterObject before)
    {
        lock (_writing)
        {
            if (!IsInSync(before.Kind) && Index.Get(before.Kind, ObjectUid.Of(before.Uid)) is null)
            {
                Set(before);
            }
        }
    }

    private EventTime Now => EventTime.From(time.GetUtcNow());

    private void Set(IClusterObject found)
    {
        var uid = ObjectUid.Of(found.Uid);
        var before = Index.Get(found.Kind, uid);
        if (before is null && _counts.Sum() >= MostObjects)
        {
            Volatile.Write(ref _refused, _refused + 1);
            return;
        }

        _counts[(int)found.Kind] += before is null || before.Gone != default ? 1 : 0;
        Changed();
        switch (found)
        {
            case PodObject pod:
                SetPod(pod, uid, before as KnownPod);
                break;
            case ServiceObject service:
                var endpoint = new EndpointFact("service", service.Name) { Namespace = _shared.Share(service.Namespace) };
                Replace(before, new KnownService(uid, endpoint), ClusterKind.Service, service.Ips);
                break;
            case NodeObject node:
                var fact = node.Fact with { Labels = _shared.Share(node.Fact.Labels) };
                Replace(before, new KnownNode(uid, fact), ClusterKind.Node, node.Ips);
                break;
            case NamespaceObject space:
                Index.Set(ClusterKind.Namespace, new KnownNamespace(uid, _shared.Share(space.Name), _shared.Share(space.Labels)));
                break;
            case OwnerObject owner:
                Index.Set(owner.Kind, new KnownOwner(uid, _shared.Share(owner.Namespace), owner.Name, _shared.Share(owner.Owner)));
                break;
        }
    }

    private void SetPod(PodObject found, ObjectUid uid, KnownPod? pod)
    {
        if (pod is not null && (pod.Name != found.Name || pod.Namespace != found.Namespace))
        {
            Index.Remove(ClusterKind.Pod, pod); // no server does that
            pod = null;
        }

        var isNew = pod is null;
        pod ??= new(uid, _shared.Share(found.Namespace), found.Name, found.Created ?? default);
        pod.State = PodStates.Of(found, pod, isNew ? null : pod.State, _shared, Index.Pods);
        pod.Gone = default;
        if (isNew)
        {
            Index.Set(ClusterKind.Pod, pod);
        }

        // A pod in the host's network has the node's addresses, and one that is over has none any more.
        Index.Addresses.Hold(pod, found.HostNetwork || found.IsOver ? [] : pod.State.Ips, Now);
    }

    // A changed service or node is a new object: what the one before had is its own no longer.
    private void Replace(IKnownObject? before, IKnownObject now, ClusterKind kind, IReadOnlyList<string> ips)
    {
        Index.Set(kind, now);
        Index.Addresses.Hold(now, PodStates.Keys(ips), Now);
        if (before is not null)
        {
            Index.Addresses.Forget(before);
        }
    }

    private void SetGone(IKnownObject known, ClusterKind kind, EventTime gone, bool isGuess = false)
    {
        known.Gone = gone == default ? Now : gone;
        _counts[(int)kind]--;
        Index.Addresses.Hold(known, [], known.Gone, isGuess);
        _deleted.Enqueue((known, kind, known.Gone));
        Changed();
        ForgetOld();
    }

    private void ForgetOld()
    {
        var now = Now;
        while (_deleted.TryPeek(out var oldest) && (_deleted.Count > MostDeleted || now - oldest.Gone > deletedMemory))
        {
            _deleted.Dequeue();
            if (oldest.Object.Gone == oldest.Gone) // else it came back
            {
                Index.Remove(oldest.Kind, oldest.Object);
            }
        }
    }

    private void Changed() => Volatile.Write(ref _changes, _changes + 1);
}
