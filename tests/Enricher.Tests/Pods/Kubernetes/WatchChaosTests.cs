using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Testing;
using Eyrie.Testing.Kubernetes;

namespace Eyrie.Enricher.Tests.Pods.Kubernetes;

/// <summary>Whatever happens to pods, streams and the server's memory: in the end the picture is the server's.</summary>
public sealed class WatchChaosTests
{
    private const int Steps = 400;
    private const int Pods = 40;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task The_picture_is_the_servers_in_the_end(int seed)
    {
        var random = new Random(seed);
        using var folder = new TestFolder();
        await using var server = await ScriptedApiServer.StartAsync();
        server.Store.ForgetsListsAfterPages = seed % 2 == 0 ? 2 : int.MaxValue;
        var kubeconfig = folder.Write("kubeconfig", ApiObjects.Kubeconfig(server.Url));
        await using var watch = await WatchUnderTest.StartAsync(new PodsOptions { Kubeconfig = kubeconfig, PageSize = 7 }, Cancellation);

        for (var step = 0; step < Steps; step++)
        {
            Change(server, random, step);
            if (random.Next(4) == 0)
            {
                Trouble(server, random);
                await Task.Yield();
            }

            if (step % 20 == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20)), TimeProvider.System, Cancellation);
            }
        }

        server.Store.Put("pods", "last", ApiObjects.Pod("last", "last"));
        await AssertSameAsync(watch, server);

        Assert.True(watch.Meters.Sum("eyrie.enricher.pods.restarts", "kind=pods") > 3, "nothing went wrong on the way");
        Assert.False(watch.Cluster.WasCalledTwiceAtOnce);
    }

    private static async Task AssertSameAsync(WatchUnderTest watch, ScriptedApiServer server)
    {
        try
        {
            await watch.Cluster.Until(cluster => Picture(cluster) == Picture(server.Store), Cancellation).WaitAsync(Longest, Cancellation);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{Picture(server.Store)}\n-- but --\n{Picture(watch.Cluster)}\n{string.Join('\n', watch.Log.Lines.TakeLast(20))}\n{string.Join('\n', server.Requests.TakeLast(5))}");
        }
    }

    private static void Change(ScriptedApiServer server, Random random, int step)
    {
        var uid = $"u{random.Next(Pods):00}";
        if (random.Next(3) == 0 && server.Store.Objects("pods").ContainsKey(uid))
        {
            server.Store.Delete("pods", uid);
        }
        else
        {
            server.Store.Put("pods", uid, ApiObjects.Pod(uid, $"web-{uid}", ip: $"10.0.{step / 250}.{step % 250}"));
        }
    }

    private static void Trouble(ScriptedApiServer server, Random random)
    {
        switch (random.Next(8))
        {
            case < 4 and var end:
                server.EndWatches("pods", (WatchEnd)end);
                break;
            case 4:
                server.Store.Forget();
                server.EndWatches("pods", WatchEnd.Expired);
                break;
            case 5:
                server.Script("pods", isWatch: true, ApiFault.Of(503, "ServiceUnavailable", "starting"), ApiFault.HangUp);
                server.EndWatches("pods", WatchEnd.Broken);
                break;
            case 6:
                server.Script("pods", isWatch: false, ApiFault.HangUpHalfWay, ApiFault.Of(429, "TooManyRequests", "later"));
                server.EndWatches("pods", WatchEnd.Expired);
                break;
            default:
                server.Store.Forget(); // what is not open meanwhile finds 410 when it comes back
                server.EndWatches("pods", WatchEnd.MidLine);
                break;
        }
    }

    private static string Picture(RecordedCluster cluster) => string.Join(
        '\n', cluster.All(ClusterKind.Pod).Cast<PodObject>().Select(pod => $"{pod.Uid} {pod.Ips[0]} {pod.ResourceVersion}"));

    private static string Picture(ApiStore store) => string.Join(
        '\n', store.Objects("pods").OrderBy(pod => pod.Key, StringComparer.Ordinal).Select(pod => $"{pod.Key} {Between(pod.Value, "\"podIP\":\"")} {Between(pod.Value, "\"resourceVersion\":\"")}"));

    private static string Between(string text, string start)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf('"', from)];
    }
}
