namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>Gives an object back as it came in, for the snapshot and the topic.</summary>
internal static class KnownWords
{
    /// <summary>The object of a kind.</summary>
    public static IClusterObject Of(ClusterKind kind, IKnownObject known) => known switch
    {
        KnownPod pod => Of(pod, pod.State),
        KnownService service => new ServiceObject(service.Uid.ToString(), service.Fact.Namespace ?? "", service.Fact.Name) { Ips = Ips(service.Claims) },
        KnownNode node => new NodeObject(node.Uid.ToString(), node.Fact) { Ips = Ips(node.Claims) },
        KnownNamespace space => new NamespaceObject(space.Uid.ToString(), space.Name) { Labels = space.Labels },
        KnownOwner owner => new OwnerObject(kind, owner.Uid.ToString(), owner.Namespace, owner.Name) { Owner = Of(owner.Owner) },
        _ => throw new ArgumentOutOfRangeException(nameof(known)),
    };

    private static PodObject Of(KnownPod pod, PodState state) => new(pod.Uid.ToString(), pod.Namespace, pod.Name)
    {
        Node = state.Node,
        Ips = [.. state.Ips.Select(static ip => ip.ToString())],
        HostNetwork = state.HostNetwork,
        ServiceAccount = state.ServiceAccount,
        Owner = Of(state.Owner),
        Created = pod.Created == default ? null : pod.Created,
        IsOver = state.IsOver,
        Labels = state.Labels,
        Annotations = state.Annotations,
        Containers = [.. state.Containers.Select(static container => container.Shape with { Id = container.Id.ToString() })],
    };

    private static OwnerReference? Of(SharedOwner? owner) => owner is null ? null : new(owner.Kind, owner.Name, owner.Uid.ToString());

    private static string[] Ips(Claim[] claims) => [.. claims.Select(static claim => claim.Address.ToString())];
}
