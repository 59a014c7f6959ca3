using System.Runtime.CompilerServices;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>Puts together what documents need of a pod.</summary>
internal static class PodFacts
{
    /// <summary>A pod's facts, with those of its container when one was asked for.</summary>
    public static PodFact Of(KnownPod pod, PodState state, PodContainer? container, KnownOwner? owner)
    {
        var workload = Workloads.Of(pod, state, owner);
        return new()
        {
            Namespace = pod.Namespace,
            Name = pod.Name,
            Uid = pod.Uid.ToString(),
            Ip = state.Ips.Length > 0 ? state.Ips[0].ToString() : null,
            WorkloadKind = workload.Kind,
            WorkloadName = workload.Name,
            ServiceAccount = state.ServiceAccount,
            Labels = state.Labels,
            Annotations = state.Annotations,
            Container = container is null ? null : container.Shape with { Id = container.Id.ToString() },
        };
    }
}

/// <summary>
/// The facts of pods that were looked up lately, so that a pod of many events is put together once. Holds a fixed number: the
/// latest in each place. Thread-safe without locks.
/// </summary>
internal sealed class RecentPods
{
    private const int Places = 4_096; // a power of two

    private readonly Recent?[] _recent = new Recent?[Places];

    /// <summary>What was kept, if nothing of it has changed.</summary>
    public PodFact? Find(KnownPod pod, PodState state, PodContainer? container, int ownerChanges) =>
        Volatile.Read(ref _recent[Place(pod, container)]) is { } recent && ReferenceEquals(recent.State, state)
        && ReferenceEquals(recent.Container, container) && ReferenceEquals(recent.Shape, container?.Shape)
        && (recent.OwnerChanges == ownerChanges || state.Owner is null)
            ? recent.Fact
            : null;

    /// <summary>Keeps what was put together.</summary>
    public PodFact Keep(KnownPod pod, PodState state, PodContainer? container, int ownerChanges, PodFact fact)
    {
        Volatile.Write(ref _recent[Place(pod, container)], new(pod, state, container, container?.Shape, ownerChanges, fact));
        return fact;
    }

    /// <summary>Lets go of a pod that nobody remembers any more.</summary>
    public void Forget(KnownPod pod)
    {
        Clear(pod, null);
        foreach (var container in pod.State.Containers)
        {
            Clear(pod, container);
        }
    }

    private void Clear(KnownPod pod, PodContainer? container)
    {
        ref var place = ref _recent[Place(pod, container)];
        if (ReferenceEquals(Volatile.Read(ref place)?.Pod, pod))
        {
            Volatile.Write(ref place, null);
        }
    }

    private static int Place(KnownPod pod, PodContainer? container) =>
        ((RuntimeHelpers.GetHashCode(pod) * 31) + (container is null ? 0 : RuntimeHelpers.GetHashCode(container))) & (Places - 1);

    private sealed record Recent(
        KnownPod Pod, PodState State, PodContainer? Container, ContainerFact? Shape, int OwnerChanges, PodFact Fact);
}
