using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Demo;
using Eyrie.Demo.Latest;
using Eyrie.Demo.StandIns;

namespace Eyrie.Tests.Demo;

public sealed class LatestAlertsTests
{
    private static readonly Alert Shell = new()
    {
        Id = "a1",
        Document = default,
        Severity = Severity.Critical,
        Rule = "Terminal shell in container",
        Message = "a shell",
        Node = "worker-1",
        Namespace = "default",
        Pod = "web-1",
        Container = "web",
        Tree = "systemd(1) > containerd-shim(9) > bash(40)",
        Incident = "i1",
    };

    private readonly LatestAlerts _latest = LatestAlerts.For(new DemoOptions());

    [Fact]
    public void Shows_an_alert_with_its_place_and_process_tree()
    {
        _latest.Add(Shell);

        var shown = Assert.Single(Shown());
        Assert.Equal(("a1", "critical", "Terminal shell in container"), (Text(shown, "id"), Text(shown, "severity"), Text(shown, "rule")));
        Assert.Equal(("pod default/web-1, container web", "i1"), (Text(shown, "where"), Text(shown, "incident")));
        Assert.Equal(["systemd(1)", "containerd-shim(9)", "bash(40)"], Lines(shown, "processes"));
        Assert.Equal(["Nothing so far."], Lines(shown, "slack"));
    }

    [Fact]
    public void Makes_one_of_a_rule_that_speaks_again_in_the_incident()
    {
        _latest.Add(Shell);
        _latest.Add(Shell with { Id = "a2", Rule = "Other" });
        _latest.Add(Shell with { Id = "a3", Tree = "sh(7)" });

        Assert.Equal(["a1", "a2"], Shown().Select(shown => Text(shown, "id")));
        Assert.Equal((2, "sh(7)"), ((int)Shown()[0]["times"]!, Lines(Shown()[0], "processes")[0]));
    }

    [Fact]
    public void Keeps_the_latest_and_no_more()
    {
        for (var i = 0; i < LatestAlerts.Most + 3; i++)
        {
            _latest.Add(Shell with { Id = i.ToString(CultureInfo.InvariantCulture), Rule = $"rule {i}" });
        }

        Assert.Equal((LatestAlerts.Most, "52", "3"), (Shown().Count, Text(Shown()[0], "id"), Text(Shown()[^1], "id")));
    }

    [Fact]
    public void Leaves_out_the_end_of_incidents_and_the_sensors_health()
    {
        _latest.Add(Shell with { ClosesIncident = true });
        _latest.Add(Shell with { Observer = "falco" });

        Assert.Empty(Shown());
    }

    [Fact]
    public void Says_what_Slack_was_told_of_it_as_it_stands_now()
    {
        _latest.Add(Shell);
        _latest.Add(Shell with { Id = "a2", Rule = "Other" });
        _latest.Add(Message("a1", "first words", ts: "1"));
        _latest.Add(Message("a1", "later words", ts: "1"));

        Assert.Equal(["It is one of the incident's alerts. The message of the incident: later words"], Lines(Shown()[0], "slack"));
        Assert.Equal(["later words"], Lines(Shown()[1], "slack"));
    }

    [Fact]
    public void Says_what_PagerDuty_was_told()
    {
        _latest.Add(Shell);
        _latest.Add(Json(
            """{"event_action":"trigger","dedup_key":"i1","payload":{"summary":"critical: a shell","severity":"critical","source":"worker-1","component":"Pod/web-1","custom_details":{"rule":{"alert_id":"a1"}}}}"""));
        _latest.Add(Json("""{"event_action":"resolve","dedup_key":"i1"}"""));

        Assert.Equal(["critical: a shell", "critical, worker-1, Pod/web-1"], Lines(Assert.Single(Shown()), "pagerDuty"));
    }

    [Theory]
    [InlineData("""{"event_action":"trigger"}""")]
    [InlineData("""{"event_action":"trigger","payload":[1]}""")]
    [InlineData("""{"event_action":7}""")]
    public void Takes_no_harm_from_what_has_another_shape(string sent)
    {
        _latest.Add(Json(sent));
        _latest.Add(new SlackMessage("#soc", Json(sent)));
        _latest.Add(Shell with { Tree = "", Pid = 7, Executable = "/bin/sh" });

        Assert.Equal(["/bin/sh(7)"], Lines(Assert.Single(Shown()), "processes"));
    }

    [Theory]
    [InlineData(Severity.Notice, false, "Nothing: Slack is told from warning on.", "Nothing: PagerDuty is told from critical on.")]
    [InlineData(Severity.Warning, false, "Nothing so far.", "Nothing: PagerDuty is told from critical on.")]
    [InlineData(Severity.Critical, true, "Nothing: an exception fits.", "Nothing: an exception fits.")]
    public void Says_why_nobody_was_told(Severity severity, bool suppressed, string slack, string pagerDuty)
    {
        _latest.Add(Shell with { Severity = severity, Suppressed = suppressed });

        Assert.Equal((slack, pagerDuty), (Lines(Assert.Single(Shown()), "slack")[0], Lines(Assert.Single(Shown()), "pagerDuty")[0]));
    }

    [Fact]
    public void Says_that_a_real_target_is_to_be_looked_at_itself()
    {
        var latest = LatestAlerts.For(new DemoOptions { SlackWebhook = "https://hooks.slack.com/services/x" });
        latest.Add(Shell);

        Assert.Equal(["A real Slack was named: see there."], Lines(JsonNode.Parse(latest.Write())!.AsArray()[0]!, "slack"));
    }

    private static SlackMessage Message(string alert, string text, string ts) => new("#soc", Json(
        $$"""{ "text": "{{text}}", "metadata": { "event_payload": { "incident": "i1", "alert": "{{alert}}" } } }"""), ts);

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static string Text(JsonNode shown, string name) => (string)shown[name]!;

    private static string[] Lines(JsonNode shown, string name) => [.. shown[name]!.AsArray().Select(line => (string)line!)];

    private List<JsonNode> Shown() => [.. JsonNode.Parse(_latest.Write())!.AsArray().Select(node => node!)];
}
