using System.Collections.Concurrent;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>Pods by container id and by name. One writes, several read.</summary>
internal sealed class PodTable
{
    private readonly ConcurrentDictionary<ulong, PodContainer> _byContainer = new();
    private readonly ConcurrentDictionary<(string Namespace, string Name), KnownPod> _byName = new();

    /// <summary>Adds a pod: among those of its name the latest comes first.</summary>
    public void Add(KnownPod pod)
    {
        var key = (pod.Namespace, pod.Name);
        KnownPod? newer = null;
        var older = _byName.GetValueOrDefault(key);
        while (older is not null && older.Created > pod.Created)
        {
            (newer, older) = (older, older.Older);
        }

        pod.Older = older;
        if (newer is null)
        {
            _byName[key] = pod;
        }
        else
        {
            newer.Older = pod;
        }
    }

    /// <summary>Adds a container.</summary>
    public void Add(PodContainer container)
    {
        if (ContainerId.TryKey(container.Id.ToString(), out var key))
        {
            container.Next = _byContainer.GetValueOrDefault(key);
            _byContainer[key] = container;
        }
    }

    /// <summary>Takes out a pod with its containers.</summary>
    public void Remove(KnownPod pod)
    {
        var key = (pod.Namespace, pod.Name);
        if (_byName.GetValueOrDefault(key) is { } first)
        {
            if (ReferenceEquals(first, pod))
            {
                Set(_byName, key, pod.Older);
            }

            for (var other = first; other is not null; other = other.Older)
            {
                if (ReferenceEquals(other.Older, pod))
                {
                    other.Older = pod.Older;
                }
            }
        }

        foreach (var container in pod.State.Containers)
        {
            Remove(container);
        }
    }

    /// <summary>Takes out a container.</summary>
    public void Remove(PodContainer container)
    {
        if (!ContainerId.TryKey(container.Id.ToString(), out var key) || !_byContainer.TryGetValue(key, out var first))
        {
            return;
        }

        if (ReferenceEquals(first, container))
        {
            Set(_byContainer, key, container.Next);
        }

        for (var other = first; other is not null; other = other.Next)
        {
            if (ReferenceEquals(other.Next, container))
            {
                other.Next = container.Next;
            }
        }
    }

    /// <summary>
    /// The container whose id is or begins with what was asked. Where several do, the one whose pod the event names; null when
    /// that does not tell them apart: no name is better than a wrong one.
    /// </summary>
    public PodContainer? Find(in PodQuery query, KnownSince known)
    {
        if (query.ContainerId is not { } id || !ContainerId.TryKey(id, out var key))
        {
            return null;
        }

        PodContainer? found = null, named = null;
        var (fitting, fittingNamed) = (0, 0);
        for (var container = _byContainer.GetValueOrDefault(key); container is not null; container = container.Next)
        {
            if (!known.Knows(container.Pod) || !container.Id.Fits(id))
            {
                continue;
            }

            (found, fitting) = (container, fitting + 1);
            if (IsNamed(container.Pod, query))
            {
                (named, fittingNamed) = (container, fittingNamed + 1);
            }
        }

        return fitting == 1 ? found : fittingNamed == 1 ? named : null;
    }

    /// <summary>Of the pods of a name the last that began before the time; the first one, when all began later by what the clocks say.</summary>
    public KnownPod? Find(string podNamespace, string name, EventTime time, KnownSince known)
    {
        KnownPod? first = null;
        for (var pod = _byName.GetValueOrDefault((podNamespace, name)); pod is not null; pod = pod.Older)
        {
            if (!known.Knows(pod))
            {
                continue;
            }

            if (time == default || pod.Created <= time)
            {
                return pod;
            }

            first = pod;
        }

        return first;
    }

    private static bool IsNamed(KnownPod pod, in PodQuery query) =>
        query.Uid is { } uid ? pod.Uid == ObjectUid.Of(uid) : query.Name == pod.Name && query.Namespace == pod.Namespace;

    private static void Set<TKey, TValue>(ConcurrentDictionary<TKey, TValue> table, TKey key, TValue? value)
        where TKey : notnull
        where TValue : class
    {
        if (value is null)
        {
            table.TryRemove(key, out _);
        }
        else
        {
            table[key] = value;
        }
    }
}

/// <summary>Tells whether a deleted object is still remembered.</summary>
internal readonly struct KnownSince(TimeProvider time, TimeSpan memory)
{
    /// <summary>It is there, or has not been gone for longer than the memory.</summary>
    public bool Knows(IKnownObject found) => found.Gone is var gone && (gone == default || EventTime.From(time.GetUtcNow()) - gone <= memory);
}
