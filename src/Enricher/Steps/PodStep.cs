using Eyrie.Enricher.Pods;
using Eyrie.Enricher.State;

namespace Eyrie.Enricher.Steps;

/// <summary>Says which pod and container an event is about: the event's own word first, the source and earlier events complete it.</summary>
internal sealed class PodStep(IPodSource source) : IEnrichmentStep
{
    private const string FromEvent = "event";

    public Enrichment Apply(Observation observation, Enrichment enrichment, PartitionState state)
    {
        var (pod, container) = (observation.Pod, observation.Container);
        var containerId = container?.Id ?? ProcessContainer(observation, enrichment);
        if (pod is null && containerId is null)
        {
            return enrichment;
        }

        var earlier = state.Node(observation.Node).Containers.Find(containerId);
        var found = source.Find(new()
        {
            ContainerId = containerId,
            Uid = pod?.Uid,
            Namespace = pod?.Namespace,
            Name = pod?.Name,
            Cluster = observation.Cluster,
            Time = observation.Time,
        });
        pod = Complete(Complete(pod, earlier?.Pod), found);
        container = Complete(Complete(Complete(container, earlier?.Container), pod?.Container), found?.Container);
        return enrichment with
        {
            Pod = pod,
            PodSource = pod is null ? null : found is null ? FromEvent : source.Name,
            Container = container ?? (containerId is null ? null : new() { Id = containerId }),
        };
    }

    // A sensor that says 'host' says so: Tetragon takes a container's id from any cgroup that looks like one.
    private static string? ProcessContainer(Observation observation, Enrichment enrichment) =>
        observation.Kind is ObservationKind.Detection ? HostTold(observation) ? null : enrichment.Process?.ContainerId
        : observation.Process?.ContainerId;

    private static bool HostTold(Observation observation)
    {
        for (var i = 0; i < observation.Fields.Count; i++)
        {
            if (observation.Fields[i] is { Key: "container.id", Value: "host" })
            {
                return true;
            }
        }

        return false;
    }

    // A pod of the same name but another uid is another pod: a StatefulSet's comes back under its name.
    private static PodFact? Complete(PodFact? pod, PodFact? other)
    {
        if (pod is null || other is null || (pod.Uid is not null && other.Uid is not null && pod.Uid != other.Uid))
        {
            return pod ?? other;
        }

        return pod with
        {
            Namespace = pod.Namespace ?? other.Namespace,
            Name = pod.Name ?? other.Name,
            Uid = pod.Uid ?? other.Uid,
            Ip = pod.Ip ?? other.Ip,
            WorkloadKind = other.WorkloadKind ?? pod.WorkloadKind,
            WorkloadName = other.WorkloadName ?? pod.WorkloadName,
            ServiceAccount = pod.ServiceAccount ?? other.ServiceAccount,
            Labels = pod.Labels.Count > 0 ? pod.Labels : other.Labels,
            Annotations = pod.Annotations.Count > 0 ? pod.Annotations : other.Annotations,
            Container = pod.Container ?? other.Container,
        };
    }

    private static ContainerFact? Complete(ContainerFact? container, ContainerFact? other) => container is null || other is null
        ? container ?? other
        : container with
        {
            Id = other.Id?.Length > container.Id?.Length ? other.Id : container.Id ?? other.Id,
            Name = container.Name ?? other.Name,
            Runtime = container.Runtime ?? other.Runtime,
            ImageName = container.ImageName ?? other.ImageName,
            ImageTag = container.ImageTag ?? other.ImageTag,
            ImageHash = container.ImageHash ?? other.ImageHash,
            Privileged = container.Privileged ?? other.Privileged,
        };
}
