using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Sinks.Alertmanager;
using Eyrie.Sinks.Http;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.Routing;
using Eyrie.Sinks.Tests.Routing;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Sinks.Tests.Alertmanager;

public sealed class AlertmanagerSinkTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Now);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shows_an_alert_whole()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200));
        using var sink = SinkFor(new() { Url = server.Url, Labels = new Dictionary<string, string> { ["origin"] = "eyrie" }, PodLabels = ["app.kubernetes.io/part-of"] },
            new(new() { KibanaUrl = "https://kibana.example.com", Alert = "{kibana}/a/{alert}", Incident = "{kibana}/i/{incident}", Host = "{kibana}/h/{host}" }));

        await sink.WriteAsync([An.FullAlert() with { NamespaceLabels = new Dictionary<string, string> { ["app.kubernetes.io/part-of"] = "shop" } }], Cancellation);

        var request = Assert.Single(server.Requests);
        Assert.Equal("/api/v2/alerts", request.Path);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Expected.Matches("Alertmanager", "alert.json", JsonNode.Parse(request.Text)![0]!.DeepClone().AsObject());
    }

    [Fact]
    public async Task Fires_one_alert_for_a_rule_in_an_incident_since_its_first()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200));
        using var sink = SinkFor(new() { Url = server.Url });

        await sink.WriteAsync([At(10, "a1", "inc-1"), At(5, "a2", "inc-1", "Other"), At(3, "a3", "inc-1"), At(2, "a4", "inc-2")], Cancellation);

        var alerts = JsonNode.Parse(Assert.Single(server.Requests).Text)!.AsArray();
        Assert.Equal(["a3", "a2", "a4"], alerts.Select(alert => alert!["annotations"]!["event_id"]!.GetValue<string>()));
        Assert.Equal("2026-11-23T11:50:00.000Z", alerts[0]!["startsAt"]!.GetValue<string>());
        Assert.All(alerts, alert => Assert.Equal("2026-11-23T12:30:00.000Z", alert!["endsAt"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Ends_what_fires_of_an_incident_that_is_over_with_the_labels_it_fired_with()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, "[]"));
        using var sink = SinkFor(new() { Url = server.Url });
        await sink.WriteAsync([At(20, "a1", "inc-1"), At(18, "a2", "inc-1", "Other"), At(18, "b1", "inc-2")], Cancellation);

        await sink.WriteAsync([Closing("inc-1")], Cancellation);

        Assert.Equal(["/api/v2/alerts", "/api/v2/alerts?filter=incident%3D~%22inc-1%22", "/api/v2/alerts"], server.Requests.Select(request => request.Path));
        var fired = JsonNode.Parse(server.Requests[0].Text)!.AsArray().Take(2).Select(alert => alert!["labels"]!.ToJsonString());
        var ended = JsonNode.Parse(server.Requests[2].Text)!.AsArray();
        Assert.Equal(fired.Order(), ended.Select(alert => alert!["labels"]!.ToJsonString()).Order());
        Assert.All(ended, alert => Assert.Equal("2026-11-23T11:45:00.000Z", alert!["endsAt"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Ends_what_another_instance_fired_by_asking_Alertmanager()
    {
        const string firing = """
            [{"labels":{"alertname":"Old","incident":"inc-1","strange":"x"},"annotations":{"summary":"s"},"startsAt":"2026-11-23T11:00:00.000Z","updatedAt":"2026-11-23T11:40:00.000Z","endsAt":"2026-11-23T12:10:00.000Z","fingerprint":"f","receivers":[],"status":{}}]
            """;
        await using var server = await LoopbackHttp.StartAsync(request => new(200, request.Path.Contains("filter", StringComparison.Ordinal) ? firing : ""));
        using var sink = SinkFor(new() { Url = server.Url });

        await sink.WriteAsync([Closing("inc-1")], Cancellation);

        var ended = Assert.Single(JsonNode.Parse(server.Requests[1].Text)!.AsArray())!;
        Assert.Equal("""{"alertname":"Old","incident":"inc-1","strange":"x"}""", ended["labels"]!.ToJsonString());
        Assert.Equal(("2026-11-23T11:00:00.000Z", "2026-11-23T11:45:00.000Z"), (ended["startsAt"]!.GetValue<string>(), ended["endsAt"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Leaves_what_was_sent_just_now_firing_when_it_catches_up()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, "[]"));
        using var sink = SinkFor(new() { Url = server.Url });
        var longAgo = EventTime.From(Now.AddHours(-2));

        await sink.WriteAsync([At(150, "a1", "inc-1"), Closing("inc-1") with { Time = longAgo }], Cancellation);

        Assert.Equal(2, server.Requests.Count); // fired and asked, nothing ended: nobody would have heard of it
    }

    [Fact]
    public async Task Ends_nothing_when_told_so()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200));
        using var sink = SinkFor(new() { Url = server.Url, Resolve = false });

        Assert.Empty(await sink.WriteAsync([Closing("inc-1")], Cancellation));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(true, "false", "Shell in a web server", "Shell in a web server")]
    [InlineData(false, "true", "Quiet", "Quiet")]
    public async Task Ends_of_an_incident_what_its_route_says_also_for_another_instance(bool option, string quiet, string rule, string ended)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, "[]"));
        var router = Routed.Router($"route: {{ sinks: [alertmanager], routes: [{{ match: {{ rule: Quiet }}, sinks: {{ alertmanager: {{ resolve: {quiet} }} }} }}] }}");
        using var sink = SinkFor(new() { Url = server.Url, Resolve = option }, router: router);
        await sink.WriteAsync([At(20, "a1", "inc-1"), At(20, "a2", "inc-1", "Quiet")], Cancellation);
        var fired = JsonNode.Parse(server.Requests[0].Text)!.AsArray();

        await sink.WriteAsync([Closing("inc-1")], Cancellation);
        Assert.Equal([rule], Rules(server.Requests[^1].Text));

        foreach (var alert in fired)
        {
            (alert!["updatedAt"], alert["endsAt"]) = ("2026-11-23T11:40:00.000Z", "2026-11-23T12:10:00.000Z");
        }

        await using var remembering = await LoopbackHttp.StartAsync(request => new(200, request.Path.Contains("filter", StringComparison.Ordinal) ? fired.ToJsonString() : ""));
        using var other = SinkFor(new() { Url = remembering.Url, Resolve = option }, router: router);
        await other.WriteAsync([Closing("inc-1")], Cancellation);
        Assert.Equal([ended], Rules(remembering.Requests[^1].Text));

        static IEnumerable<string> Rules(string text) => JsonNode.Parse(text)!.AsArray().Select(alert => alert!["labels"]!["alertname"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(404, "")]
    [InlineData(403, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, """[{"labels":{}}]""")]
    [InlineData(200, "{}")]
    public async Task Ends_what_it_has_sent_itself_where_questions_are_not_answered(int status, string body)
    {
        await using var server = await LoopbackHttp.StartAsync(request => request.Path.Contains("filter", StringComparison.Ordinal) ? new(status, body) : new(200));
        using var sink = SinkFor(new() { Url = server.Url });

        await sink.WriteAsync([At(20, "a1", "inc-1")], Cancellation);
        Assert.Empty(await sink.WriteAsync([Closing("inc-1")], Cancellation));

        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Asks_again_when_nobody_answers_which_alerts_fire()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(503), new(200, "[]"));
        using var sink = SinkFor(new() { Url = server.Url });
        Alert[] batch = [Closing("inc-1")];

        Assert.Equal(FailureKind.Transient, (await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync(batch, Cancellation))).Kind);
        Assert.Empty(await sink.WriteAsync(batch, Cancellation));
    }

    [Fact]
    public async Task Tells_every_member_and_is_content_with_one()
    {
        await using var one = await LoopbackHttp.StartAsync(new LoopbackAnswer(503));
        await using var other = await LoopbackHttp.StartAsync(new LoopbackAnswer(200));
        using var sink = SinkFor(new() { Urls = [one.Url, other.Url + "/prefix/", "http://127.0.0.1:1"] });

        Assert.Empty(await sink.WriteAsync([At(1, "a1", "inc-1")], Cancellation));

        Assert.Single(one.Requests);
        Assert.Equal("/prefix/api/v2/alerts", Assert.Single(other.Requests).Path);
    }

    [Fact]
    public async Task Does_not_wait_for_a_member_that_hangs_once_another_has_taken_it()
    {
        await using var hanging = await LoopbackHttp.StartAsync(LoopbackAnswer.Silence);
        await using var other = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, "[]"));
        using var sink = SinkFor(new() { Urls = [hanging.Url, other.Url] }, patience: new FakeTimeProvider()); // its time-out never comes

        foreach (var alert in (Alert[])[At(1, "a1", "inc-1"), At(1, "a2", "inc-1"), Closing("inc-1")])
        {
            var write = sink.WriteAsync([alert], Cancellation);
            await SinkBench.UntilAsync(() =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return write.IsCompleted;
            });
            Assert.Empty(await write);
        }

        Assert.Equal(4, other.Requests.Count);
    }

    [Fact]
    public async Task Ends_nothing_before_it_began()
    {
        const string firing = """[{"labels":{"alertname":"Old","incident":"inc-1"},"annotations":{},"startsAt":"2026-11-23T12:00:30.000Z","updatedAt":"2026-11-23T11:40:00.000Z"}]""";
        await using var server = await LoopbackHttp.StartAsync(request => new(200, request.Path.Contains("filter", StringComparison.Ordinal) ? firing : ""));
        using var sink = SinkFor(new() { Url = server.Url });

        await sink.WriteAsync([Closing("inc-1")], Cancellation);

        var ended = Assert.Single(JsonNode.Parse(server.Requests[1].Text)!.AsArray())!; // another instance's clock is ahead of ours
        Assert.Equal(ended["startsAt"]!.GetValue<string>(), ended["endsAt"]!.GetValue<string>());
    }

    [Fact]
    public async Task Takes_a_refused_batch_apart_until_the_poison_is_alone()
    {
        await using var server = await LoopbackHttp.StartAsync(request => request.Text.Contains("poison", StringComparison.Ordinal) ? new(400, "\"bad alert\"") : new(200));
        using var sink = SinkFor(new() { Url = server.Url });
        Alert[] batch = [.. Enumerable.Range(0, 9).Select(number => At(1, $"a{number}", number is 4 or 5 ? "poison" : $"inc-{number}"))];

        var rejected = await sink.WriteAsync(batch, Cancellation);

        Assert.Equal(["a4", "a5"], rejected.Select(one => one.Alert.Id));
        Assert.Contains("Alertmanager answered 400: \"bad alert\"", rejected[0].Reason, StringComparison.Ordinal);
        Assert.Equal(7, server.Requests.Where(request => !request.Text.Contains("poison", StringComparison.Ordinal)).Sum(request => JsonNode.Parse(request.Text)!.AsArray().Count));
    }

    public static TheoryData<LoopbackAnswer, FailureKind> Refusals => new()
    {
        { new(429, "", "9"), FailureKind.Transient },
        { new(500, "\"disk\""), FailureKind.Transient },
        { new(401), FailureKind.Fatal },
        { new(404), FailureKind.Fatal },
        { LoopbackAnswer.HangUp, FailureKind.Transient },
        { LoopbackAnswer.HangUpHalfWay, FailureKind.Transient },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Keeps_the_alert_when_nobody_takes_it(LoopbackAnswer answer, FailureKind expected)
    {
        await using var server = await LoopbackHttp.StartAsync(answer, new(200));
        using var sink = SinkFor(new() { Url = server.Url });
        Alert[] batch = [At(1, "a1", "inc-1")];

        var failure = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync(batch, Cancellation));

        Assert.Equal(expected, failure.Kind);
        Assert.Empty(await sink.WriteAsync(batch, Cancellation));
    }

    [Theory]
    [InlineData("token", "Bearer token")]
    [InlineData(null, "Basic bWU6cHc=")]
    public async Task Says_who_it_is(string? token, string expected)
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200));
        using var sink = SinkFor(token is null
            ? new() { Url = server.Url, Username = "me", PasswordFile = _folder.Write("pw", "pw\n") }
            : new() { Url = server.Url, TokenFile = _folder.Write("token", token) });

        await sink.WriteAsync([At(1, "a1", "inc-1")], Cancellation);

        Assert.Equal(expected, server.Requests.Single().Headers["Authorization"]);
    }

    [Fact]
    public async Task Writes_labels_that_are_some_whatever_an_attacker_wrote()
    {
        string[] texts = ["\r\nX-Evil: 1", "\u0000\u001b[2J", "\ud83d", "\u202e\u200b", new('A', 100_000), "\"}]", "", "한국어"];
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200, "[]"));
        using var sink = SinkFor(new() { Url = server.Url, PodLabels = ["9/ü team"] });

        await sink.WriteAsync([.. texts.Select((text, number) => An.HostileAlert(text) with { Id = $"a{number}", Labels = new Dictionary<string, string> { ["9/ü team"] = text } })], Cancellation);
        await sink.WriteAsync([.. texts.Select((text, number) => Closing(text) with { Id = $"c{number}" })], Cancellation);

        var alerts = JsonNode.Parse(server.Requests[0].Text)!.AsArray();
        Assert.Equal(texts.Length, alerts.Count);
        Assert.All(alerts.SelectMany(alert => alert!["labels"]!.AsObject()), label =>
        {
            Assert.Matches(new Regex("^[a-zA-Z_][a-zA-Z0-9_]*$"), label.Key);
            Assert.InRange(label.Value!.GetValue<string>().Length, 1, 200);
            Assert.DoesNotContain(label.Value!.GetValue<string>(), char.IsControl);
        });
        Assert.InRange(server.Requests[0].Body.Length, 1, 200_000);
    }

    public static TheoryData<AlertmanagerOptions, string> Wrong => new()
    {
        { new(), "url is missing" },
        { new() { Urls = ["am:9093"] }, "url begins with 'am:'" },
        { new() { Url = "http://am", Username = "me" }, "go together" },
        { new() { Url = "http://am", Username = "me", PasswordFile = "p", TokenFile = "t" }, "exclude each other" },
        { new() { Url = "http://am", KeyFile = "k" }, "needs certificateFile" },
        { new() { Url = "http://am", Labels = new Dictionary<string, string> { ["a-b"] = "c" } }, "for instance 'a_b'" },
        { new() { Url = "http://am", PodLabels = ["pod"] }, "a label that the sink itself writes" },
        { new() { Url = "http://am", ResolveAfter = TimeSpan.FromSeconds(1) }, "ResolveAfter" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Says_what_is_wrong_with_its_options(AlertmanagerOptions options, string expected) => Assert.Contains(
        expected, new AlertmanagerOptionsValidator().Validate("alertmanager", options).FailureMessage, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private static Alert At(int minutesAgo, string id, string incident, string rule = "Shell in a web server") =>
        An.Alert(id, rule: rule, incident: incident) with { Time = EventTime.From(Now.AddMinutes(-minutesAgo)) };

    private static Alert Closing(string incident) => An.Alert("closing", incident: incident) with
    {
        Kind = "event",
        ClosesIncident = true,
        Time = EventTime.From(Now),
        IncidentSoFar = new() { Alerts = 3, Last = EventTime.From(Now.AddMinutes(-15)) },
    };

    private AlertmanagerSink SinkFor(AlertmanagerOptions options, AlertLinks? links = null, TimeProvider? patience = null, IAlertRouter? router = null) => new(
        "alertmanager",
        options,
        new("alertmanager", options, new("Alertmanager", HttpHandlers.Create(new()), TimeSpan.FromSeconds(10), patience ?? TimeProvider.System), _time, NullLogger<AlertmanagerMembers>.Instance),
        (links ?? AlertLinks.None, new(), router ?? new AlertRouter(Routed.Sinks, new())),
        _time,
        NullLogger<AlertmanagerSink>.Instance);
}
