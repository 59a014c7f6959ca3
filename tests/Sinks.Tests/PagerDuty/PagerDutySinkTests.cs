using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.PagerDuty;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Sinks.Tests.PagerDuty;

public sealed class PagerDutySinkTests : IDisposable
{
    private static readonly LoopbackAnswer Accepted = new(202, """{"status":"success","message":"Event processed","dedup_key":"x"}""");
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Triggers_once_an_incident_the_worst_first()
    {
        await using var server = await LoopbackHttp.StartAsync(Accepted);
        using var sink = SinkFor(server);

        Assert.Empty(await sink.WriteAsync(
            [
                An.Alert("a1", Severity.Warning, incident: "inc-1"), An.Alert("a2", Severity.Critical, incident: "inc-2"),
                An.Alert("a3", Severity.Error, incident: "inc-1"), An.Alert("a4", Severity.Notice),
            ],
            Cancellation));

        Assert.Equal(["inc-2", "inc-1", "a4"], server.Requests.Select(request => Field(request, "dedup_key")));
        Assert.All(server.Requests, request => Assert.Equal("the-key", Field(request, "routing_key")));
        Assert.All(server.Requests, request => Assert.Equal("trigger", Field(request, "event_action")));
        Assert.All(server.Requests, request => Assert.Equal("/v2/enqueue", request.Path));
    }

    [Fact]
    public async Task Rejects_all_alerts_of_an_event_that_is_refused_with_the_reason()
    {
        await using var server = await LoopbackHttp.StartAsync(
            new LoopbackAnswer(400, """{"status":"invalid event","errors":["'payload.severity' is invalid"]}"""), Accepted);
        using var sink = SinkFor(server);

        var rejected = await sink.WriteAsync(
            [An.Alert("a1", incident: "inc-1"), An.Alert("a2", incident: "inc-1"), An.Alert("a3", incident: "inc-2")], Cancellation);

        Assert.Equal(["a1", "a2"], rejected.Select(one => one.Alert.Id));
        Assert.Contains("'payload.severity' is invalid", rejected[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "", FailureKind.Transient)]
    [InlineData(500, "", FailureKind.Transient)]
    [InlineData(403, "", FailureKind.Fatal)]
    [InlineData(400, """{"errors":["Length of 'routing_key' is incorrect (should be 32 characters)"]}""", FailureKind.Fatal)]
    public async Task Keeps_the_alert_when_PagerDuty_says_no(int status, string body, FailureKind expected)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(status, body, "9"));
        using var sink = SinkFor(server);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert()], Cancellation));

        Assert.Equal(expected, failure.Kind);
        Assert.Equal(TimeSpan.FromSeconds(9), failure.RetryAfter);
    }

    [Fact]
    public async Task Goes_on_behind_what_was_accepted_before_the_failure()
    {
        await using var server = await LoopbackHttp.StartAsync(Accepted, LoopbackAnswer.HangUp, Accepted);
        using var sink = SinkFor(server);
        Alert[] batch = [An.Alert("a1"), An.Alert("a2")];

        await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync(batch, Cancellation));
        Assert.Empty(await sink.WriteAsync(batch, Cancellation));

        Assert.Equal(["a1", "a2", "a2"], server.Requests.Select(request => Field(request, "dedup_key")));
    }

    [Fact]
    public async Task Waits_for_a_person_when_the_key_is_missing()
    {
        await using var server = await LoopbackHttp.StartAsync(Accepted);
        using var sink = Sink(new() { RoutingKeyFile = _folder["nothing"], Url = server.Url });

        Assert.Equal(
            FailureKind.Fatal, (await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert()], Cancellation))).Kind);
        Assert.Empty(server.Requests);
    }

    public void Dispose() => _folder.Dispose();

    private static string Field(LoopbackRequest request, string name) => JsonNode.Parse(request.Text)![name]!.GetValue<string>();

    private static HttpTarget Target() => new("PagerDuty", HttpHandlers.Create(new()), TimeSpan.FromSeconds(10), TimeProvider.System);

    private static PagerDutySink Sink(PagerDutyOptions options) =>
        new(new("pagerduty", options, Target(), AlertLinks.None, TimeProvider.System, NullLogger<PagerDutyNotifier>.Instance));

    private PagerDutySink SinkFor(LoopbackHttp server) => Sink(
        new() { RoutingKeyFile = _folder.Write("key", "the-key\n"), Url = server.Url + "/v2/enqueue" });
}
