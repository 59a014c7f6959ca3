using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Http;
using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.Routing;
using Eyrie.Sinks.Slack;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Sinks.Tests.Slack;

public sealed class SlackNotifierTests : IDisposable
{
    private const string Post = "chat.postMessage";
    private const string Update = "chat.update";
    private static readonly LoopbackAnswer Ok = Taken("1760000000.000100");
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Posts_an_incident_once_and_remembers_the_message()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok);
        using var notifier = Bot(server);

        var told = await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)), Cancellation);

        var (method, body) = Assert.Single(server.Calls());
        Assert.Equal((Post, "#soc"), (method, body["channel"]!.GetValue<string>()));
        Assert.Equal("Bearer xoxb-token", server.Requests[0].Headers["Authorization"]);
        Assert.StartsWith("application/json", server.Requests[0].Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal("alert-inc-42-1", body["metadata"]!["event_payload"]!["alert"]!.GetValue<string>());
        Assert.Contains("alert alert-inc-42-1 · incident inc-42", body.All(), StringComparison.Ordinal);
        Assert.Equal(("1760000000.000100", "C1", "inc-42", 1, Severity.Warning, false), (told.Message, told.Place, told.Incident, told.Alerts, told.Worst, told.Closed));
        Assert.Equal([(1L, 1L)], told.Sequences.Ranges);
        Assert.Equal(_time.GetUtcNow(), told.FirstAt);
        SlackNotices.AssertHarmless(Sent(body));
    }

    [Fact]
    public async Task Writes_the_message_anew_as_the_incident_grows_with_one_answer_in_its_thread()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok);
        using var notifier = Bot(server);
        var first = await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1, rule: "First rule")), Cancellation);

        var told = await notifier.TellAsync(SlackNotices.Of([.. Enumerable.Range(2, 500).Select(i => SlackNotices.Alert(i, rule: "Second rule"))]) with { Before = first }, Cancellation);

        var calls = server.Calls().ToArray();
        Assert.Equal([Post, Update, Post], calls.Select(call => call.Method));
        Assert.Equal(("C1", "1760000000.000100"), (calls[1].Body["channel"]!.GetValue<string>(), calls[1].Body["ts"]!.GetValue<string>()));
        Assert.Equal("🟡 Warning: First rule", calls[1].Body.Text(0));
        Assert.Contains("501 alerts from", calls[1].Body.All(), StringComparison.Ordinal);
        Assert.Contains("  500  Second rule\n    1  First rule", calls[1].Body.All(), StringComparison.Ordinal);
        Assert.Equal(("C1", "1760000000.000100", false), (calls[2].Body["channel"]!.GetValue<string>(), calls[2].Body["thread_ts"]!.GetValue<string>(), calls[2].Body["reply_broadcast"]!.GetValue<bool>()));
        Assert.StartsWith("🟡 500 further alerts, the worst warning: Second rule: curl", calls[2].Body.Text(0), StringComparison.Ordinal);
        Assert.Equal((501, 1, "1760000000.000100"), (told.Alerts, told.Replies, told.Message));
        Assert.All(calls, call => SlackNotices.AssertHarmless(Sent(call.Body)));
    }

    [Fact]
    public async Task What_becomes_critical_waits_for_none_of_the_changes_that_a_workspace_is_allowed()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok);
        using var notifier = Bot(server);
        var told = await notifier.TellAsync(SlackNotices.Of(An.Alert("a0", incident: "inc-1")), Cancellation);
        var (changes, number) = (Task.FromResult(told), 0);
        while (changes.IsCompleted)
        {
            changes = notifier.TellAsync(SlackNotices.Of(An.Alert($"a{++number}", incident: "inc-1")) with { Before = told with { Place = $"C{number}" } }, Cancellation);
            await Task.WhenAny(changes, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancellation));
        }

        var bad = notifier.TellAsync(SlackNotices.Of(An.Alert("bad", Severity.Critical, incident: "inc-1")) with { Before = told with { Place = "C0" } }, Cancellation);

        Assert.Same(bad, await Task.WhenAny(bad, Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, Cancellation)));
    }

    [Fact]
    public async Task Shows_in_the_channel_what_got_worse_and_calls_again()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok);
        using var notifier = Bot(server);
        var settings = new RouteSettings { Mention = "here S0123ABC" };
        var told = await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)).At(settings), Cancellation);
        told = await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(2)).At(settings) with { Before = told }, Cancellation);

        await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(3, Severity.Critical, "Drop and execute")).At(settings) with { Before = told }, Cancellation);

        var calls = server.Calls().ToArray();
        Assert.Equal([Post, Update, Post, Update, Post], calls.Select(call => call.Method));
        Assert.Equal([true, false, false, false, true], calls.Select(call => call.Body.ToJsonString().Contains("subteam", StringComparison.Ordinal)));
        Assert.Equal("<!here> <!subteam^S0123ABC>", calls[4].Body.Text(0));
        Assert.StartsWith("🔴 It got worse: Critical: Drop and execute", calls[4].Body.Text(1), StringComparison.Ordinal);
        Assert.True(calls[4].Body["reply_broadcast"]!.GetValue<bool>());
        Assert.Equal("🔴 Critical: Drop and execute", calls[3].Body.Text(0));
        Assert.All(calls, call => SlackNotices.AssertHarmless(Sent(call.Body), "!here", "!subteam^S0123ABC"));
    }

    [Fact]
    public async Task Shows_the_last_state_when_it_is_over()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok);
        using var notifier = Bot(server);
        var before = await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1, Severity.Critical)), Cancellation);

        var told = await notifier.TellAsync(SlackNotices.Of() with { Before = before, Closing = SlackNotices.Closing(12) }, Cancellation);

        var (method, body) = server.Calls().Last();
        Assert.Equal((Update, 2), (method, server.Requests.Count));
        Assert.Equal("✅ Over: Shell in a web server", body.Text(0));
        Assert.Contains("Over after 12 min · 12 alerts from", body.All(), StringComparison.Ordinal);
        Assert.True(told.Closed);
    }

    [Fact]
    public async Task Says_nothing_of_the_end_of_what_nobody_heard_of()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok);
        using var notifier = Bot(server);

        Assert.True((await notifier.TellAsync(SlackNotices.Of() with { Closing = SlackNotices.Closing(12) }, Cancellation)).Closed);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Tells_an_alert_that_comes_twice_once()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok);
        using var notifier = Bot(server);
        var before = await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)), Cancellation);

        var told = await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)) with { Before = before }, Cancellation);

        Assert.Equal((1, 1), (told.Alerts, server.Requests.Count));
    }

    [Theory]
    [InlineData("message_not_found")]
    [InlineData("cant_update_message")]
    [InlineData("edit_window_closed")]
    [InlineData("channel_not_found")]
    [InlineData("is_archived")]
    public async Task Posts_anew_what_cannot_be_changed(string error)
    {
        await using var server = await LoopbackHttp.StartAsync(Ok, No(error), Taken("1760000009.000900"));
        using var notifier = Bot(server);
        var before = await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)), Cancellation);

        var told = await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(2)) with { Before = before }, Cancellation);

        Assert.Equal([Post, Update, Post], server.Calls().Select(call => call.Method));
        Assert.Null(server.Calls().Last().Body["thread_ts"]);
        Assert.Equal(("1760000009.000900", 2), (told.Message, told.Alerts));
    }

    [Fact]
    public async Task Posts_anew_when_the_message_cannot_be_answered_or_its_name_is_lost()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok, Ok, No("thread_not_found"), Ok);
        using var notifier = Bot(server);
        var before = await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)), Cancellation);

        await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(2)) with { Before = before }, Cancellation);
        _time.Advance(TimeSpan.FromMinutes(1));
        await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(3)) with { Before = before with { Message = "" } }, Cancellation);

        Assert.Equal([Post, Update, Post, Post, Post], server.Calls().Select(call => call.Method));
    }

    [Theory]
    [InlineData("channel_not_found")]
    [InlineData("not_in_channel")]
    [InlineData("is_archived")]
    public async Task Posts_to_the_sinks_own_channel_what_Slack_refuses_elsewhere_and_says_so(string error)
    {
        await using var server = await LoopbackHttp.StartAsync(request =>
            JsonNode.Parse(request.Text)!["channel"]!.GetValue<string>() is "#lost" ? No(error) : Ok);
        using var notifier = Bot(server);
        var settings = new RouteSettings { Channel = "#lost" };

        var told = await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)).At(settings), Cancellation);
        await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1, incident: "other")).At(settings), Cancellation);
        _time.Advance(TimeSpan.FromMinutes(6));
        await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1, incident: "third")).At(settings), Cancellation);

        Assert.Equal(["#lost", "#soc", "#soc", "#lost", "#soc"], server.Calls().Select(call => call.Body["channel"]!.GetValue<string>()));
        Assert.Contains($"This was meant for #lost, where Slack does not let us post: Slack answered 200: {error}.", server.Calls().ElementAt(1).Body.All(), StringComparison.Ordinal);
        Assert.Equal("C1", told.Place);
    }

    [Theory]
    [InlineData("ratelimited", FailureKind.Transient)]
    [InlineData("internal_error", FailureKind.Transient)]
    [InlineData("invalid_auth", FailureKind.Fatal)]
    [InlineData("token_revoked", FailureKind.Fatal)]
    [InlineData("channel_not_found", FailureKind.Fatal)]
    [InlineData("something_new", FailureKind.Fatal)]
    [InlineData("invalid_blocks", FailureKind.Rejected)]
    [InlineData("msg_too_long", FailureKind.Rejected)]
    public async Task Says_what_to_do_when_the_API_says_no(string error, FailureKind expected)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, $$"""{"ok":false,"error":"{{error}}"}""", "30"));
        using var notifier = Bot(server);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)), Cancellation));

        Assert.Equal((expected, $"Slack answered 200: {error}", TimeSpan.FromSeconds(30)), (failure.Kind, failure.Message, failure.RetryAfter));
    }

    [Theory]
    [InlineData(429, "", FailureKind.Transient)]
    [InlineData(503, "", FailureKind.Transient)]
    [InlineData(200, "<html>", FailureKind.Transient)]
    [InlineData(200, "[1]", FailureKind.Transient)]
    [InlineData(401, "", FailureKind.Fatal)]
    public async Task Says_what_to_do_when_something_else_answers(int status, string body, FailureKind expected)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(status, body));
        using var notifier = Bot(server);

        Assert.Equal(expected, (await Assert.ThrowsAsync<PipelineException>(() => notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)), Cancellation))).Kind);
    }

    [Theory]
    [InlineData(403, "action_prohibited", FailureKind.Fatal)]
    [InlineData(404, "no_service", FailureKind.Fatal)]
    [InlineData(410, "channel_is_archived", FailureKind.Fatal)]
    [InlineData(429, "rate_limited", FailureKind.Transient)]
    [InlineData(500, "rollup_error", FailureKind.Transient)]
    [InlineData(400, "invalid_payload", FailureKind.Rejected)]
    public async Task Says_what_to_do_when_the_webhook_says_no(int status, string body, FailureKind expected)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(status, body, "7"));
        using var notifier = Webhook(server);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)), Cancellation));

        Assert.Equal((expected, $"Slack answered {status}: {body}", TimeSpan.FromSeconds(7)), (failure.Kind, failure.Message, failure.RetryAfter));
    }

    [Theory]
    [InlineData("<html><body>It works!</body></html>", FailureKind.Transient)] // a proxy's page
    [InlineData("\u0000\u001b[31mo", FailureKind.Transient)]
    [InlineData("o", FailureKind.Transient)] // half of it
    [InlineData("""{"ok":tr""", FailureKind.Transient)]
    [InlineData("""{"ok":false,"error":"internal_error"}""", FailureKind.Transient)]
    [InlineData("""{"ok":false,"error":"invalid_payload"}""", FailureKind.Rejected)]
    public async Task Takes_no_page_of_something_else_for_a_webhooks_word(string body, FailureKind expected)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, body), new LoopbackAnswer(200, "ok"));
        using var notifier = Webhook(server);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)), Cancellation));
        await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)), Cancellation);

        Assert.Equal(expected, failure.Kind);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("ok\n")]
    [InlineData("")]
    [InlineData("""{"ok":true}""")]
    [InlineData("""{"success":true}""")]
    public async Task Takes_the_word_of_what_stands_in_for_Slack(string body)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, body));
        using var notifier = Webhook(server);

        await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)), Cancellation);

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Repeats_only_what_was_not_taken()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok, Ok, new LoopbackAnswer(503), Ok);
        using var notifier = Bot(server);
        var before = await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)), Cancellation);
        var grown = SlackNotices.Of(SlackNotices.Alert(2)) with { Before = before };

        await Assert.ThrowsAsync<PipelineException>(() => notifier.TellAsync(grown, Cancellation));
        _time.Advance(TimeSpan.FromMinutes(1));
        await notifier.TellAsync(grown, Cancellation);

        Assert.Equal([Post, Update, Post, Update, Post], server.Calls().Select(call => call.Method)); // an update twice is one; of the answers the first was refused
    }

    [Fact]
    public async Task Posts_a_first_message_and_what_came_later_by_webhook()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, "ok"));
        using var notifier = Webhook(server);

        var told = await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)), Cancellation);
        told = await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(2), SlackNotices.Alert(3)) with { Before = told }, Cancellation);
        told = await notifier.TellAsync(SlackNotices.Of() with { Before = told, Closing = SlackNotices.Closing(3) }, Cancellation);

        var bodies = server.Calls().Select(call => call.Body).ToArray();
        Assert.All(server.Requests, request => Assert.Equal("/services/T/B/secret", request.Path));
        Assert.All(bodies, body => Assert.False(body.ContainsKey("channel") || body.ContainsKey("metadata") || body.ContainsKey("thread_ts")));
        Assert.Equal("🟡 Warning: Shell in a web server", bodies[0].Text(0));
        Assert.StartsWith("🟡 2 further alerts, the worst warning", bodies[1].Text(0), StringComparison.Ordinal);
        Assert.Contains("incident inc-42", bodies[1].All(), StringComparison.Ordinal);
        Assert.Equal("✅ Over: Shell in a web server", bodies[2].Text(0));
        Assert.True(told.Closed);
    }

    [Fact]
    public async Task Goes_to_the_webhook_of_the_route_and_when_that_is_gone_to_the_sinks_own()
    {
        await using var server = await LoopbackHttp.StartAsync(request => request.Path == "/team" ? new LoopbackAnswer(404, "no_service") : new LoopbackAnswer(200, "ok"));
        using var notifier = Webhook(server);
        var settings = new RouteSettings { WebhookUrlFile = _folder.Write("team", server.Url + "/team") };

        await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)).At(settings), Cancellation);

        Assert.Equal(["/team", "/services/T/B/secret"], server.Requests.Select(request => request.Path));
        Assert.Contains("This was meant for", server.Calls().Last().Body.All(), StringComparison.Ordinal);
        Assert.Equal(settings.WebhookUrlFile, notifier.AddressOf(settings));
    }

    [Fact]
    public async Task Tells_a_storm_in_one_message_that_is_changed()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok);
        using var notifier = Bot(server);

        for (var i = 0; i < 5; i++)
        {
            await notifier.TellManyAsync(Storm(i, 400, Severity.Notice), Cancellation);
            _time.Advance(TimeSpan.FromSeconds(30));
        }

        await notifier.TellManyAsync(Storm(5, 3, Severity.Critical), Cancellation);

        Assert.Equal([Post, Update, Update, Update, Update, Post], server.Calls().Select(call => call.Method));
        Assert.Equal("🔵 2,000 more alerts of 2,000 incidents", server.Calls().ElementAt(4).Body.Text(0));
        Assert.Equal("🔴 2,003 more alerts of 2,003 incidents", server.Calls().Last().Body.Text(0));
    }

    [Fact]
    public async Task Begins_a_new_digest_when_the_old_one_is_gone_or_long_past()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok, No("message_not_found"), Ok);
        using var notifier = Bot(server);

        await notifier.TellManyAsync(Storm(0, 10, Severity.Notice), Cancellation);
        await notifier.TellManyAsync(Storm(1, 10, Severity.Notice), Cancellation);
        _time.Advance(TimeSpan.FromMinutes(6));
        await notifier.TellManyAsync(Storm(2, 10, Severity.Notice), Cancellation);

        Assert.Equal([Post, Update, Post, Post], server.Calls().Select(call => call.Method));
        Assert.Equal("🔵 10 more alerts of 10 incidents", server.Calls().Last().Body.Text(0));
    }

    [Fact]
    public async Task Gives_an_incident_of_a_digest_a_message_of_its_own_when_it_is_told_again()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok);
        using var notifier = Bot(server);
        var told = Assert.Single(await notifier.TellManyAsync([SlackNotices.Of(SlackNotices.Alert(1))], Cancellation));

        Assert.Equal(("", SlackNotifier.InDigest, 1), (told.Message, told.Place, told.Alerts));
        Assert.Equal("1760000000.000100", (await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(2)) with { Before = told }, Cancellation)).Message);
        Assert.Equal([Post, Post], server.Calls().Select(call => call.Method));
    }

    [Fact]
    public async Task Counts_no_digest_that_Slack_did_not_take()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(503), Ok);
        using var notifier = Bot(server);

        await Assert.ThrowsAsync<PipelineException>(() => notifier.TellManyAsync(Storm(0, 10, Severity.Notice), Cancellation));
        await notifier.TellManyAsync(Storm(0, 10, Severity.Notice), Cancellation);

        Assert.Equal("🔵 10 more alerts of 10 incidents", server.Calls().Last().Body.Text(0));
    }

    [Fact]
    public async Task Keeps_to_a_message_a_second_of_a_channel_also_when_a_notice_is_two()
    {
        await using var server = await LoopbackHttp.StartAsync(Ok);
        using var notifier = Bot(server);
        var before = await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)), Cancellation);
        var telling = TellAllAsync();
        while (!telling.IsCompleted)
        {
            var posts = server.Calls().Count(call => call.Method == Post);
            Assert.InRange(posts, 0, 5 + (int)(_time.GetUtcNow() - _time.Start).TotalSeconds);
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await telling;
        Assert.True(_time.GetUtcNow() - _time.Start >= TimeSpan.FromSeconds(6));

        async Task TellAllAsync()
        {
            for (var i = 2; i < 12; i++)
            {
                await notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(i)) with { Before = before }, Cancellation);
            }
        }
    }

    [Fact]
    public void Tells_its_pace_from_the_options()
    {
        using var notifier = For(new() { TokenFile = "t", Channel = "#soc", MessagesPerSecond = 0.5, IncidentsBeforeDigest = 7, DigestInterval = TimeSpan.FromMinutes(1) });
        using var webhook = For(new() { WebhookUrlFile = "w" });

        Assert.Equal(new(TimeSpan.FromSeconds(2), 3, TimeSpan.FromSeconds(30), 7, TimeSpan.FromMinutes(1)), notifier.Pace);
        Assert.Equal(TimeSpan.FromMinutes(5), webhook.Pace.UpdateInterval);
        Assert.Equal(("slack", "#soc", "#x"), (notifier.Name, notifier.AddressOf(RouteSettings.None), notifier.AddressOf(new() { Channel = "#x" })));
    }

    [Fact]
    public async Task Names_the_file_but_not_its_contents_when_that_is_no_URL()
    {
        using var notifier = For(new() { WebhookUrlFile = _folder.Write("hook", "secret") });

        var failure = await Assert.ThrowsAsync<PipelineException>(() => notifier.TellAsync(SlackNotices.Of(SlackNotices.Alert(1)), Cancellation));

        Assert.Equal(FailureKind.Fatal, failure.Kind);
        Assert.Contains(_folder["hook"], failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("here", "<!here>")]
    [InlineData("@here, U024BE7LH S0ABC", "<!here> <@U024BE7LH> <!subteam^S0ABC>")]
    [InlineData("channel <!everyone> bob U1|x", "<!channel>")]
    [InlineData("", "")]
    public void Calls_whom_the_configuration_names(string mention, string expected) => Assert.Equal(expected, SlackMention.Markup(mention));

    public void Dispose() => _folder.Dispose();

    private static Notice[] Storm(int number, int incidents, Severity severity) =>
        [.. Enumerable.Range(0, incidents).Select(i => SlackNotices.Of(SlackNotices.Alert(1, severity, incident: $"storm-{number}-{i}")))];

    private static JsonObject Sent(JsonObject body)
    {
        var copy = body.DeepClone().AsObject();
        copy.Remove("channel");
        return copy;
    }

    private static LoopbackAnswer Taken(string ts) => new(200, $$"""{"ok":true,"channel":"C1","ts":"{{ts}}"}""");

    private static LoopbackAnswer No(string error) => new(200, $$"""{"ok":false,"error":"{{error}}"}""");

    private SlackNotifier Bot(LoopbackHttp server) => For(new() { TokenFile = _folder.Write("token", "xoxb-token\n"), Channel = "#soc", ApiUrl = server.Url });

    private SlackNotifier Webhook(LoopbackHttp server) => For(new() { WebhookUrlFile = _folder.Write("hook", server.Url + "/services/T/B/secret") });

    private SlackNotifier For(SlackOptions options) => new(
        "slack",
        options,
        new SlackApi(options, new HttpTarget("Slack", HttpHandlers.Create(new()), TimeSpan.FromSeconds(10), TimeProvider.System)),
        SlackNotices.Links,
        _time);
}
