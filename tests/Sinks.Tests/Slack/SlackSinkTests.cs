using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Eyrie.Sinks.Slack;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Sinks.Tests.Slack;

public sealed class SlackSinkTests : IDisposable
{
    private static readonly LoopbackAnswer Ok = new(200, """{"ok":true}""");
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Posts_to_the_channel_with_the_token()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok);
        using var sink = ApiSink(server);

        Assert.Empty(await sink.WriteAsync([An.Alert(rule: "Rule 1")], Cancellation));

        var request = Assert.Single(server.Requests);
        Assert.Equal("/chat.postMessage", request.Path);
        Assert.Equal("Bearer xoxb-token", request.Headers["Authorization"]);
        Assert.StartsWith("application/json", request.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal("#soc", JsonNode.Parse(request.Text)!["channel"]!.GetValue<string>());
    }

    [Fact]
    public async Task Posts_to_the_webhook_without_a_channel()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, "ok"));
        using var sink = WebhookSink(server);

        Assert.Empty(await sink.WriteAsync([An.Alert()], Cancellation));

        var request = Assert.Single(server.Requests);
        Assert.Equal("/services/T/B/secret", request.Path);
        Assert.False(JsonNode.Parse(request.Text)!.AsObject().ContainsKey("channel"));
        Assert.False(request.Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData("ratelimited", FailureKind.Transient)]
    [InlineData("internal_error", FailureKind.Transient)]
    [InlineData("invalid_auth", FailureKind.Fatal)]
    [InlineData("token_revoked", FailureKind.Fatal)]
    [InlineData("channel_not_found", FailureKind.Fatal)]
    [InlineData("not_in_channel", FailureKind.Fatal)]
    [InlineData("something_new", FailureKind.Fatal)]
    public async Task Keeps_the_alert_when_the_API_says_no(string error, FailureKind expected)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, $$"""{"ok":false,"error":"{{error}}"}""", "30"));
        using var sink = ApiSink(server);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert()], Cancellation));

        Assert.Equal(expected, failure.Kind);
        Assert.Equal($"Slack answered 200: {error}", failure.Message);
        Assert.Equal(TimeSpan.FromSeconds(30), failure.RetryAfter);
    }

    [Theory]
    [InlineData("invalid_blocks")]
    [InlineData("msg_too_long")]
    [InlineData("msg_blocks_too_long")]
    public async Task Rejects_the_alert_when_the_API_does_not_like_the_message(string error)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, $$"""{"ok":false,"error":"{{error}}"}"""), Ok);
        using var sink = ApiSink(server);

        var rejected = Assert.Single(await sink.WriteAsync([An.Alert("a1"), An.Alert("a2")], Cancellation));

        Assert.Equal("a1", rejected.Alert.Id);
        Assert.Contains(error, rejected.Reason, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData(403, "action_prohibited", FailureKind.Fatal)]
    [InlineData(404, "no_service", FailureKind.Fatal)]
    [InlineData(410, "channel_is_archived", FailureKind.Fatal)]
    [InlineData(429, "rate_limited", FailureKind.Transient)]
    [InlineData(500, "rollup_error", FailureKind.Transient)]
    public async Task Keeps_the_alert_when_the_webhook_says_no(int status, string body, FailureKind expected)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(status, body, "7"));
        using var sink = WebhookSink(server);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert()], Cancellation));

        Assert.Equal(expected, failure.Kind);
        Assert.Equal($"Slack answered {status}: {body}", failure.Message);
        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
    }

    [Fact]
    public async Task Rejects_the_alert_when_the_webhook_does_not_like_the_message()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(400, "invalid_payload"));
        using var sink = WebhookSink(server);

        Assert.Equal("Slack answered 400: invalid_payload", Assert.Single(await sink.WriteAsync([An.Alert()], Cancellation)).Reason);
    }

    [Fact]
    public async Task Does_not_post_again_what_was_posted_before_the_failure()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok, new LoopbackAnswer(503), Ok);
        using var sink = ApiSink(server);
        Alert[] batch = [An.Alert("a1", rule: "One"), An.Alert("a2", rule: "Two")];

        await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync(batch, Cancellation));
        Assert.Empty(await sink.WriteAsync(batch, Cancellation));

        Assert.Equal(["Warning: One", "Warning: Two", "Warning: Two"], Fallbacks(server));
    }

    [Fact]
    public async Task Posts_the_worst_of_a_storm_and_one_digest_of_the_rest()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok);
        using var sink = ApiSink(server, maxMessages: 2);
        var batch = Enumerable.Range(0, 40).Select(i => An.Alert($"a{i}", i == 33 ? Severity.Critical : Severity.Notice, $"Rule {i % 2}")).ToArray();

        Assert.Empty(await sink.WriteAsync(batch, Cancellation));

        Assert.Equal(["Critical: Rule 1", "Notice: Rule 0", "38 more alerts of 38 incidents, the worst: notice, Rule 0"], Fallbacks(server));
    }

    [Fact]
    public async Task Posts_an_incident_of_a_storm_once_and_again_when_it_gets_worse()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok);
        using var sink = ApiSink(server);

        Assert.Empty(await sink.WriteAsync(Storm("a", Severity.Notice), Cancellation));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await sink.WriteAsync(Storm("b", Severity.Notice), Cancellation));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await sink.WriteAsync([.. Storm("c", Severity.Notice), .. Storm("d", Severity.Critical)], Cancellation));

        Assert.Equal(
            [
                "Notice: Rule", "499 more alerts of 1 incident, the worst: notice, Rule", "500 more alerts of 1 incident, the worst: notice, Rule",
                "Critical: Rule", "999 more alerts of 1 incident, the worst: critical, Rule",
            ],
            Fallbacks(server).Select(text => text.Split(" in ")[0].Split(" on ")[0]));
    }

    [Fact]
    public async Task Splits_a_storm_the_same_way_when_it_is_tried_again()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok, new LoopbackAnswer(503), Ok);
        using var sink = ApiSink(server);
        var storm = Storm("a", Severity.Notice);

        await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync(storm, Cancellation));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await sink.WriteAsync(storm, Cancellation));

        Assert.Equal(3, server.Requests.Count);
        Assert.StartsWith("499 more", Fallbacks(server).Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lets_the_alerts_of_the_next_digest_gather()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok);
        using var sink = ApiSink(server);
        await sink.WriteAsync(Storm("a", Severity.Notice), Cancellation);

        var second = sink.WriteAsync(Storm("b", Severity.Notice), Cancellation);
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));
        await second;

        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Keeps_to_the_pace_of_a_channel()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok);
        using var sink = ApiSink(server);
        var write = sink.WriteAsync([.. Enumerable.Range(0, 5).Select(i => An.Alert($"a{i}"))], Cancellation);

        while (server.Requests.Count < 3)
        {
            await Task.Yield();
        }

        while (!write.IsCompleted)
        {
            Assert.InRange(server.Requests.Count, 3, 3 + (int)(_time.GetUtcNow() - _time.Start).TotalSeconds);
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await write;
        Assert.True(_time.GetUtcNow() - _time.Start >= TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Names_the_file_but_not_its_contents_when_that_is_no_URL()
    {
        using var sink = SinkFor(new() { WebhookUrlFile = _folder.Write("hook", "secret") });

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert()], Cancellation));

        Assert.Equal(FailureKind.Fatal, failure.Kind);
        Assert.Contains(_folder["hook"], failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Alert[] Storm(string ids, Severity severity) =>
        [.. Enumerable.Range(0, 500).Select(i => An.Alert($"{ids}{i}", severity, "Rule") with { Incident = "i-1" })];

    private static IEnumerable<string> Fallbacks(LoopbackHttp server) =>
        server.Requests.Select(request => JsonNode.Parse(request.Text)!["text"]!.GetValue<string>().Split(": '")[0]);

    private SlackSink ApiSink(LoopbackHttp server, int maxMessages = 5) => SinkFor(new()
    {
        TokenFile = _folder.Write("token", "xoxb-token\n"),
        Channel = "#soc",
        ApiUrl = server.Url,
        MaxMessagesPerBatch = maxMessages,
    });

    private SlackSink WebhookSink(LoopbackHttp server) =>
        SinkFor(new() { WebhookUrlFile = _folder.Write("hook", server.Url + "/services/T/B/secret") });

    private SlackSink SinkFor(SlackOptions options) =>
        new(options, new HttpTarget("Slack", HttpHandlers.Create(new()), TimeSpan.FromSeconds(10), TimeProvider.System), Eyrie.Sinks.Links.AlertLinks.None, _time);
}
