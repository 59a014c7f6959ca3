using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Platform.Http;
using Eyrie.Testing;
using Eyrie.Testing.Kubernetes;

namespace Eyrie.Enricher.Tests.Pods.Kubernetes;

/// <summary>What real API servers were seen to do, and what comes of it.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private ScriptedApiServer _server = null!;
    private WatchUnderTest? _watch;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ApiStore Store => _server.Store;

    private RecordedCluster Cluster => _watch!.Cluster;

    public async ValueTask InitializeAsync() => _server = await ScriptedApiServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await (_watch?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Lists_in_pages_and_goes_on_from_the_lists_version()
    {
        for (var i = 0; i < 5; i++)
        {
            Store.Put("pods", $"u{i}", ApiObjects.Pod($"u{i}", $"web-{i}"));
        }

        await StartAsync(pageSize: 2);
        await InSyncAsync();

        Assert.Equal(5, Cluster.All(ClusterKind.Pod).Count);
        var lists = _server.Lists("pods");
        Assert.Equal(3, lists.Count);
        Assert.All(lists, list => Assert.Equal("2", list.Query["limit"]));
        Assert.Equal([false, true, true], lists.Select(list => list.Query.ContainsKey("continue")));
        Assert.False(Cluster.WasCalledTwiceAtOnce);
    }

    [Fact]
    public async Task Asks_for_bookmarks_and_an_end_within_five_to_ten_minutes()
    {
        await StartAsync();
        await InSyncAsync();

        var watch = _server.Watches("pods")[0];
        Assert.Equal("true", watch.Query["allowWatchBookmarks"]);
        Assert.InRange(int.Parse(watch.Query["timeoutSeconds"], System.Globalization.CultureInfo.InvariantCulture), 300, 600);
        Assert.Equal("10", watch.Query["resourceVersion"]);
        Assert.Equal("Bearer secret-1", watch.Authorization);
        Assert.Equal("application/json", watch.Accept);
    }

    [Theory]
    [InlineData("replicasets")]
    [InlineData("jobs")]
    public async Task Asks_for_no_more_than_the_metadata_of_owners(string resource)
    {
        Store.Put(resource, "r1", ApiObjects.Owner("r1", "web-5f8", "Deployment", "web"));

        await StartAsync();
        await InSyncAsync();

        Assert.StartsWith("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,", _server.Lists(resource)[0].Accept, StringComparison.Ordinal);
        Assert.StartsWith("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,", _server.Watches(resource)[0].Accept, StringComparison.Ordinal);
        var owner = Assert.IsType<OwnerObject>(Cluster.All(resource == "jobs" ? ClusterKind.Job : ClusterKind.ReplicaSet).Single());
        Assert.Equal(new OwnerReference("Deployment", "web", "o-r1"), owner.Owner);
    }

    [Fact]
    public async Task Asks_for_no_more_than_the_metadata_of_namespaces_and_follows_their_labels()
    {
        Store.Put("namespaces", "n1", """{"metadata":{"name":"shop","uid":"n1","resourceVersion":"$VERSION","labels":{"team":"checkout"}}}""");

        await StartAsync();
        await InSyncAsync();

        Assert.StartsWith("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,", _server.Lists("namespaces")[0].Accept, StringComparison.Ordinal);
        Assert.Equal("checkout", Assert.IsType<NamespaceObject>(Cluster.All(ClusterKind.Namespace).Single()).Labels["team"]);

        Store.Put("namespaces", "n1", """{"metadata":{"name":"shop","uid":"n1","resourceVersion":"$VERSION","labels":{"team":"payments"}}}""");
        await Cluster.Until(known => known.All(ClusterKind.Namespace).Cast<NamespaceObject>().Single().Labels["team"] == "payments", Cancellation);
    }

    [Fact]
    public async Task Follows_what_is_added_changed_and_deleted()
    {
        Store.Put("pods", "u2", ApiObjects.Pod("u2", "last", ip: "10.0.0.8"));
        await StartAsync();
        await InSyncAsync();

        Store.Put("pods", "u1", ApiObjects.Pod("u1", ip: "10.0.0.1"));
        await Cluster.Until(cluster => cluster.Pod("u1")?.Ips.Contains("10.0.0.1") == true, Cancellation);
        Store.Put("pods", "u1", ApiObjects.Pod("u1", ip: "10.0.0.2"));
        await Cluster.Until(cluster => cluster.Pod("u1")?.Ips.Contains("10.0.0.2") == true, Cancellation);
        Store.Put("pods", "u1", ApiObjects.Pod("u1", ip: "10.0.0.3")); // a forced delete says so first
        Store.Delete("pods", "u1");
        await Cluster.Until(cluster => cluster.Pod("u1") is null, Cancellation);
        Store.Put("pods", "u2", ApiObjects.Pod("u2", "last", ip: "10.0.0.9")); // when it is known, the events before it are counted
        await Cluster.Until(cluster => cluster.Pod("u2")?.Ips.Contains("10.0.0.9") == true, Cancellation);

        Assert.Equal(1, Cluster.Lists(ClusterKind.Pod));
        Assert.Equal(1, _watch!.Meters.Sum("eyrie.enricher.pods.events", "kind=pods", "type=added"));
        Assert.Equal(1, _watch.Meters.Sum("eyrie.enricher.pods.events", "kind=pods", "type=deleted"));
    }

    [Fact]
    public async Task Tells_a_pod_that_comes_back_under_its_name_from_the_one_before()
    {
        Store.Put("pods", "u1", ApiObjects.Pod("u1", "db-0"));
        await StartAsync();
        await InSyncAsync();

        Store.Delete("pods", "u1");
        Store.Put("pods", "u2", ApiObjects.Pod("u2", "db-0"));
        await Cluster.Until(cluster => cluster.Pod("u2") is not null, Cancellation);

        Assert.Null(Cluster.Pod("u1"));
    }

    [Theory]
    [InlineData(WatchEnd.Clean, "ended")]
    [InlineData(WatchEnd.MidLine, "cut")]
    [InlineData(WatchEnd.MidLineClean, "cut")]
    [InlineData(WatchEnd.Broken, "cut")]
    public async Task Watches_on_from_the_last_version_when_a_stream_ends(WatchEnd end, string reason)
    {
        await StartAsync();
        await InSyncAsync();
        Store.Put("pods", "u1", ApiObjects.Pod("u1"));
        await Cluster.Until(cluster => cluster.Pod("u1") is not null, Cancellation);
        var version = Store.Version;

        Assert.Equal(1, _server.EndWatches("pods", end));
        Store.Put("pods", "u2", ApiObjects.Pod("u2"));
        await Cluster.Until(cluster => cluster.Pod("u2") is not null, Cancellation);

        Assert.Equal(1, Cluster.Lists(ClusterKind.Pod));
        Assert.Equal(version.ToString(System.Globalization.CultureInfo.InvariantCulture), _server.Watches("pods")[1].Query["resourceVersion"]);
        Assert.Equal(1, _watch!.Meters.Sum("eyrie.enricher.pods.restarts", "kind=pods", $"reason={reason}"));
        Assert.DoesNotContain(_watch.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lists_again_after_an_error_event_with_410_in_an_answer_of_200()
    {
        Store.Put("pods", "u1", ApiObjects.Pod("u1"));
        Store.Put("pods", "u2", ApiObjects.Pod("u2"));
        await StartAsync();
        await InSyncAsync();

        Store.Delete("pods", "u1");
        Store.Put("pods", "u3", ApiObjects.Pod("u3"));
        await Cluster.Until(cluster => cluster.Pod("u3") is not null, Cancellation);
        _server.EndWatches("pods", WatchEnd.Expired);
        await Cluster.Until(cluster => cluster.Lists(ClusterKind.Pod) == 2, Cancellation);

        Assert.Equal(["u2", "u3"], Cluster.All(ClusterKind.Pod).Select(pod => pod.Uid));
        Assert.Equal(1, _watch!.Meters.Sum("eyrie.enricher.pods.restarts", "kind=pods", "reason=expired"));
        Assert.Contains("Listing again", await _watch.Log.LineAsync("no longer has the changes since our version of pods", Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Misses_nothing_that_was_deleted_while_it_could_not_watch()
    {
        Store.Put("pods", "u1", ApiObjects.Pod("u1"));
        await StartAsync();
        await InSyncAsync();
        _server.Always("pods", isWatch: true, ApiFault.HangUp);
        _server.EndWatches("pods", WatchEnd.Broken);

        Store.Delete("pods", "u1");
        Store.Forget();
        _server.Always("pods", isWatch: true, null);
        await Cluster.Until(cluster => cluster.Pod("u1") is null, Cancellation);

        Assert.Equal(2, Cluster.Lists(ClusterKind.Pod));
        Assert.DoesNotContain(_watch!.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("no longer has the changes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lists_all_at_once_when_the_server_forgets_a_list_between_two_pages()
    {
        for (var i = 0; i < 5; i++)
        {
            Store.Put("pods", $"u{i}", ApiObjects.Pod($"u{i}"));
        }

        Store.ForgetsListsAfterPages = 1;
        await StartAsync(pageSize: 2);
        await InSyncAsync();

        Assert.Equal(5, Cluster.All(ClusterKind.Pod).Count);
        Assert.Equal(["2", "2", "all"], _server.Lists("pods").Select(list => list.Query.GetValueOrDefault("limit", "all")));
        Assert.Equal(1, _watch!.Meters.Sum("eyrie.enricher.pods.restarts", "kind=pods", "reason=expired"));
    }

    [Fact]
    public async Task Remembers_the_version_of_bookmarks()
    {
        await StartAsync();
        await InSyncAsync();
        Store.Put("pods", "u1", ApiObjects.Pod("u1"));
        await Cluster.Until(cluster => cluster.Pod("u1") is not null, Cancellation);

        var version = Store.Pass();
        _server.Send("pods", ApiObjects.Bookmark(version) + ApiObjects.Bookmark(version)); // two of one version can come
        _server.EndWatches("pods", WatchEnd.Clean);
        Store.Put("pods", "u2", ApiObjects.Pod("u2"));
        await Cluster.Until(cluster => cluster.Pod("u2") is not null, Cancellation);

        Assert.Equal(version.ToString(System.Globalization.CultureInfo.InvariantCulture), _server.Watches("pods")[1].Query["resourceVersion"]);
        Assert.Equal(2, _watch!.Meters.Sum("eyrie.enricher.pods.events", "kind=pods", "type=bookmark"));
    }

    [Fact]
    public async Task Asks_again_for_a_version_that_the_server_has_not_reached_and_lists_when_it_never_does()
    {
        await StartAsync();
        await InSyncAsync();
        _server.Script("pods", isWatch: true, [.. Enumerable.Repeat(new ApiFault(504, ApiFault.TooLarge(1).Body.Replace("\"retryAfterSeconds\":1,", "", StringComparison.Ordinal)), 10)]);

        Store.Put("pods", "u1", ApiObjects.Pod("u1"));
        await Cluster.Until(cluster => cluster.Pod("u1") is not null, Cancellation);
        _server.EndWatches("pods", WatchEnd.Clean);
        await Cluster.Until(cluster => cluster.Lists(ClusterKind.Pod) == 2, Cancellation);

        Assert.Equal(10, _watch!.Meters.Sum("eyrie.enricher.pods.restarts", "kind=pods", "reason=ahead"));
        var versions = _server.Watches("pods").Skip(1).Take(10).Select(watch => watch.Query["resourceVersion"]);
        Assert.Single(versions.Distinct());
    }

    [Fact]
    public async Task Skips_what_it_cannot_read_goes_on_and_lists_again_at_the_end()
    {
        Store.Put("pods", "u0", """{"metadata":{"name":"nameless","resourceVersion":"$VERSION"},"spec":null}""");
        Store.Put("pods", "u1", ApiObjects.Pod("u1"));
        await StartAsync();
        await InSyncAsync();

        _server.Send("pods", "{\"type\":\"ADDED\",\"object\":{]}\n\n{\"type\":\"ADDED\",\"object\":7}\n");
        Store.Put("pods", "u2", ApiObjects.Pod("u2"));
        await Cluster.Until(cluster => cluster.Pod("u2") is not null, Cancellation);
        Assert.Equal(1, Cluster.Lists(ClusterKind.Pod));
        Assert.Equal(3, _watch!.Meters.Sum("eyrie.enricher.pods.events", "kind=pods", "type=skipped"));

        _server.EndWatches("pods", WatchEnd.Clean);
        await Cluster.Until(cluster => cluster.Lists(ClusterKind.Pod) == 2, Cancellation);
        Assert.Equal(["u1", "u2"], Cluster.All(ClusterKind.Pod).Select(pod => pod.Uid));
    }

    [Fact]
    public async Task Is_ready_when_all_is_in_sync_and_tells_how_much_there_is()
    {
        Store.Put("nodes", "n1", """{"metadata":{"name":"worker-1","uid":"n1","resourceVersion":"$VERSION"}}""");

        await StartAsync();
        await InSyncAsync();

        Assert.Equal(PartState.Ready, _watch!.State.State);
        Assert.Contains("0 pods, 0 services, 1 nodes, 0 replicasets, 0 jobs, 0 namespaces", await _watch.Log.LineAsync("In sync", Cancellation), StringComparison.Ordinal);
        Assert.Equal(1, _watch.Meters.Observe().Last("eyrie.enricher.pods.insync", "kind=pods"));
        Assert.Equal(1, _watch.Meters.Last("eyrie.enricher.pods.objects", "kind=nodes"));
        Assert.Equal(0, _watch.Meters.LastReal("eyrie.enricher.pods.insync.age", "kind=pods"));
    }

    private async Task StartAsync(int pageSize = 500)
    {
        var kubeconfig = _folder.Write("kubeconfig", ApiObjects.Kubeconfig(_server.Url));
        _watch = await WatchUnderTest.StartAsync(new PodsOptions { Kubeconfig = kubeconfig, PageSize = pageSize }, Cancellation);
    }

    private Task<string> InSyncAsync() => _watch!.Log.LineAsync("In sync with the cluster", Cancellation);
}
