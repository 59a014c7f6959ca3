using System.Text;
using System.Text.Json;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Enricher.Pods.Kubernetes;

namespace Eyrie.Enricher.Tests.Pods.Kubernetes;

public sealed class OtherReadersTests
{
    [Fact]
    public void Takes_the_addresses_of_a_service_that_are_its_own()
    {
        var service = (ServiceObject)Read("services", """
            {"metadata":{"name":"web","namespace":"shop","uid":"s1","resourceVersion":"3"},
             "spec":{"clusterIP":"10.96.0.10","clusterIPs":["10.96.0.10","fd00::a"],"externalIPs":["203.0.113.9"],"loadBalancerIP":"8.8.8.8"},
             "status":{"loadBalancer":{"ingress":[{"ip":"198.51.100.2"},{"hostname":"lb.example"}]}}}
            """)!;

        Assert.Equal(("shop", "web", "s1"), (service.Namespace, service.Name, service.Uid));
        Assert.Equal(["10.96.0.10", "fd00::a", "203.0.113.9", "198.51.100.2"], service.Ips);
    }

    [Fact]
    public void A_headless_service_has_no_address() =>
        Assert.Empty(((ServiceObject)Read("services", """{"metadata":{"name":"db","namespace":"shop","uid":"s2"},"spec":{"clusterIP":"None","clusterIPs":["None"]}}""")!).Ips);

    [Fact]
    public void Takes_where_a_node_is_and_what_machine()
    {
        var node = (NodeObject)Read("nodes", """
            {"metadata":{"name":"worker-1","uid":"n1","labels":{"topology.kubernetes.io/zone":"eu-1a","topology.kubernetes.io/region":"eu-1","node.kubernetes.io/instance-type":"m5.large","pool":"blue","other":"x"}},
             "spec":{"providerID":"aws:///eu-1a/i-0abc"},
             "status":{"addresses":[{"type":"InternalIP","address":"192.168.1.4"},{"type":"Hostname","address":"worker-1"},{"type":"ExternalIP","address":"203.0.113.4"}],"nodeInfo":{"machineID":"5f2c","systemUUID":"x","kernelVersion":"6.8.0-45-generic","osImage":"Ubuntu 24.04.1 LTS","operatingSystem":"linux","architecture":"amd64"},"images":[{"names":["a"]}]}}
            """)!;

        Assert.Equal(("worker-1", "eu-1a", "eu-1", "m5.large", "aws:///eu-1a/i-0abc"), (node.Fact.Name, node.Fact.Zone, node.Fact.Region, node.Fact.InstanceType, node.Fact.ProviderId));
        Assert.Equal([("pool", "blue")], node.Fact.Labels.Select(label => (label.Key, label.Value)));
        Assert.Equal(["192.168.1.4", "203.0.113.4"], node.Ips);
        Assert.Equal(node.Ips, node.Fact.Ips);
        Assert.Equal(new() { MachineId = "5f2c", Kernel = "6.8.0-45-generic", Image = "Ubuntu 24.04.1 LTS", OperatingSystem = "linux", Architecture = "amd64" }, node.Fact.System);
    }

    [Fact]
    public void Takes_a_nodes_old_labels_where_there_are_no_new_ones() =>
        Assert.Equal("eu-1b", ((NodeObject)Read("nodes", """{"metadata":{"name":"w","uid":"n","labels":{"failure-domain.beta.kubernetes.io/zone":"eu-1b"}}}""")!).Fact.Zone);

    [Fact]
    public void An_owner_is_no_more_than_its_owner()
    {
        var job = (OwnerObject)Read("jobs", """{"metadata":{"name":"backup-1","namespace":"ops","uid":"j1","ownerReferences":[{"kind":"CronJob","name":"backup","uid":"c1","controller":true}]},"spec":{"template":{}}}""")!;

        Assert.Equal((ClusterKind.Job, "ops", "backup-1"), (job.Kind, job.Namespace, job.Name));
        Assert.Equal(new OwnerReference("CronJob", "backup", "c1"), job.Owner);
    }

    [Fact]
    public void Takes_the_labels_of_a_namespace_that_are_asked_for()
    {
        var space = (NamespaceObject)Read("namespaces", """{"kind":"PartialObjectMetadata","metadata":{"name":"shop","uid":"n1","resourceVersion":"7","labels":{"team":"checkout","kubernetes.io/metadata.name":"shop","app.kubernetes.io/part-of":"store"}}}""")!;

        Assert.Equal(("shop", "n1", "7"), (space.Name, space.Uid, space.ResourceVersion));
        Assert.Equal(["app.kubernetes.io/part-of=store", "team=checkout"], space.Labels.Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_namespace_without_a_name_is_none() => Assert.Null(Read("namespaces", """{"metadata":{"uid":"n1"}}"""));

    private static IClusterObject? Read(string resource, string text)
    {
        var objects = PodWatch.ReaderOf(WatchedResource.All.Single(one => one.Resource == resource), new PodsOptions { NodeLabels = ["pool"] });
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        reader.Read();
        return objects.Read(ref reader);
    }
}
