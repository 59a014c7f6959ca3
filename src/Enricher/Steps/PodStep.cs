using System.Net;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.State;

namespace Eyrie.Enricher.Steps;

/// <summary>Says which pod and container an event is about: the event's own word first, the source and earlier events complete it.</summary>
internal sealed class PodStep(IPodSource source) : IEnrichmentStep
{
    private const string FromEvent = "event";
    private const string FromNobody = "none";
    private const int ConfigHash = 32;

    public Enrichment Apply(Observation observation, Enrichment enrichment, PartitionState state)
    {
        var (pod, container) = (observation.Pod, observation.Container);
        var containerId = container?.Id ?? ProcessContainer(observation, enrichment);
        if (pod is null && containerId is null)
        {
            return Placed(observation, enrichment, null, null, null);
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
        pod = Complete(pod, earlier?.Pod);
        found = AreOthers(pod, found) ? null : found;
        pod = Complete(pod, found);
        container = Complete(Complete(Complete(container, earlier?.Container), pod?.Container), found?.Container);
        return Placed(
            observation,
            enrichment,
            pod,
            pod is null ? FromNobody : found is null ? FromEvent : source.Name,
            container ?? (containerId is null ? null : new() { Id = containerId }));
    }

    private Enrichment Placed(Observation observation, Enrichment enrichment, PodFact? pod, string? podSource, ContainerFact? container)
    {
        var node = source.FindNode(observation.Cluster, observation.Node);
        var from = Endpoint(observation, observation.Network?.SourceAddress);
        var to = Endpoint(observation, observation.Network?.DestinationAddress);
        var labels = (pod?.Namespace ?? observation.Resource?.Namespace) is { } name ? source.FindNamespace(observation.Cluster, name) : null;
        return podSource is null && node is null && from is null && to is null && labels is null ? enrichment : enrichment with
        {
            Pod = pod,
            PodSource = podSource,
            Container = container,
            NamespaceLabels = labels,
            Node = node,
            Source = from,
            Destination = to,
        };
    }

    private EndpointFact? Endpoint(Observation observation, IPAddress? address) =>
        address is null ? null : source.FindAddress(observation.Cluster, address, observation.Time);

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
    private static bool AreOthers(PodFact? pod, PodFact? other) =>
        pod?.Uid is { } uid && other?.Uid is { } otherUid && uid != otherUid && !IsConfigHash(uid) && !IsConfigHash(otherUid);

    // The container's runtime has for a static pod, in place of the API server's uid, a hash of its file.
    private static bool IsConfigHash(string uid) => uid.Length == ConfigHash && !uid.Contains('-', StringComparison.Ordinal);

    private static PodFact? Complete(PodFact? pod, PodFact? other)
    {
        if (pod is null || other is null || AreOthers(pod, other))
        {
            return pod ?? other;
        }

        return pod with
        {
            Namespace = pod.Namespace ?? other.Namespace,
            Name = pod.Name ?? other.Name,
            Uid = pod.Uid is null || (IsConfigHash(pod.Uid) && other.Uid is not null) ? other.Uid : pod.Uid,
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
