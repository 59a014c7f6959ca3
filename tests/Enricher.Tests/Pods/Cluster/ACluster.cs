using System.Globalization;
using Eyrie.Contracts;
using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Tests.Pods.Cluster;

/// <summary>Objects of a cluster, made by hand.</summary>
internal static class ACluster
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    public static EventTime At(double seconds) => EventTime.From(Start.AddSeconds(seconds));

    public static string Uid(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:x8}-0000-4000-8000-000000000000");

    public static string ContainerId(int number) => string.Create(CultureInfo.InvariantCulture, $"{number:x12}{number * 7919L:x52}");

    public static PodObject Pod(int number, string name = "web-1", double created = 0, params string[] ips) => new(Uid(number), "shop", name)
    {
        Node = "node-1",
        Ips = ips,
        Created = At(created),
        ServiceAccount = "web",
        Containers = [Container(number)],
    };

    public static ContainerFact Container(int number, string name = "nginx") => new() { Id = ContainerId(number), Name = name, ImageName = "docker.io/nginx", ImageTag = "1.27", Runtime = "containerd" };

    public static OwnerObject ReplicaSet(int number, string name, OwnerReference? owner) => new(ClusterKind.ReplicaSet, Uid(number), "shop", name) { Owner = owner };
}
