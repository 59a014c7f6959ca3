using System.Net;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Pods.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Enricher.Tests.Pods.Cluster;

public sealed class ClusterCatalogTests
{
    private readonly FakeTimeProvider _time = new(ACluster.Start.AddHours(1));
    private readonly ClusterCatalog _catalog;
    private readonly ClusterView _view;

    public ClusterCatalogTests()
    {
        _catalog = new(TimeSpan.FromMinutes(10), _time);
        _view = _catalog.Of("");
    }

    [Fact]
    public void Knows_the_labels_of_the_namespaces_of_each_cluster()
    {
        _catalog.Of("b").Put(Namespace(1, "blue"));
        _view.Put(Namespace(2, "none"));

        Assert.Equal("blue", _catalog.FindNamespace("b", "shop")!["team"]);
        Assert.Equal("none", _catalog.FindNamespace("c", "shop")!["team"]); // the cluster without a name answers for others
        Assert.Null(_catalog.FindNamespace("b", "other"));
    }

    [Fact]
    public void Knows_a_namespace_by_the_labels_that_it_has_now()
    {
        _view.Put(Namespace(1, "old"));
        _view.Put(Namespace(1, "new"));
        Assert.Equal("new", _catalog.FindNamespace(null, "shop")!["team"]);

        _view.Put(Namespace(2, "anew")); // deleted and made again, and told in that order or the other
        _view.Delete(ClusterKind.Namespace, ACluster.Uid(1));
        _time.Advance(TimeSpan.FromMinutes(11));
        _view.Put(ACluster.Pod(1));
        Assert.Equal("anew", _catalog.FindNamespace(null, "shop")!["team"]);

        _view.Delete(ClusterKind.Namespace, ACluster.Uid(2));
        Assert.NotNull(_catalog.FindNamespace(null, "shop"));
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.Null(_catalog.FindNamespace(null, "shop"));
    }

    private static NamespaceObject Namespace(int number, string team) =>
        new(ACluster.Uid(number), "shop") { Labels = new Dictionary<string, string> { ["team"] = team } };

    [Theory]
    [InlineData(12)]
    [InlineData(15)]
    [InlineData(24)]
    [InlineData(31)]
    [InlineData(64)]
    public void Finds_a_pod_by_as_much_of_its_containers_id_as_a_sensor_tells(int characters)
    {
        _view.Put(ACluster.Pod(1) with { Containers = [ACluster.Container(1), ACluster.Container(2, "sidecar")] });

        var found = _catalog.Find(new() { ContainerId = ACluster.ContainerId(2)[..characters] });

        Assert.Equal(("web-1", "sidecar", ACluster.ContainerId(2)), (found!.Name, found.Container!.Name, found.Container.Id));
    }

    [Theory]
    [InlineData("00000000000")]
    [InlineData("000000000002")]
    [InlineData("00000000000z")]
    [InlineData("")]
    public void Finds_nothing_by_another_or_too_short_an_id(string id)
    {
        _view.Put(ACluster.Pod(1));

        Assert.Null(_catalog.Find(new() { ContainerId = id }));
    }

    [Fact]
    public void Tells_ids_apart_that_begin_alike_by_what_else_the_event_says()
    {
        const string Alike = "0123456789ab";
        _view.Put(ACluster.Pod(1, "a") with { Containers = [new() { Id = Alike + new string('0', 52) }] });
        _view.Put(ACluster.Pod(2, "b") with { Containers = [new() { Id = Alike + new string('1', 52) }] });

        Assert.Null(_catalog.Find(new() { ContainerId = Alike }));
        Assert.Equal("a", _catalog.Find(new() { ContainerId = Alike + "0" })!.Name);
        Assert.Equal("b", _catalog.Find(new() { ContainerId = Alike + new string('1', 52) })!.Name);
        Assert.Equal("b", _catalog.Find(new() { ContainerId = Alike, Uid = ACluster.Uid(2) })!.Name);
        Assert.Equal("a", _catalog.Find(new() { ContainerId = Alike, Namespace = "shop", Name = "a" })!.Name);
    }

    [Fact]
    public void Takes_ids_that_are_no_hex_as_they_are()
    {
        _view.Put(ACluster.Pod(1) with { Containers = [new() { Id = "Sandbox_One-ABCDEF" }] });

        Assert.Equal("Sandbox_One-ABCDEF", _catalog.Find(new() { ContainerId = "Sandbox_One-" })!.Container!.Id);
        Assert.Null(_catalog.Find(new() { ContainerId = "sandbox_one-" }));
    }

    [Fact]
    public void Knows_a_containers_ids_of_before_its_restarts()
    {
        _view.Put(ACluster.Pod(1));
        for (var restart = 2; restart < 12; restart++)
        {
            _view.Put(ACluster.Pod(1) with { Containers = [ACluster.Container(restart)] });
        }

        Assert.All(Enumerable.Range(1, 11), number => Assert.Equal("web-1", _catalog.Find(new() { ContainerId = ACluster.ContainerId(number) })!.Name));
    }

    [Fact]
    public void Does_not_remember_restarts_without_end()
    {
        for (var restart = 1; restart <= 500; restart++)
        {
            _view.Put(ACluster.Pod(1) with { Containers = [ACluster.Container(restart)] });
        }

        Assert.InRange(Enumerable.Range(1, 500).Count(number => _catalog.Find(new() { ContainerId = ACluster.ContainerId(number) }) is not null), 10, 64);
        Assert.NotNull(_catalog.Find(new() { ContainerId = ACluster.ContainerId(500) }));
    }

    [Fact]
    public void Tells_a_statefulsets_pods_of_one_name_apart_by_the_events_time()
    {
        _view.Put(ACluster.Pod(1, "db-0", created: 100));
        _view.Delete(ClusterKind.Pod, ACluster.Uid(1));
        _view.Put(ACluster.Pod(2, "db-0", created: 200));

        Assert.Equal(ACluster.Uid(1), Named(150)!.Uid);
        Assert.Equal(ACluster.Uid(2), Named(250)!.Uid);
        Assert.Equal(ACluster.Uid(1), Named(50)!.Uid); // by a node's clock that is late
        Assert.Equal(ACluster.Uid(2), _catalog.Find(new() { Namespace = "shop", Name = "db-0" })!.Uid);

        PodFact? Named(double at) => _catalog.Find(new() { Namespace = "shop", Name = "db-0", Time = ACluster.At(at) });
    }

    [Fact]
    public void Remembers_a_deleted_pod_for_late_alerts_and_then_forgets_it()
    {
        _view.Put(ACluster.Pod(1, "web-1", 0, "10.0.0.7"));
        _view.Delete(ClusterKind.Pod, ACluster.Uid(1));
        Assert.Equal(0, _view.Count(ClusterKind.Pod));

        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.NotNull(_catalog.Find(new() { Uid = ACluster.Uid(1) }));
        Assert.NotNull(_catalog.Find(new() { ContainerId = ACluster.ContainerId(1) }));
        Assert.NotNull(Address("10.0.0.7", 3_599));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_catalog.Find(new() { Uid = ACluster.Uid(1) }));
        Assert.Null(_catalog.Find(new() { ContainerId = ACluster.ContainerId(1) }));
        Assert.Null(_catalog.Find(new() { Namespace = "shop", Name = "web-1" }));
        Assert.Null(Address("10.0.0.7", 3_599));
    }

    [Fact]
    public void A_list_removes_what_is_gone_into_the_same_memory()
    {
        _view.Put(ACluster.Pod(1, "a"));
        _view.Put(ACluster.Pod(2, "b"));

        _view.Listed(ClusterKind.Pod, new HashSet<string> { ACluster.Uid(2) });

        Assert.True(_view.IsInSync(ClusterKind.Pod));
        Assert.False(_view.IsInSync(ClusterKind.Service));
        Assert.Equal(1, _view.Count(ClusterKind.Pod));
        Assert.NotNull(_catalog.Find(new() { Uid = ACluster.Uid(1) }));
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.Null(_catalog.Find(new() { Uid = ACluster.Uid(1) }));
        Assert.NotNull(_catalog.Find(new() { Uid = ACluster.Uid(2) }));
    }

    [Fact]
    public void Names_who_had_an_address_at_the_events_time()
    {
        _view.Put(ACluster.Pod(1, "first", created: 100, "10.0.0.7", "fd00::7"));
        _time.SetUtcNow(ACluster.Start.AddHours(2));
        _view.Delete(ClusterKind.Pod, ACluster.Uid(1));
        _view.Put(ACluster.Pod(2, "second", created: 7_190, "10.0.0.7"));

        Assert.Null(Address("10.0.0.7", 50));
        Assert.Equal("first", Address("10.0.0.7", 150)!.Name);
        Assert.Equal("first", Address("10.0.0.7", 7_195)!.Name); // the second waited for its place
        Assert.Equal("second", Address("10.0.0.7", 7_201)!.Name);
        Assert.Equal("first", Address("fd00::7", 150)!.Name);
        Assert.Equal("first", Address("::ffff:10.0.0.7", 150)!.Name);
        Assert.Null(Address("fd00::7", 7_300)); // given up
        Assert.Null(Address("10.0.0.8", 150));
    }

    [Fact]
    public void A_pod_that_waited_long_has_an_address_of_another_only_since_that_one_gave_it_up()
    {
        _view.Put(ACluster.Pod(1, "first", created: 100, "10.0.0.7"));
        _view.Put(ACluster.Pod(2, "waits", created: 200));
        _time.SetUtcNow(ACluster.Start.AddHours(2));
        _view.Put(ACluster.Pod(2, "waits", created: 200, "10.0.0.7"));
        _time.Advance(TimeSpan.FromSeconds(5));
        _view.Delete(ClusterKind.Pod, ACluster.Uid(1));

        Assert.Equal("first", Address("10.0.0.7", 5_000)!.Name);
        Assert.Equal("waits", Address("10.0.0.7", 7_202)!.Name);
        Assert.Equal("waits", Address("10.0.0.7", 8_000)!.Name);
    }

    [Fact]
    public void After_a_gap_in_the_watch_the_pod_that_began_in_it_is_the_better_guess()
    {
        _view.Put(ACluster.Pod(1, "first", created: 100, "10.0.0.7"));
        _time.SetUtcNow(ACluster.Start.AddHours(2));
        _view.Put(ACluster.Pod(2, "second", created: 6_000, "10.0.0.7"));
        _view.Listed(ClusterKind.Pod, new HashSet<string> { ACluster.Uid(2) });

        Assert.Equal("first", Address("10.0.0.7", 5_000)!.Name);
        Assert.Equal("second", Address("10.0.0.7", 6_500)!.Name);
    }

    [Fact]
    public void A_service_that_changes_keeps_an_address_that_many_want()
    {
        for (var i = 0; i < 64; i++)
        {
            _view.Put(new ServiceObject($"s{i}", "shop", $"svc-{i:00}") { Ips = ["203.0.113.5"] });
        }

        _view.Put(new ServiceObject("s0", "shop", "svc-00") { Ips = ["203.0.113.5", "203.0.113.6"] });

        Assert.Equal("svc-00", Address("203.0.113.5", 0)!.Name);
    }

    [Fact]
    public void A_pod_that_is_over_gives_its_address_up_and_one_in_the_hosts_network_has_none()
    {
        _view.Put(new NodeObject("n", new("node-1")) { Ips = ["192.168.0.1"] });
        _view.Put(ACluster.Pod(1, "job", 100, "10.0.0.7"));
        _view.Put(ACluster.Pod(1, "job", 100, "10.0.0.7") with { IsOver = true });
        _view.Put(ACluster.Pod(2, "old-but-alive", 50, "10.0.0.7"));
        _view.Put(ACluster.Pod(3, "agent", 50, "192.168.0.1") with { HostNetwork = true });
        _view.Put(ACluster.Pod(4, "over-when-first-seen", 120, "10.0.0.7") with { IsOver = true });

        Assert.Equal("old-but-alive", Address("10.0.0.7", 3_700)!.Name);
        Assert.Equal(new("node", "node-1"), Address("192.168.0.1", 3_700));
        Assert.Equal("192.168.0.1", _catalog.Find(new() { Uid = ACluster.Uid(3) })!.Ip);
    }

    [Fact]
    public void Names_services_and_nodes_by_all_their_addresses_until_these_change()
    {
        _view.Put(new ServiceObject("s1", "shop", "web") { Ips = ["10.96.0.10", "203.0.113.5", "None", "127.0.0.1"] });
        _view.Put(new ServiceObject("s0", "other", "web") { Ips = ["203.0.113.5"] });

        Assert.Equal(new EndpointFact("service", "web") { Namespace = "shop" }, Address("10.96.0.10", 0));
        Assert.Equal("other", Address("203.0.113.5", 0)!.Namespace); // by name, whoever came first
        Assert.Null(Address("127.0.0.1", 0));

        _view.Put(new ServiceObject("s1", "shop", "web") { Ips = ["10.96.0.11"] });
        Assert.Null(Address("10.96.0.10", 0));
        Assert.Equal("web", Address("10.96.0.11", 0)!.Name);
    }

    [Fact]
    public void Thousands_of_services_of_one_address_cost_no_more_than_a_few()
    {
        for (var i = 0; i < 5_000; i++)
        {
            _view.Put(new ServiceObject($"s{i}", "evil", $"svc-{i}") { Ips = ["203.0.113.5"] });
        }

        var table = _view.Index.Addresses;
        Assert.True(AddressKey.TryOf("203.0.113.5", out var key));
        var claims = ((KnownService)table.Find(key, default, new(_time, TimeSpan.FromMinutes(10)))!).Claims;
        var length = 0;
        for (var claim = claims[0]; claim is not null; claim = claim.Next)
        {
            length++;
        }

        Assert.InRange(length, 1, 64);
    }

    [Fact]
    public void Says_what_a_node_is()
    {
        _view.Put(new NodeObject("n", new("node-1") { Zone = "eu-west-1a", InstanceType = "m6i.large" }));

        Assert.Equal("eu-west-1a", _catalog.FindNode(null, "node-1")!.Zone);
        Assert.Null(_catalog.FindNode(null, "node-2"));
    }

    [Fact]
    public void Keeps_clusters_apart_but_for_ids_that_are_nobody_elses()
    {
        var catalog = new ClusterCatalog(TimeSpan.FromMinutes(10), _time);
        catalog.Of("a").Put(ACluster.Pod(1, "web-1", 0, "10.0.0.7"));
        catalog.Of("b").Put(ACluster.Pod(2, "web-1", 0, "10.0.0.7"));

        Assert.Equal(ACluster.Uid(1), catalog.Find(new() { Cluster = "a", Namespace = "shop", Name = "web-1" })!.Uid);
        Assert.Equal(ACluster.Uid(2), catalog.Find(new() { Cluster = "b", Namespace = "shop", Name = "web-1" })!.Uid);
        Assert.Null(catalog.Find(new() { Cluster = "c", Namespace = "shop", Name = "web-1" }));
        Assert.Null(catalog.Find(new() { Namespace = "shop", Name = "web-1" }));
        Assert.Null(catalog.FindAddress("c", IPAddress.Parse("10.0.0.7"), ACluster.At(1)));
        Assert.NotNull(catalog.FindAddress("a", IPAddress.Parse("10.0.0.7"), ACluster.At(1)));
        Assert.Equal(ACluster.Uid(2), catalog.Find(new() { Cluster = "renamed", ContainerId = ACluster.ContainerId(2) })!.Uid);
        Assert.Equal(ACluster.Uid(2), catalog.Find(new() { Cluster = "renamed", Uid = ACluster.Uid(2) })!.Uid);
    }

    [Fact]
    public void A_watch_without_a_clusters_name_answers_for_all()
    {
        _view.Put(ACluster.Pod(1));

        Assert.NotNull(_catalog.Find(new() { Cluster = "whatever", Namespace = "shop", Name = "web-1" }));
    }

    [Fact]
    public void Puts_a_pods_facts_together_once_until_something_changes()
    {
        _view.Put(ACluster.Pod(1) with { Owner = new("ReplicaSet", "web-5b7f9c", ACluster.Uid(9)) });
        var query = new PodQuery { ContainerId = ACluster.ContainerId(1) };

        var first = _catalog.Find(query);
        Assert.Same(first, _catalog.Find(query));

        _view.Put(ACluster.ReplicaSet(9, "web-5b7f9c", new("Rollout", "web", ACluster.Uid(10))));
        Assert.Equal("Rollout", _catalog.Find(query)!.WorkloadKind);

        _view.Put(ACluster.Pod(1, "web-1", 0, "10.0.0.9"));
        Assert.Equal("10.0.0.9", _catalog.Find(query)!.Ip);
    }

    [Fact]
    public void Gives_back_what_came_in()
    {
        IClusterObject[] all =
        [
            ACluster.Pod(1, "web-1", 5, "10.0.0.7", "fd00::7") with
            {
                Owner = new("ReplicaSet", "web-5b7f9c", ACluster.Uid(9)),
                Labels = new Dictionary<string, string> { ["team"] = "a", ["app"] = "web" },
                Annotations = new Dictionary<string, string> { ["x"] = "y" },
                IsOver = true,
            },
            new ServiceObject("s1", "shop", "web") { Ips = ["10.96.0.10"] },
            new NodeObject("n1", new("node-1") { Zone = "z", Region = "r", InstanceType = "t", ProviderId = "aws:///z/i-1", System = new() { MachineId = "5f2c", Architecture = "arm64", OperatingSystem = "linux", Image = "Debian GNU/Linux 12 (bookworm)", Kernel = "6.1.0" }, Labels = new Dictionary<string, string> { ["pool"] = "x" } }) { Ips = ["192.168.0.1"] },
            ACluster.ReplicaSet(9, "web-5b7f9c", new("Deployment", "web", ACluster.Uid(10))),
            new OwnerObject(ClusterKind.Job, "j", "shop", "backup-29000000") { Owner = null },
        ];
        foreach (var one in all)
        {
            _view.Put(one);
        }

        Assert.Equal(all.Select(one => ClusterCodec.Write(one)), _view.Objects.OrderBy(one => one.Kind).Select(one => ClusterCodec.Write(one)));
    }

    private EndpointFact? Address(string address, double at) => _catalog.FindAddress(null, IPAddress.Parse(address), ACluster.At(at));
}
