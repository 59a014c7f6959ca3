using System.Net;
using Eyrie.Contracts;
using Eyrie.Enricher.Pods;

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

    private sealed class FixedPods(PodIndex pods) : IPodSource
    {
        public string Name => "file";

        public PodFact? Find(in PodQuery query) => pods.Find(query);

        public EndpointFact? FindAddress(string? cluster, IPAddress address, EventTime time) => pods.FindAddress(address);

        public NodeFact? FindNode(string? cluster, string node) => null;
    }
}
