using System.Globalization;
using Eyrie.Contracts;
using Eyrie.Enricher;
using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Benchmarks;

/// <summary>A cluster as they are: ten replicas a ReplicaSet, two containers and eight labels a pod, a hundred namespaces.</summary>
internal static class ManyPods
{
    private const int Replicas = 10;
    private const int Namespaces = 100;
    private const int PodsOfANode = 50;

    /// <summary>A pod by its number. All texts are new ones, as a reader of JSON makes them; the generation says how often it was replaced.</summary>
    public static PodObject Pod(int number, int generation = 0)
    {
        var app = number / Replicas;
        return new(Uid(number, generation), Namespace(app), Name(number, generation))
        {
            ResourceVersion = Text($"{number + 1_000_000}"),
            Node = Text($"ip-10-{number / PodsOfANode / 200}-{number / PodsOfANode % 200}-1.eu-west-1.compute.internal"),
            Ips = [Ip(number)],
            ServiceAccount = Text($"service-{app}"),
            Owner = new("ReplicaSet", Text($"service-{app}-6d4b75cb6d"), OwnerUid(app)),
            Created = EventTime.From(DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(number + generation)),
            Labels = Labels(app),
            Containers = [Container(number, generation, 0, app), Container(number, generation, 1, app)],
        };
    }

    public static OwnerObject ReplicaSet(int app) => new(ClusterKind.ReplicaSet, OwnerUid(app), Namespace(app), Text($"service-{app}-6d4b75cb6d"))
    {
        Owner = new("Deployment", Text($"service-{app}"), Text($"{app:x8}-1111-4000-8000-000000000002")),
    };

    public static string Uid(int number, int generation = 0) => Text($"{number:x8}-{generation:x4}-4000-8000-000000000000");

    public static string Name(int number, int generation = 0) => Text($"service-{number / Replicas}-6d4b75cb6d-{number % 100_000:d5}{generation}");

    public static string Namespace(int app) => Text($"team-{app % Namespaces}");

    public static string NamespaceOf(int number) => Namespace(number / Replicas);

    public static string ContainerId(int number, int generation, int container) =>
        Text($"{((uint)((number * 2) + container) * 2654435761u) ^ (uint)(generation * 7919):x8}{number:x8}{generation:x8}{container:x8}{number * 31L:x32}");

    public static string Ip(int number) => Text($"10.{number >> 16}.{(number >> 8) & 255}.{number & 255}");

    private static string OwnerUid(int app) => Text($"{app:x8}-1111-4000-8000-000000000001");

    private static Dictionary<string, string> Labels(int app) => new()
    {
        [Text($"app.kubernetes.io/name")] = Text($"service-{app}"),
        [Text($"app.kubernetes.io/instance")] = Text($"service-{app}-production"),
        [Text($"app.kubernetes.io/version")] = Text($"1.{app % 40}.{app % 7}"),
        [Text($"app.kubernetes.io/component")] = Text($"backend"),
        [Text($"app.kubernetes.io/part-of")] = Text($"product-{app % 50}"),
        [Text($"app.kubernetes.io/managed-by")] = Text($"Helm"),
        [Text($"team")] = Text($"team-{app % Namespaces}"),
        [Text($"environment")] = Text($"production"),
    };

    private static ContainerFact Container(int number, int generation, int container, int app) => new()
    {
        Id = ContainerId(number, generation, container),
        Name = container == 0 ? Text($"service-{app}") : Text($"istio-proxy"),
        Runtime = Text($"containerd"),
        ImageName = container == 0 ? Text($"registry.example.com/team-{app % Namespaces}/service-{app}") : Text($"docker.io/istio/proxyv2"),
        ImageTag = Text($"1.{app % 40}.{app % 7}"),
        ImageHash = Text($"sha256:{app * 7919L:x64}"),
        Privileged = false,
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
