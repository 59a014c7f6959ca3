using System.Net;
using System.Net.Sockets;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Platform.Http;
using Eyrie.Testing;
using Eyrie.Testing.Kubernetes;

namespace Eyrie.Enricher.Tests.Pods.Kubernetes;

/// <summary>What the watch says and does when the API server refuses, is away or is somebody else.</summary>
public sealed class WatchTroubleTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private ScriptedApiServer _server = null!;
    private WatchUnderTest? _watch;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await ScriptedApiServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await (_watch?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Goes_on_without_a_kind_that_it_may_not_list_and_names_the_right_that_is_missing()
    {
        _server.Store.Put("pods", "u1", ApiObjects.Pod("u1"));
        _server.Always("nodes", isWatch: false, ApiFault.Of(403, "Forbidden", "nodes is forbidden: User \\\"eyrie\\\" cannot list resource \\\"nodes\\\""));

        await StartAsync();
        var line = await _watch!.Log.LineAsync("we may not list nodes (403)", Cancellation);
        await _watch.Log.LineAsync("In sync with the cluster", Cancellation);
        await UntilAsync(() => _server.Lists("nodes").Count > 3);

        Assert.Contains("""User "eyrie" cannot list""", line, StringComparison.Ordinal);
        Assert.Contains("""{apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"]}""", line, StringComparison.Ordinal);
        Assert.Single(_watch.Log.Lines, one => one.Contains("(403)", StringComparison.Ordinal));
        Assert.NotNull(_watch.Cluster.Pod("u1"));
        Assert.Equal(PartState.Degraded, _watch.State.State);
        Assert.Contains("not in sync with the cluster's nodes;", _watch.State.Reason, StringComparison.Ordinal);
        Assert.Equal(0, _watch.Meters.Observe().Last("eyrie.enricher.pods.insync", "kind=nodes"));

        _server.Always("nodes", isWatch: false, null);
        await _watch.Log.LineAsync("0 nodes", Cancellation);
        Assert.Equal(PartState.Ready, _watch.State.State);
    }

    [Fact]
    public async Task Goes_on_without_namespaces_that_it_may_not_list()
    {
        _server.Store.Put("pods", "u1", ApiObjects.Pod("u1"));
        _server.Always("namespaces", isWatch: false, ApiFault.Of(403, "Forbidden", "no"));

        await StartAsync();
        var line = await _watch!.Log.LineAsync("we may not list namespaces (403)", Cancellation);
        await _watch.Log.LineAsync("In sync with the cluster", Cancellation);

        Assert.Contains("""{apiGroups: [""], resources: ["namespaces"], verbs: ["get", "list", "watch"]}""", line, StringComparison.Ordinal);
        Assert.NotNull(_watch.Cluster.Pod("u1"));
        Assert.Equal(PartState.Degraded, _watch.State.State);
    }

    [Fact]
    public async Task Names_the_verb_when_it_may_list_but_not_watch()
    {
        _server.Always("pods", isWatch: true, ApiFault.Of(403, "Forbidden", "no"));

        await StartAsync();
        await _watch!.Log.LineAsync("we may not watch pods (403)", Cancellation);

        Assert.Equal(1, _watch.Cluster.Lists(ClusterKind.Pod));
    }

    [Fact]
    public async Task Looks_in_the_kubeconfig_again_for_a_server_that_is_not_where_it_was()
    {
        await StartAsync(server: $"http://127.0.0.1:{FreePort()}");
        await _watch!.Log.LineAsync("refuses connections", Cancellation);

        File.Move(_folder.Write("next", ApiObjects.Kubeconfig(_server.Url)), _folder["kubeconfig"], overwrite: true);

        await _watch.Log.LineAsync("In sync with the cluster", Cancellation);
    }

    [Fact]
    public async Task Reads_the_credentials_again_when_they_are_refused()
    {
        _server.Token = "secret-2";
        await StartAsync();
        var line = await _watch!.Log.LineAsync("does not accept our credentials (401, kubeconfig", Cancellation);

        File.Move(_folder.Write("next", ApiObjects.Kubeconfig(_server.Url, "token: secret-2")), _folder["kubeconfig"], overwrite: true);
        await _watch.Log.LineAsync("In sync with the cluster", Cancellation);

        Assert.Contains("renew the token", line, StringComparison.Ordinal);
        Assert.Equal("Bearer secret-2", _server.Watches("pods")[0].Authorization);
        Assert.Single(_watch.Log.Lines, one => one.Contains("(401, ", StringComparison.Ordinal)); // one line for all five
    }

    [Fact]
    public async Task Waits_as_long_as_a_server_that_starts_up_asks()
    {
        _server.Script("pods", isWatch: false, ApiFault.Of(503, "ServiceUnavailable", "starting", retryAfter: "7"), ApiFault.Of(429, "TooManyRequests", "slow down", retryAfter: "3"));
        var time = new WatchedTime();

        await StartAsync(time);
        await WaitOfAsync(time, TimeSpan.FromSeconds(7));
        Assert.Single(_server.Lists("pods"));
        time.Advance(TimeSpan.FromSeconds(8.1));
        await WaitOfAsync(time, TimeSpan.FromSeconds(3));
        time.Advance(TimeSpan.FromSeconds(4.1));
        await _watch!.Log.LineAsync("In sync with the cluster", Cancellation);

        Assert.Contains("cannot list pods now (503): starting", await _watch.Log.LineAsync("(503)", Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waits_as_long_as_a_server_asks_that_has_not_reached_the_version()
    {
        _server.Script("pods", isWatch: true, ApiFault.TooLarge(retryAfterSeconds: 2));
        var time = new WatchedTime();

        await StartAsync(time);
        await WaitOfAsync(time, TimeSpan.FromSeconds(2));
        time.Advance(TimeSpan.FromSeconds(3.1));
        await _watch!.Log.LineAsync("In sync with the cluster", Cancellation);

        Assert.Single(_server.Lists("pods"));
        Assert.Equal(2, _server.Watches("pods").Count);
    }

    [Fact]
    public async Task Opens_a_watch_anew_that_is_silent_for_longer_than_the_server_was_asked_to_keep_it()
    {
        var time = new WatchedTime();
        await StartAsync(time);
        await _watch!.Log.LineAsync("In sync with the cluster", Cancellation);

        time.Advance(TimeSpan.FromMinutes(5)); // idle watches are silent for minutes
        Assert.Equal(0, _watch.Meters.Sum("eyrie.enricher.pods.restarts"));
        time.Advance(TimeSpan.FromMinutes(6));
        await UntilAsync(() => _server.Watches("pods").Count == 2);

        Assert.Equal(1, _watch.Meters.Sum("eyrie.enricher.pods.restarts", "kind=pods", "reason=silent"));
        Assert.Single(_server.Lists("pods"));
    }

    [Fact]
    public async Task Gives_up_a_list_that_nobody_answers()
    {
        _server.Script("pods", isWatch: false, ApiFault.Silence);
        var time = new WatchedTime();
        await StartAsync(time);
        await UntilAsync(() => _server.Lists("pods").Count == 1);

        time.Advance(TimeSpan.FromSeconds(61));
        await _watch!.Log.LineAsync("said nothing for 60 s", Cancellation);
    }

    [Fact]
    public async Task Says_that_nobody_listens_once_for_all_kinds()
    {
        var port = FreePort();
        await StartAsync(server: $"http://127.0.0.1:{port}");
        var line = await _watch!.Log.LineAsync($"the API server http://127.0.0.1:{port} refuses connections", Cancellation);
        await UntilAsync(() => _watch.Meters.Sum("eyrie.enricher.pods.restarts", "reason=unreachable") > 20);

        Assert.StartsWith("Warning: Not in sync with the cluster, enriching with what is known", line, StringComparison.Ordinal);
        Assert.Single(_watch.Log.Lines);
        Assert.Equal(PartState.Degraded, _watch.State.State);
        Assert.True(_watch.Readiness.IsReady);
    }

    [Fact]
    public async Task Says_that_a_name_is_unknown()
    {
        await StartAsync(server: "https://no-such-cluster.invalid:6443");

        await _watch!.Log.LineAsync("cannot resolve the name of the API server https://no-such-cluster.invalid:6443", Cancellation);
    }

    [Fact]
    public async Task Says_what_it_is_when_somebody_else_answers()
    {
        _server.Script("pods", isWatch: false, new ApiFault(200, "<html>Sign in</html>"));
        _server.Script("services", isWatch: false, new ApiFault(302, "elsewhere"));
        _server.Script("jobs", isWatch: false, new ApiFault(404, "404 page not found"));
        await StartAsync();

        await _watch!.Log.LineAsync("is no list of pods", Cancellation);
        await _watch.Log.LineAsync("refuses to list services (302)", Cancellation);
        await _watch.Log.LineAsync("serves no jobs (404)", Cancellation);
        await _watch.Log.LineAsync("In sync with the cluster", Cancellation);
    }

    [Fact]
    public async Task Lists_again_after_a_list_that_was_cut()
    {
        _server.Script("pods", isWatch: false, ApiFault.HangUpHalfWay, ApiFault.HangUp);
        _server.Store.Put("pods", "u1", ApiObjects.Pod("u1"));

        await StartAsync();
        await _watch!.Log.LineAsync("In sync with the cluster", Cancellation);

        Assert.NotNull(_watch.Cluster.Pod("u1"));
        Assert.Equal(1, _watch.Cluster.Lists(ClusterKind.Pod));
    }

    [Fact]
    public async Task A_message_of_the_server_stays_one_bounded_line()
    {
        _server.Always("pods", isWatch: false, ApiFault.Of(500, "InternalError", "first\\nWarning: forged\\u001b[31m " + new string('x', 5_000)));
        await StartAsync();

        var line = await _watch!.Log.LineAsync("cannot list pods now (500)", Cancellation);
        Assert.DoesNotContain(line, char.IsControl);
        Assert.InRange(line.Length, 100, 700);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }
    }

    // Other waits are deadlines, of 60 s and more.
    private static async Task WaitOfAsync(WatchedTime time, TimeSpan least)
    {
        for (var wait = TimeSpan.Zero; wait < least || wait > least + TimeSpan.FromSeconds(1);)
        {
            wait = await time.WaitAsync(Cancellation);
        }
    }

    private async Task StartAsync(TimeProvider? time = null, string? server = null)
    {
        var kubeconfig = _folder.Write("kubeconfig", ApiObjects.Kubeconfig(server ?? _server.Url));
        _watch = await WatchUnderTest.StartAsync(new PodsOptions { Kubeconfig = kubeconfig }, Cancellation, time);
    }
}
