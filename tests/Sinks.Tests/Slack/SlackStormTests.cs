using Eyrie.Sinks.Http;
using Eyrie.Sinks.Slack;
using Eyrie.Sinks.Tests.OnCall;
using Eyrie.Testing;

namespace Eyrie.Sinks.Tests.Slack;

/// <summary>A storm through Kafka and the dispatcher to Slack, in seconds where it would be half minutes.</summary>
public sealed class SlackStormTests : IDisposable
{
    private const int Alerts = 2_000;
    private const int Incidents = 200;
    private readonly TestFolder _folder = new();
    private readonly OnCallBench _bench = new();

    [Fact]
    public async Task Is_a_handful_of_messages_with_the_critical_incident_in_one_of_its_own()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, """{"ok":true,"channel":"C1","ts":"1760000000.000100"}"""));
        var options = new SlackOptions { TokenFile = _folder.Write("token", "xoxb"), Channel = "#soc", ApiUrl = server.Url, DigestInterval = TimeSpan.FromSeconds(5), UpdateInterval = TimeSpan.FromSeconds(2) };
        using var notifier = new SlackNotifier("slack", options, new(options, new HttpTarget("Slack", HttpHandlers.Create(new()), TimeSpan.FromSeconds(10), TimeProvider.System)), SlackNotices.Links, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, Alerts).Select(i => _bench.AlertAsync($"a{i}", $"i{i % Incidents}", 1 + (i / Incidents))));
        await using var sink = await _bench.StartAsync(notifier);

        await _bench.UrgentAsync("critical-one", "bad", 1);
        await SinkBench.UntilAsync(() => _bench.Kafka.Meters.Sum("eyrie.sink.alerts", "sink=slack", "outcome=written") == Alerts + 1);

        var posts = server.Calls().Where(call => call.Method == "chat.postMessage").Select(call => call.Body).ToArray();
        Assert.InRange(posts.Length, 2, 15);
        Assert.Contains(posts, post => post.Text(0).StartsWith("🔴 Critical", StringComparison.Ordinal) && post.All().Contains("alert critical-one", StringComparison.Ordinal));
        Assert.All(server.Calls(), call =>
        {
            call.Body.Remove("channel");
            SlackNotices.AssertHarmless(call.Body);
        });
    }

    public void Dispose()
    {
        _folder.Dispose();
        _bench.Dispose();
    }
}
