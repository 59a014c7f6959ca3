using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes where it happened: <c>container</c>, <c>orchestrator</c>, <c>kubernetes</c>, <c>cloud</c>, <c>service</c>.</summary>
internal static class PlaceSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, Observation observation, in Place place)
    {
        HostSection.Write(ecs, guard, observation, place.Node);
        ecs.Open("service");
        ecs.Write("name", guard.Clean(place.Service));
        ecs.Close();
        if (observation.Cloud is { } cloud)
        {
            CallSection.WriteCloud(ecs, guard, cloud);
        }
        else
        {
            CloudMachine.Write(ecs, guard, place.Node);
        }

        WriteContainer(ecs, guard, place.Container);
        WriteOrchestrator(ecs, guard, observation, place.Pod);
        WriteKubernetes(ecs, guard, observation, place);
    }

    private static void WriteContainer(EcsWriter ecs, TextGuard guard, ContainerFact? container)
    {
        if (container is null)
        {
            return;
        }

        ecs.Open("container");
        ecs.Write("id", guard.Clean(container.Id));
        ecs.Write("name", guard.Clean(container.Name));
        ecs.Write("runtime", guard.Clean(container.Runtime));
        ecs.Open("image");
        ecs.Write("name", guard.Clean(container.ImageName));
        ecs.WriteOne("tag", guard.Clean(container.ImageTag));
        ecs.Open("hash");
        ecs.WriteOne("all", guard.Clean(container.ImageHash));
        ecs.Close();
        ecs.Close();
        ecs.Open("security_context");
        ecs.Write("privileged", container.Privileged);
        ecs.Close();
        ecs.Close();
    }

    private static void WriteOrchestrator(EcsWriter ecs, TextGuard guard, Observation observation, PodFact? pod)
    {
        var resource = observation.Resource;
        ecs.Open("orchestrator");
        ecs.Write("type", pod is not null || observation.Resource is not null || observation.Provider is "k8s_audit" ? "kubernetes" : null);
        ecs.Open("cluster");
        ecs.Write("name", guard.Clean(observation.Cluster));
        ecs.Close();
        ecs.Write("api_version", guard.Clean(observation.Call?.Version));
        ecs.Write("namespace", guard.Clean(pod?.Namespace ?? resource?.Namespace));
        ecs.Open("resource");
        ecs.Write("type", resource is not null ? guard.Clean(resource.Type) : pod is null ? null : "pod");
        ecs.Write("name", guard.Clean(resource is not null ? resource.Name : pod?.Name));
        ecs.Write("id", guard.Clean(pod?.Uid));
        ecs.WriteOne("ip", Addresses.Text(pod?.Ip));
        ecs.Open("parent");
        ecs.Write("type", pod?.WorkloadKind is "Pod" ? null : guard.Clean(pod?.WorkloadKind)); // a pod that nobody owns
        ecs.Close();
        ecs.Close();
        ecs.Close();
    }

    private static void WriteKubernetes(EcsWriter ecs, TextGuard guard, Observation observation, in Place place)
    {
        if (place is { Pod: null, Node: null, NamespaceLabels: null })
        {
            return;
        }

        ecs.Open("kubernetes");
        ecs.Write("namespace", guard.Clean(place.Pod?.Namespace));
        ecs.Open("pod");
        ecs.Write("name", guard.Clean(place.Pod?.Name));
        ecs.Write("uid", guard.Clean(place.Pod?.Uid));
        ecs.Write("ip", Addresses.Text(place.Pod?.Ip));
        ecs.Close();
        ecs.Open("node");
        var isHere = observation.Resource is null; // what the API is called for happens elsewhere than where its audit log is read
        ecs.Write("name", isHere ? guard.Clean(observation.Node) : null);
        if (isHere && place.Node is { } node)
        {
            FlatMaps.WriteLabels(ecs, guard, "labels", node.Labels);
        }

        ecs.Close();
        if (place.Pod is { } pod)
        {
            WriteParts(ecs, guard, pod, place.Container);
        }

        if (place.NamespaceLabels is { } labels)
        {
            FlatMaps.WriteLabels(ecs, guard, "namespace_labels", labels);
        }

        ecs.Close();
    }

    private static void WriteParts(EcsWriter ecs, TextGuard guard, PodFact pod, ContainerFact? container)
    {
        ecs.Open("container");
        ecs.Write("name", guard.Clean(container?.Name));
        ecs.Close();
        ecs.Open("service_account");
        ecs.Write("name", guard.Clean(pod.ServiceAccount));
        ecs.Close();
        if (Owner(pod.WorkloadKind) is { } owner)
        {
            ecs.Open(owner);
            ecs.Write("name", guard.Clean(pod.WorkloadName));
            ecs.Close();
        }

        FlatMaps.WriteLabels(ecs, guard, "labels", pod.Labels);
        FlatMaps.WriteLabels(ecs, guard, "annotations", pod.Annotations);
    }

    // Elastic Agent's name for the owner's kind; other kinds are in eyrie.workload.
    private static string? Owner(string? kind) => kind switch
    {
        "Deployment" => "deployment",
        "ReplicaSet" => "replicaset",
        "StatefulSet" => "statefulset",
        "DaemonSet" => "daemonset",
        "CronJob" => "cronjob",
        "Job" => "job",
        _ => null,
    };
}
