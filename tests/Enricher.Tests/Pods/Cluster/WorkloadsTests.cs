using Eyrie.Enricher.Pods.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Enricher.Tests.Pods.Cluster;

public sealed class WorkloadsTests
{
    private readonly ClusterCatalog _catalog = new(TimeSpan.FromMinutes(10), new FakeTimeProvider(ACluster.Start));

    [Theory]
    [InlineData("ReplicaSet", "web-5b7f9c", "Deployment", "web", "Deployment", "web")]
    [InlineData("ReplicaSet", "web-5b7f9c", "Rollout", "shop-web", "Rollout", "shop-web")]
    [InlineData("ReplicaSet", "web", null, null, "ReplicaSet", "web")]
    [InlineData("Job", "backup-29000000", "CronJob", "backup", "CronJob", "backup")]
    [InlineData("Job", "migrate", null, null, "Job", "migrate")]
    [InlineData("Job", "step-1", "Workflow", "build", "Workflow", "build")]
    public void Goes_up_to_the_owners_owner(string kind, string name, string? aboveKind, string? aboveName, string workloadKind, string workloadName)
    {
        Put(new(kind, name, ACluster.Uid(9)));
        _catalog.Of("").Put(new OwnerObject(kind is "Job" ? ClusterKind.Job : ClusterKind.ReplicaSet, ACluster.Uid(9), "shop", name)
        {
            Owner = aboveKind is null ? null : new(aboveKind, aboveName!, ACluster.Uid(10)),
        });

        Assert.Equal((workloadKind, workloadName), Workload());
    }

    [Theory]
    [InlineData("ReplicaSet", "web-6d4b75cb6d", "Deployment", "web")]
    [InlineData("ReplicaSet", "shop-web-7f9c", "Deployment", "shop-web")]
    [InlineData("ReplicaSet", "web-canary", "ReplicaSet", "web-canary")]
    [InlineData("ReplicaSet", "web-6d4b75cb6dbb", "ReplicaSet", "web-6d4b75cb6dbb")]
    [InlineData("ReplicaSet", "web-12", "ReplicaSet", "web-12")]
    [InlineData("Job", "backup-29000000", "CronJob", "backup")]
    [InlineData("Job", "backup-1710000000", "CronJob", "backup")]
    [InlineData("Job", "migrate-42", "Job", "migrate-42")]
    [InlineData("StatefulSet", "db", "StatefulSet", "db")]
    [InlineData("DaemonSet", "agent", "DaemonSet", "agent")]
    [InlineData("Cluster", "postgres", "Cluster", "postgres")]
    public void Falls_back_to_what_the_name_tells_when_the_owner_is_not_known(string kind, string name, string workloadKind, string workloadName)
    {
        Put(new(kind, name, ACluster.Uid(9)));

        Assert.Equal((workloadKind, workloadName), Workload());
    }

    [Theory]
    [InlineData("kube-apiserver-node-1", "kube-apiserver")]
    [InlineData("node-1", "node-1")]
    [InlineData("etcdnode-1", "etcdnode-1")]
    public void A_static_pod_is_its_own_workload_without_the_nodes_name(string name, string workload)
    {
        _catalog.Of("").Put(ACluster.Pod(1, name) with { Owner = new("Node", "node-1", "n") });

        Assert.Equal(("Pod", workload), Workload());
    }

    [Fact]
    public void A_pod_of_nobody_is_its_own_workload()
    {
        Put(null);

        Assert.Equal(("Pod", "web-1"), Workload());
    }

    private void Put(OwnerReference? owner) => _catalog.Of("").Put(ACluster.Pod(1) with { Owner = owner });

    private (string?, string?) Workload()
    {
        var found = _catalog.Find(new() { Uid = ACluster.Uid(1) })!;
        return (found.WorkloadKind, found.WorkloadName);
    }
}
