using System.Net;
using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Enricher.Tests.Documents;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Enricher.Tests.Pods;

public sealed class PodStepTests
{
    private const string ContainerId = "0123456789abcdef0123456789abcde";

    [Fact]
    public void Lets_the_event_say_who_it_is_and_the_source_complete_it()
    {
        var pods = new PodIndex([(new() { Namespace = "shop", Name = "web-1", Uid = "u", WorkloadKind = "Deployment", WorkloadName = "web" },
            [new() { Id = ContainerId, Name = "nginx", Privileged = true }])]);
        var alert = An.Alert(1, null) with
        {
            Process = null,
            Pod = new() { Namespace = "shop", Name = "web-1", Ip = "10.0.0.7" },
            Container = new() { Id = ContainerId[..12], ImageName = "nginx" },
        };

        var found = Assert.Single(An.Pipeline(pods: new FixedPods(pods)).Read(An.State(), alert)).Enrichment;

        Assert.Equal(("u", "10.0.0.7", "web", "file"), (found.Pod!.Uid, found.Pod.Ip, found.Pod.WorkloadName, found.PodSource));
        Assert.Equal(
            new ContainerFact { Id = ContainerId, Name = "nginx", ImageName = "nginx", Privileged = true }, found.Container);
    }

    [Fact]
    public void Does_not_mix_a_pod_with_its_successor_of_the_same_name()
    {
        var pods = new PodIndex([(new() { Namespace = "shop", Name = "db-0", Uid = "new", Ip = "10.0.0.9" }, [])]);
        var alert = An.Alert(1, null) with { Process = null, Pod = new() { Namespace = "shop", Name = "db-0", Uid = "old" } };

        var found = Assert.Single(An.Pipeline(pods: new FixedPods(pods)).Read(An.State(), alert)).Enrichment;

        Assert.Equal(("old", null), (found.Pod!.Uid, found.Pod.Ip));
    }

    [Fact]
    public void Knows_from_tetragons_events_which_pod_a_falco_alerts_container_belongs_to()
    {
        var (pipeline, state) = (An.Pipeline(), An.State());
        pipeline.Read(state, An.Exec(An.Image(1, 7, "/bin/sh", container: ContainerId)) with
        {
            Pod = new() { Namespace = "shop", Name = "web-1", Uid = "u" },
            Container = new() { Id = ContainerId, Name = "nginx" },
        });

        var alert = An.Alert(2, 7, "sh") with { Container = new() { Id = ContainerId[..12] } };
        var found = Assert.Single(pipeline.Read(state, alert)).Enrichment;

        Assert.Equal(("web-1", "event", "nginx"), (found.Pod!.Name, found.PodSource, found.Container!.Name));
        Assert.Equal(ContainerId[..12], found.Incident!.Subject);
    }

    [Fact]
    public void Believes_falco_that_it_is_the_host()
    {
        var (pipeline, state) = (An.Pipeline(), An.State());
        pipeline.Read(state, An.Exec(An.Image(1, 7, "/bin/sh", container: ContainerId)));

        var alert = An.Alert(2, 7, "sh") with { Fields = [new("container.id", "host")] };

        Assert.Null(Assert.Single(pipeline.Read(state, alert)).Enrichment.Container);
    }

    [Fact]
    public void Names_the_node_and_both_ends_of_a_connection_as_the_cluster_knows_them_at_that_time()
    {
        var catalog = new ClusterCatalog(TimeSpan.FromMinutes(10), new FakeTimeProvider(An.Boot.ToDateTimeOffset().AddHours(1)));
        var cluster = catalog.Of("");
        cluster.Put(new NodeObject("n", new(An.Node) { Zone = "eu-west-1a", InstanceType = "m6i.large" }));
        cluster.Put(new PodObject("u", "shop", "web-1") { Ips = ["10.0.0.7"], Owner = new("StatefulSet", "web", "o"), Created = An.At(-5_000) });
        cluster.Put(new ServiceObject("s", "shop", "checkout") { Ips = ["10.96.0.10"] });
        var alert = An.Alert(1, null) with
        {
            Process = null,
            Network = new() { SourceAddress = IPAddress.Parse("10.0.0.7"), DestinationAddress = IPAddress.Parse("10.96.0.10") },
        };

        var found = Assert.Single(An.Pipeline(pods: catalog).Read(An.State(), alert)).Enrichment;

        Assert.Equal("eu-west-1a", found.Node!.Zone);
        Assert.Equal(new("pod", "web-1") { Namespace = "shop", WorkloadKind = "StatefulSet", WorkloadName = "web" }, found.Source);
        Assert.Equal(new("service", "checkout") { Namespace = "shop" }, found.Destination);
        Assert.Null(found.PodSource);
        using var json = JsonDocument.Parse(SampleDocuments.Write(alert, found));
        Assert.Empty(FieldCheck.Problems(json.RootElement));
        Assert.Equal("checkout", json.RootElement.GetProperty("eyrie").GetProperty("destination").GetProperty("name").GetString());
        Assert.Equal("eu-west-1a", json.RootElement.GetProperty("cloud").GetProperty("availability_zone").GetString());
    }

    [Theory]
    [InlineData(true, true, "watch")]
    [InlineData(false, true, "event")]
    [InlineData(false, false, "none")]
    public void Says_where_the_pods_facts_are_from(bool isKnown, bool isTold, string source)
    {
        var catalog = new ClusterCatalog(TimeSpan.FromMinutes(10), new FakeTimeProvider());
        if (isKnown)
        {
            catalog.Of("").Put(new PodObject("u", "shop", "web-1") { Containers = [new() { Id = ContainerId }] });
        }

        var alert = An.Alert(1, null) with
        {
            Process = null,
            Container = new() { Id = ContainerId[..12] },
            Pod = isTold ? new() { Namespace = "shop", Name = "web-1" } : null,
        };

        Assert.Equal(source, Assert.Single(An.Pipeline(pods: catalog).Read(An.State(), alert)).Enrichment.PodSource);
    }

    [Fact]
    public void Says_nothing_of_pods_on_the_host() =>
        Assert.Null(Assert.Single(An.Pipeline().Read(An.State(), An.Alert(1, null) with { Process = null })).Enrichment.PodSource);

    [Fact]
    public void Takes_a_static_pods_uid_from_the_api_server_where_the_runtime_has_a_hash()
    {
        var catalog = new ClusterCatalog(TimeSpan.FromMinutes(10), new FakeTimeProvider());
        catalog.Of("").Put(new PodObject("11111111-2222-3333-4444-555555555555", "kube-system", "etcd-node-1")
        {
            Node = "node-1",
            Owner = new("Node", "node-1", "n"),
            Containers = [new() { Id = ContainerId }],
        });
        var alert = An.Alert(1, null) with
        {
            Process = null,
            Container = new() { Id = ContainerId[..12] },
            Pod = new() { Namespace = "kube-system", Name = "etcd-node-1", Uid = "0123456789abcdef0123456789abcdef" },
        };

        var found = Assert.Single(An.Pipeline(pods: catalog).Read(An.State(), alert)).Enrichment;

        Assert.Equal(("11111111-2222-3333-4444-555555555555", "etcd", "watch"), (found.Pod!.Uid, found.Pod.WorkloadName, found.PodSource));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // a call of the API names a namespace without a pod
    public void Tells_the_labels_of_the_namespace(bool pod)
    {
        var catalog = new ClusterCatalog(TimeSpan.FromMinutes(10), new FakeTimeProvider());
        catalog.Of("").Put(new NamespaceObject("n1", "shop") { Labels = new Dictionary<string, string> { ["team.example.com/name"] = "checkout" } });
        var alert = An.Alert(1, null) with
        {
            Process = null,
            Pod = pod ? new() { Namespace = "shop", Name = "web-1" } : null,
            Resource = pod ? null : new() { Type = "secrets", Name = "db", Namespace = "shop" },
        };

        var enriched = Assert.Single(An.Pipeline(pods: catalog).Read(An.State(), alert));

        using var json = JsonDocument.Parse(SampleDocuments.Write(enriched.Observation, enriched.Enrichment));
        Assert.Equal("""{"team_example_com/name":"checkout"}""", json.RootElement.GetProperty("kubernetes").GetProperty("namespace_labels").GetRawText());
        Assert.Equal("checkout", AlertCodec.Read(SampleDocuments.Write(enriched.Observation, enriched.Enrichment)).NamespaceLabels["team_example_com/name"]);
        Assert.Empty(FieldCheck.Problems(json.RootElement));
    }

    private sealed class FixedPods(PodIndex pods) : IPodSource
    {
        public string Name => "file";

        public PodFact? Find(in PodQuery query) => pods.Find(query);

        public EndpointFact? FindAddress(string? cluster, IPAddress address, EventTime time) => pods.FindAddress(address);

        public NodeFact? FindNode(string? cluster, string node) => null;

        public IReadOnlyDictionary<string, string>? FindNamespace(string? cluster, string name) => pods.FindNamespace(name);
    }
}
