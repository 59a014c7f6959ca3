namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>Makes what is kept of a pod: little, and shared with others like it.</summary>
internal static class PodStates
{
    private const int MostAddresses = 32;
    private const int MostContainers = 64;

    // A container that crashes again and again has a new id each time.
    private const int MostEarlier = 32;

    /// <summary>The state of a pod as it was told, the ids of containers before a restart included.</summary>
    public static PodState Of(PodObject found, KnownPod pod, PodState? before, SharedFacts shared, PodTable pods) => new()
    {
        Node = shared.ShareOrNull(found.Node),
        ServiceAccount = shared.ShareOrNull(found.ServiceAccount),
        Owner = shared.Share(found.Owner),
        Labels = shared.Share(found.Labels),
        Annotations = shared.Share(found.Annotations),
        Ips = Keys(found.Ips),
        HostNetwork = found.HostNetwork,
        IsOver = found.IsOver,
        Containers = Containers(found, pod, before?.Containers ?? [], shared, pods),
    };

    /// <summary>Addresses that somebody may have; what is none is left out.</summary>
    public static AddressKey[] Keys(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return [];
        }

        var keys = new List<AddressKey>(texts.Count);
        for (var i = 0; i < texts.Count && keys.Count < MostAddresses; i++)
        {
            if (AddressKey.TryOf(texts[i], out var key) && !keys.Contains(key))
            {
                keys.Add(key);
            }
        }

        return [.. keys];
    }

    private static PodContainer[] Containers(PodObject found, KnownPod pod, PodContainer[] before, SharedFacts shared, PodTable pods)
    {
        if (found.Containers.Count == 0 && before.Length == 0)
        {
            return [];
        }

        var now = new List<PodContainer>(found.Containers.Count);
        foreach (var container in found.Containers)
        {
            if (container.Id is { Length: >= ContainerId.Shortest } id && now.Count < MostContainers && Find(now, id) is null)
            {
                now.Add(Container(id, container, pod, before, shared, pods));
            }
        }

        var current = now.Count;
        foreach (var earlier in before)
        {
            if (Find(now, earlier.Id.ToString()) is not null)
            {
                continue;
            }

            if (now.Count - current < MostEarlier)
            {
                now.Add(earlier);
            }
            else
            {
                pods.Remove(earlier);
            }
        }

        return [.. now];
    }

    private static PodContainer Container(
        string id, ContainerFact container, KnownPod pod, PodContainer[] before, SharedFacts shared, PodTable pods)
    {
        var shape = shared.Share(container);
        if (Find(before, id) is { } known)
        {
            known.Shape = shape;
            return known;
        }

        var added = new PodContainer(ContainerId.Of(id), pod, shape);
        pods.Add(added);
        return added;
    }

    private static PodContainer? Find(IReadOnlyList<PodContainer> containers, string id)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            if (containers[i].Id.IsWhole(id))
            {
                return containers[i];
            }
        }

        return null;
    }
}
