using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.PagerDuty;
using Eyrie.Sinks.Routing;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Sinks.Tests.PagerDuty;

public sealed class PagerDutyNotifierTests : IDisposable
{
    private static readonly LoopbackAnswer Accepted = new(202, """{"status":"success","message":"Event processed","dedup_key":"as-PagerDuty-says"}""");
    private static readonly LoopbackAnswer WrongKey = new(400, """{"status":"invalid event","message":"Event object is invalid","errors":["Length of 'routing_key' is incorrect (should be 32 characters)"]}""");
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Remembers_what_PagerDuty_calls_the_incident_and_goes_on_in_it()
    {
        await using var server = await LoopbackHttp.StartAsync(Accepted);
        using var notifier = NotifierFor(server);

        var first = await notifier.TellAsync(A.Notice(An.Alert("a1", incident: "inc-1")), Cancellation);
        var second = await notifier.TellAsync(A.Notice(An.Alert("a2", incident: "inc-1")) with { Before = first }, Cancellation);

        Assert.Equal(["inc-1", "as-PagerDuty-says"], Fields(server, "dedup_key"));
        Assert.Equal(("as-PagerDuty-says", 2L), (second.Message, second.Alerts));
        Assert.Equal(2, second.Rules["Shell in a web server"]);
        Assert.Equal("trigger,trigger", string.Join(',', Fields(server, "event_action")));
    }

    [Theory]
    [InlineData(null, false, "trigger")]
    [InlineData(null, true, "trigger,resolve")]
    [InlineData(true, false, "trigger,resolve")]
    [InlineData(false, true, "trigger")]
    public async Task Resolves_when_it_is_over_if_the_route_or_the_sink_says_so(bool? route, bool sink, string expected)
    {
        await using var server = await LoopbackHttp.StartAsync(Accepted);
        using var notifier = NotifierFor(server, resolve: sink);
        var target = new RouteTarget("root", "", new() { Resolve = route });

        var told = await notifier.TellAsync(A.Notice(An.Alert("a1", incident: "inc-1")) with { Target = target }, Cancellation);
        var closed = await notifier.TellAsync(Closing() with { Target = target, Before = told }, Cancellation);
        await notifier.TellAsync(Closing() with { Target = target, Before = closed }, Cancellation);

        Assert.Equal(expected, string.Join(',', Fields(server, "event_action")));
        Assert.True(closed.Closed);
    }

    [Fact]
    public async Task Says_nothing_when_something_is_over_that_was_never_told()
    {
        await using var server = await LoopbackHttp.StartAsync(Accepted);
        using var notifier = NotifierFor(server, resolve: true);

        Assert.True((await notifier.TellAsync(Closing(), Cancellation)).Closed);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Does_not_open_an_incident_anew_because_its_resolve_failed()
    {
        await using var server = await LoopbackHttp.StartAsync(Accepted, new(503), Accepted);
        using var notifier = NotifierFor(server, resolve: true);
        var notice = A.Notice(An.Alert("a1", incident: "inc-1")) with { Closing = An.Alert("closing") };

        await Assert.ThrowsAsync<PipelineException>(() => notifier.TellAsync(notice, Cancellation));
        var told = await notifier.TellAsync(notice, Cancellation);

        Assert.Equal("trigger,resolve,resolve", string.Join(',', Fields(server, "event_action")));
        Assert.True(told.Closed);
    }

    [Theory]
    [InlineData(Severity.Critical, null, false)]
    [InlineData(Severity.Warning, null, true)]
    [InlineData(null, 80, false)]
    [InlineData(null, 40, true)]
    public async Task Never_pages_below_the_threshold_of_the_route(Severity? least, int? risk, bool pages)
    {
        await using var server = await LoopbackHttp.StartAsync(Accepted);
        using var notifier = NotifierFor(server);
        var notice = A.Notice(An.Alert("a1", Severity.Error) with { RiskScore = 50 }) with { Target = new("", "", new() { MinSeverity = least, MinRisk = risk }) };

        var told = await notifier.TellAsync(notice, Cancellation);

        Assert.Equal(pages ? 1 : 0, server.Requests.Count);
        Assert.Equal(1, told.Alerts);
    }

    [Fact]
    public async Task Pages_for_a_mild_alert_of_an_incident_that_is_bad()
    {
        await using var server = await LoopbackHttp.StartAsync(Accepted);
        using var notifier = NotifierFor(server);

        await notifier.TellAsync(
            A.Notice(An.Alert("a1", Severity.Notice) with { IncidentSoFar = new() { Alerts = 4, Severity = Severity.Critical } })
                with
            { Target = new("", "", new() { MinSeverity = Severity.Critical }) },
            Cancellation);

        Assert.Equal(["critical"], server.Requests.Select(request => JsonNode.Parse(request.Text)!["payload"]!["severity"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Takes_an_alert_that_comes_again_for_the_same_one()
    {
        await using var server = await LoopbackHttp.StartAsync(Accepted);
        using var notifier = NotifierFor(server);
        var alert = An.Alert("a1", incident: "inc-1") with { IncidentSequence = 1 };

        var told = await notifier.TellAsync(A.Notice(alert), Cancellation);
        told = await notifier.TellAsync(A.Notice(alert, alert with { Id = "a2", IncidentSequence = 2 }) with { Before = told }, Cancellation);

        Assert.Equal(2, told.Alerts);
    }

    [Fact]
    public async Task Pages_through_the_sinks_own_key_when_that_of_the_route_is_refused_and_says_which_was_meant()
    {
        await using var server = await LoopbackHttp.StartAsync(request => Key(request) == "team-key" ? WrongKey : Accepted);
        using var notifier = NotifierFor(server, resolve: true);
        var target = new RouteTarget("root/team", "team", new() { RoutingKeyFile = _folder.Write("team", "team-key") });

        var told = await notifier.TellAsync(A.Notice(An.Alert("a1", incident: "inc-1")) with { Target = target }, Cancellation);
        await notifier.TellAsync(Closing() with { Target = target, Before = told }, Cancellation);

        Assert.Equal(["team-key", "the-key", "the-key"], Fields(server, "routing_key")); // the resolve goes where the page went
        var note = JsonNode.Parse(server.Requests[1].Text)!["payload"]!["custom_details"]!["note"]!.GetValue<string>();
        Assert.Contains("meant for another service", note, StringComparison.Ordinal);
        Assert.Contains(_folder["team"], note, StringComparison.Ordinal);
        Assert.DoesNotContain("team-key", server.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_through_the_sinks_own_key_when_the_file_of_the_route_is_missing()
    {
        await using var server = await LoopbackHttp.StartAsync(Accepted);
        using var notifier = NotifierFor(server);

        await notifier.TellAsync(
            A.Notice(An.Alert()) with { Target = new("", "", new() { RoutingKeyFile = _folder["nothing"] }) }, Cancellation);

        Assert.Equal(["the-key"], Fields(server, "routing_key"));
    }

    [Fact]
    public async Task Reads_no_file_that_only_a_topic_names()
    {
        await using var server = await LoopbackHttp.StartAsync(Accepted);
        using var notifier = NotifierFor(server, resolve: true);

        await notifier.TellAsync(
            A.Notice(An.Alert("a1", incident: "inc-1")) with { Before = new() { Message = "inc-1", Place = _folder.Write("passwd", "root") }, Closing = An.Alert() },
            Cancellation);

        Assert.Equal(["the-key", "the-key"], Fields(server, "routing_key"));
    }

    [Fact]
    public async Task Waits_for_a_person_when_every_key_is_refused()
    {
        await using var server = await LoopbackHttp.StartAsync(WrongKey);
        using var notifier = NotifierFor(server);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => notifier.TellAsync(A.Notice(An.Alert()), Cancellation));

        Assert.Equal(FailureKind.Fatal, failure.Kind);
        Assert.Contains("should be 32 characters", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"status":"invalid event","errors":["'payload.summary' is missing or blank"]}""", "'payload.summary' is missing or blank")]
    [InlineData("""{"status":"invalid event","errors":["'payload.class' cannot be routing_key"]}""", "cannot be routing_key")]
    [InlineData("<html>no</html>", "<html>no</html>")]
    public async Task Gives_an_event_up_that_PagerDuty_refuses_with_its_words(string body, string words)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(400, body));
        using var notifier = NotifierFor(server);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => notifier.TellAsync(A.Notice(An.Alert()), Cancellation));

        Assert.Equal(FailureKind.Rejected, failure.Kind);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    public static TheoryData<LoopbackAnswer> Outages =>
        new(
        new LoopbackAnswer(429, "", "7"), new LoopbackAnswer(500), new LoopbackAnswer(503, "<html>"), new LoopbackAnswer(200, "<html>a login page</html>"),
        LoopbackAnswer.HangUp, LoopbackAnswer.HangUpHalfWay);

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Comes_again_after_an_outage(LoopbackAnswer outage)
    {
        await using var server = await LoopbackHttp.StartAsync(outage, Accepted);
        using var notifier = NotifierFor(server);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => notifier.TellAsync(A.Notice(An.Alert()), Cancellation));
        await notifier.TellAsync(A.Notice(An.Alert()), Cancellation);

        Assert.Equal(FailureKind.Transient, failure.Kind);
        Assert.Equal(outage.Status == 429 ? TimeSpan.FromSeconds(7) : null, failure.RetryAfter);
    }

    [Theory]
    [InlineData(202, "")]
    [InlineData(202, "garbage")]
    [InlineData(202, """{"dedup_key":17}""")]
    [InlineData(202, """{"dedup_key":"\ud800"}""")]
    [InlineData(200, """{"status":"success"}""")]
    public async Task Takes_a_success_for_one_whatever_else_is_said(int status, string body)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(status, body));
        using var notifier = NotifierFor(server);

        Assert.Equal("inc-1", (await notifier.TellAsync(A.Notice(An.Alert(incident: "inc-1")), Cancellation)).Message);
    }

    [Theory]
    [InlineData(503, """{"message":"\ud800"}""", FailureKind.Transient)]
    [InlineData(401, """{"errors":["\ud800"]}""", FailureKind.Fatal)]
    public async Task Takes_an_answer_that_is_no_text_for_what_its_status_says(int status, string body, FailureKind expected)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(status, body));
        using var notifier = NotifierFor(server);

        Assert.Equal(expected, (await Assert.ThrowsAsync<PipelineException>(() => notifier.TellAsync(A.Notice(An.Alert()), Cancellation))).Kind);
    }

    [Fact]
    public async Task Sends_what_an_attacker_wrote_as_one_small_event()
    {
        await using var server = await LoopbackHttp.StartAsync(Accepted);
        using var notifier = NotifierFor(server);

        await notifier.TellAsync(A.Notice(An.HostileAlert(new string('\u0001', 100_000) + "\r\nX-Evil: 1\ud83d\u202e")), Cancellation);

        var request = Assert.Single(server.Requests);
        Assert.InRange(request.Body.Length, 1, PagerDutyEvent.MaxBytes);
        Assert.False(request.Headers.ContainsKey("X-Evil"));
    }

    [Theory]
    [InlineData(PagerDutyRegion.Us, "https://events.pagerduty.com/v2/enqueue")]
    [InlineData(PagerDutyRegion.Eu, "https://events.eu.pagerduty.com/v2/enqueue")]
    public void Knows_the_address_of_each_region(PagerDutyRegion region, string expected) =>
        Assert.Equal(expected, new PagerDutyOptions { Region = region }.Endpoint);

    [Fact]
    public void Stays_below_what_PagerDuty_takes_of_a_key_in_a_minute()
    {
        using var target = Target();
        using var notifier = new PagerDutyNotifier("pagerduty", new(), target, AlertLinks.None, TimeProvider.System, NullLogger<PagerDutyNotifier>.Instance);

        Assert.InRange(notifier.Pace.Burst + (TimeSpan.FromMinutes(1) / notifier.Pace.Interval), 60, 120);
    }

    public void Dispose() => _folder.Dispose();

    private static Notice Closing() => A.Notice() with { Closing = An.Alert("closing", incident: "inc-1") };

    private static string Key(LoopbackRequest request) => JsonNode.Parse(request.Text)!["routing_key"]!.GetValue<string>();

    private static IEnumerable<string> Fields(LoopbackHttp server, string name) =>
        server.Requests.Select(request => JsonNode.Parse(request.Text)![name]!.GetValue<string>());

    private static HttpTarget Target() => new("PagerDuty", HttpHandlers.Create(new()), TimeSpan.FromSeconds(10), TimeProvider.System);

    private PagerDutyNotifier NotifierFor(LoopbackHttp server, bool resolve = false) => new(
        "pagerduty",
        new() { RoutingKeyFile = _folder.Write("key", "the-key\n"), Url = server.Url + "/v2/enqueue", Resolve = resolve },
        Target(),
        AlertLinks.None,
        TimeProvider.System,
        NullLogger<PagerDutyNotifier>.Instance);
}
