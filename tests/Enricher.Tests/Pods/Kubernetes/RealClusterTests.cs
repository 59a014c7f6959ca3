using System.Globalization;
using System.Net;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Enricher.Pods.Kubernetes;

namespace Eyrie.Enricher.Tests.Pods.Kubernetes;

/// <summary>
/// The watch against a real API server, named by the kubeconfig in <c>EYRIE_TEST_KUBECONFIG</c> (its current context). Needs no kubelet and no
/// controller: statuses are written here. Makes a namespace and a node of its own, and deletes them.
/// </summary>
public sealed class RealClusterTests : IAsyncLifetime
{
    private const string Variable = "EYRIE_TEST_KUBECONFIG";
    private static readonly string Kubeconfig = Environment.GetEnvironmentVariable(Variable) ?? "";

    private readonly string _namespace = $"eyrie-test-{Guid.NewGuid():N}"[..24];
    private RealCluster? _cluster;
    private WatchUnderTest? _watch;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Node => $"{_namespace}-node";

    public async ValueTask InitializeAsync()
    {
        if (Kubeconfig.Length > 0)
        {
            _cluster = new(Kubeconfig);
            await _cluster.SendAsync(HttpMethod.Post, "api/v1/namespaces", $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{_namespace}}}"}}""", Cancellation);
            await CreateServiceAccountAsync(_cluster);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_watch?.DisposeAsync() ?? ValueTask.CompletedTask);
        if (_cluster is not null)
        {
            await CleanAsync(_cluster);
            _cluster.Dispose();
        }
    }

    [Fact]
    public async Task Follows_a_pod_from_pending_to_its_end()
    {
        var cluster = Cluster();
        await StartAsync(pageSize: 500);
        await CreatePodAsync(cluster, "web");
        await UntilAsync(pods => pods.Any(pod => pod is { Name: "web", Containers.Count: 0, Ips.Count: 0 }));

        await RunAsync(cluster, "web", "10.200.0.7", 'a');
        await UntilAsync(pods => pods.Any(pod => pod.Name == "web" && pod.Ips.Contains("10.200.0.7") && pod.Containers.Any(one => one.Id == Id('a'))));
        var pod = Pods().Single();
        Assert.Equal(("web", _namespace, Node, false), (pod.Labels["app"], pod.Namespace, pod.Node, pod.IsOver));
        Assert.Equal(("docker.io/library/nginx", "1.25", "containerd"), (pod.Containers[0].ImageName, pod.Containers[0].ImageTag, pod.Containers[0].Runtime));

        await RunAsync(cluster, "web", "10.200.0.7", 'b', before: 'a');
        await UntilAsync(pods => pods.Any(one => one.Containers.Select(container => container.Id).Order().SequenceEqual([Id('a'), Id('b')])));

        await DeletePodAsync(cluster, "web");
        await UntilAsync(pods => pods.Count == 0);
    }

    [Fact]
    public async Task Lists_pages_and_tells_a_pod_from_its_successor_of_the_same_name()
    {
        var cluster = Cluster();
        for (var i = 0; i < 12; i++)
        {
            await CreatePodAsync(cluster, $"db-{i}");
        }

        await StartAsync(pageSize: 5);
        await UntilAsync(pods => pods.Count == 12);
        var before = Pods().Single(pod => pod.Name == "db-0").Uid;
        await DeletePodAsync(cluster, "db-0");
        await CreatePodAsync(cluster, "db-0");
        await UntilAsync(pods => pods.Count == 12 && pods.Any(pod => pod.Name == "db-0" && pod.Uid != before));
    }

    [Fact]
    public async Task Knows_nodes_services_and_owners()
    {
        var cluster = Cluster();
        await cluster.SendAsync(HttpMethod.Post, "api/v1/nodes", $$$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"{{{Node}}}","labels":{"topology.kubernetes.io/zone":"eu-1a"}},"spec":{"providerID":"test://1"}}""", Cancellation);
        await cluster.SendAsync(HttpMethod.Post, $"api/v1/namespaces/{_namespace}/services", """{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"selector":{"app":"web"},"ports":[{"port":80}]}}""", Cancellation);
        await StartAsync(pageSize: 500);
        await cluster.SendAsync(HttpMethod.Post, $"apis/apps/v1/namespaces/{_namespace}/replicasets", """
            {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"web-5f8","ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"web","uid":"0e7c6a1e-0000-4000-8000-000000000001","controller":true}]},
             "spec":{"replicas":0,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"main","image":"nginx:1.25"}]}}}}
            """, Cancellation);

        await _watch!.Cluster.Until(
            known => known.All(ClusterKind.ReplicaSet).Cast<OwnerObject>().Any(owner => owner.Namespace == _namespace && owner.Owner?.Name == "web"), Cancellation);
        await cluster.SendAsync(HttpMethod.Patch, $"api/v1/namespaces/{_namespace}", """{"metadata":{"labels":{"team":"checkout"}}}""", Cancellation);
        await _watch.Cluster.Until(
            known => known.All(ClusterKind.Namespace).Cast<NamespaceObject>().Any(space => space.Name == _namespace && space.Labels.TryGetValue("team", out var team) && team == "checkout"), Cancellation);
        Assert.Contains(_watch.Cluster.All(ClusterKind.Service).Cast<ServiceObject>(), service => service.Namespace == _namespace && IPAddress.TryParse(service.Ips[0], out _));
        Assert.Contains(_watch.Cluster.All(ClusterKind.Node).Cast<NodeObject>(), node => node.Fact is { Zone: "eu-1a", ProviderId: "test://1" } && node.Fact.Name == Node);
    }

    [Fact]
    public async Task Goes_on_without_a_break_when_the_server_ends_its_watches()
    {
        var cluster = Cluster();
        await StartAsync(pageSize: 500, WatchUnderTest.Hurried with { ShortestWatch = TimeSpan.FromSeconds(1), LongestWatch = TimeSpan.FromSeconds(2) });
        for (var i = 0; i < 20; i++)
        {
            await CreatePodAsync(cluster, $"web-{i}");
            await RunAsync(cluster, $"web-{i}", $"10.200.1.{i}", 'c');
            await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System, Cancellation); // the server's own clock ends watches
        }

        await UntilAsync(pods => pods.Count == 20 && pods.All(pod => pod.Containers.Count == 1));
        Assert.Equal(1, _watch!.Cluster.Lists(ClusterKind.Pod));
        Assert.NotEqual(0, _watch.Meters.Sum("eyrie.enricher.pods.restarts", "kind=pods", "reason=ended"));
        Assert.Equal(0, _watch.Meters.Sum("eyrie.enricher.pods.events", "type=skipped"));
    }

    private static string Id(char digit) => new(digit, 64);

    private RealCluster Cluster()
    {
        Assert.SkipWhen(_cluster is null, $"{Variable} names no kubeconfig: no API server to test with");
        return _cluster!;
    }

    private List<PodObject> Pods() => OursIn(_watch!.Cluster);

    private List<PodObject> OursIn(RecordedCluster known) => [.. known.All(ClusterKind.Pod).Cast<PodObject>().Where(pod => pod.Namespace == _namespace)];

    private Task UntilAsync(Func<List<PodObject>, bool> condition) =>
        _watch!.Cluster.Until(known => condition(OursIn(known)), Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

    private async Task StartAsync(int pageSize, WatchPace? pace = null)
    {
        _watch = await WatchUnderTest.StartAsync(new PodsOptions { Kubeconfig = Kubeconfig, PageSize = pageSize }, Cancellation, pace: pace);
        await _watch.Log.LineAsync("In sync with the cluster", Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
    }

    // Admission refuses pods until their account is there, tokens or not. A controller may have made it already; without one it is ours to make.
    private async Task CreateServiceAccountAsync(RealCluster cluster)
    {
        using var response = await cluster.TryAsync(
            HttpMethod.Post, $"api/v1/namespaces/{_namespace}/serviceaccounts", """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}}""", Cancellation);
        Assert.True(response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.Conflict, await response.Content.ReadAsStringAsync(Cancellation));
    }

    // With a node named, no scheduler is needed; without tokens mounted, the account needs no secret.
    private Task CreatePodAsync(RealCluster cluster, string name) => cluster.SendAsync(HttpMethod.Post, $"api/v1/namespaces/{_namespace}/pods", $$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","labels":{"app":"web"}},
         "spec":{"nodeName":"{{{Node}}}","automountServiceAccountToken":false,"terminationGracePeriodSeconds":0,"containers":[{"name":"main","image":"nginx:1.25"}]}}
        """, Cancellation);

    private Task RunAsync(RealCluster cluster, string name, string ip, char id, char? before = null)
    {
        var last = before is { } digit
            ? $$$""","lastState":{"terminated":{"exitCode":1,"containerID":"containerd://{{{Id(digit)}}}"}}"""
            : "";
        return cluster.SendAsync(HttpMethod.Patch, $"api/v1/namespaces/{_namespace}/pods/{name}/status", $$$"""
            {"status":{"phase":"Running","podIP":"{{{ip}}}","podIPs":[{"ip":"{{{ip}}}"}],"containerStatuses":[
             {"name":"main","containerID":"containerd://{{{Id(id)}}}","image":"docker.io/library/nginx:1.25","imageID":"","ready":true,"restartCount":{{{(before is null ? 0 : 1).ToString(CultureInfo.InvariantCulture)}}}{{{last}}}}]}}
            """, Cancellation);
    }

    private Task DeletePodAsync(RealCluster cluster, string name) =>
        cluster.SendAsync(HttpMethod.Delete, $"api/v1/namespaces/{_namespace}/pods/{name}?gracePeriodSeconds=0", "", Cancellation);

    // Without a controller a namespace never goes by itself: what is in it does, and its finalizer is taken off.
    private async Task CleanAsync(RealCluster cluster)
    {
        foreach (var path in (string[])["api/v1/namespaces/{0}/pods?gracePeriodSeconds=0", "apis/apps/v1/namespaces/{0}/replicasets", "api/v1/namespaces/{0}/services/web", "api/v1/namespaces/{0}/serviceaccounts/default", "api/v1/nodes/{0}-node", "api/v1/namespaces/{0}"])
        {
            await cluster.TryAsync(HttpMethod.Delete, path.Replace("{0}", _namespace, StringComparison.Ordinal), "", CancellationToken.None);
        }

        await cluster.TryAsync(HttpMethod.Put, $"api/v1/namespaces/{_namespace}/finalize", $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{_namespace}}}"},"spec":{"finalizers":[]}}""", CancellationToken.None);
    }
}
