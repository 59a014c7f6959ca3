using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Testing;

namespace Eyrie.Pipeline.Tests;

/// <summary>Both attacks of the demo, played fast, followed to their end once for all tests of <see cref="AttackTests"/>.</summary>
public sealed class PlayedAttacks : IAsyncLifetime
{
    private const double Speed = 15;

    internal PipelineUnderTest Pipeline { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Pipeline = await PipelineUnderTest.StartAsync(
        [
            new() { Node = "vm", Scenarios = ["webshell-recorded"], Speed = Speed },
            new() { Node = "worker-1", Scenarios = ["guide"], Speed = Speed },
        ]);
        await Pipeline.SettleAsync();
    }

    public ValueTask DisposeAsync() => Pipeline?.DisposeAsync() ?? default; // none when the start failed
}

public sealed class AttackTests(PlayedAttacks attacks) : IClassFixture<PlayedAttacks>
{
    private const int Warning = 3;
    private const int Critical = 5;
    private readonly PipelineUnderTest _pipeline = attacks.Pipeline;

    [Fact]
    public void Loses_nothing_and_gives_no_target_reason_to_complain()
    {
        Assert.All(_pipeline.Account.Lines, line => Assert.Equal((line.Name, 0), (line.Name, line.Missing)));
        Assert.Equal(0, _pipeline.Account.Lost);
        Assert.Empty(_pipeline.Targets.Violations.Kept);
        Assert.Equal(
            _pipeline.Figures.Sensors.Values.Sum(sensor => sensor.Generated),
            _pipeline.Documents.Count + _pipeline.Figures.EnricherRemembered);
    }

    [Fact]
    public void Says_of_each_sensor_that_it_is_read() => Assert.Equal(
        _pipeline.Figures.Sensors.Count, _pipeline.Health.Count(document => (string?)document["event"]!["action"] == "sensor_connected"));

    [Fact]
    public void Finds_the_acting_process_of_every_alert_of_the_recording()
    {
        var recorded = Samples.Lines("recordings/2-web-shell/falco-http.jsonl")
            .Select(line => JsonNode.Parse(line)!)
            .Select(alert => ((string)alert["rule"]!, (long)alert["output_fields"]!["proc.pid"]!));

        var joined = OnHost.Select(alert => ((string)alert["rule"]!["name"]!, (long)alert["process"]!["pid"]!));

        Assert.Equal(recorded.Order(), joined.Order());
        Assert.All(OnHost, alert => Assert.Equal("pid", Correlation(alert).Item1));
        Assert.Equal(("pid", "medium"), Correlation(Assert.Single(OnHost, alert => Correlation(alert) != ("pid", "high")))); // a thread's
    }

    [Fact]
    public void Hangs_every_alert_of_the_web_shell_below_the_web_server()
    {
        var orphan = _pipeline.Alert("Read sensitive file untrusted", 31989);

        Assert.All(
            OnHost.Where(alert => alert != orphan),
            alert => Assert.Contains("nginx(31823)", (string?)alert["eyrie"]!["process"]!["tree"], StringComparison.Ordinal));
        Assert.EndsWith("sh(31986) > cat(31989)", (string?)orphan["eyrie"]!["process"]!["tree"], StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_the_reading_of_etc_shadow_field_by_field()
    {
        var alert = _pipeline.Alert("Read sensitive file untrusted", 31917);

        Assert.Equal("logs-eyrie.alerts-default", _pipeline.DataStreams[(string)alert["event"]!["id"]!]);
        Assert.Equal(("falco", "warning", Warning), ((string?)alert["event"]!["module"], (string?)alert["log"]!["level"], (int)alert["event"]!["severity"]!));
        Assert.Equal(("/usr/bin/cat", "/usr/bin/cat /etc/shadow"), ((string?)alert["process"]!["executable"], (string?)alert["process"]!["command_line"]));
        Assert.Equal(["/usr/bin/cat", "/etc/shadow"], Texts(alert["process"]!["args"]));
        Assert.Equal((31916, "sh"), ((int)alert["process"]!["parent"]!["pid"]!, (string?)alert["process"]!["parent"]!["name"]));
        Assert.Equal("dm06NTE0MTcwNTczNjY0OTozMTkxNw==", (string?)alert["process"]!["entity_id"]);
        Assert.EndsWith(
            "python3.11(31744) > bash(31813) > attack2.sh(31815) > nginx(31823) > sh(31916) > cat(31917)",
            (string?)alert["eyrie"]!["process"]!["tree"],
            StringComparison.Ordinal);
        Assert.Equal("/etc/shadow", (string?)alert["file"]!["path"]);
        Assert.Equal(["T1555"], Texts(alert["threat"]!["technique"]!["id"]));
        Assert.Equal(("vm", "demo"), ((string?)alert["host"]!["name"], (string?)alert["orchestrator"]!["cluster"]!["name"]));
        Assert.Null(alert["kubernetes"]);
    }

    [Fact]
    public void Names_pod_workload_and_image_of_what_happened_in_a_pod()
    {
        var alert = _pipeline.Alert("Write to Sensitive Path by Non-Admin User");

        Assert.Equal(("pid", "high"), Correlation(alert));
        Assert.Equal(("test-pod", "default"), ((string?)alert["kubernetes"]!["pod"]!["name"], (string?)alert["kubernetes"]!["namespace"]));
        Assert.Equal(("test-pod", "worker-1"), ((string?)alert["kubernetes"]!["container"]!["name"], (string?)alert["kubernetes"]!["node"]!["name"]));
        Assert.Equal("docker.io/library/httpd", (string?)alert["container"]!["image"]!["name"]);
        Assert.Equal(["2.4"], Texts(alert["container"]!["image"]!["tag"]));
        Assert.Equal("kubernetes", (string?)alert["orchestrator"]!["type"]);
        Assert.Equal("Pod", (string?)alert["eyrie"]!["workload"]!["kind"]);
        Assert.Equal("65534", (string?)alert["process"]!["user"]!["id"]);
        Assert.Equal("/bin/zz-guide-test", (string?)alert["file"]!["path"]);
    }

    [Fact]
    public void Makes_alerts_of_what_the_configuration_says_of_policies()
    {
        var alerts = _pipeline.Alerts.Where(alert => (string?)alert["event"]!["module"] == "tetragon").ToArray();

        Assert.Equal(["sensitive-file-write", "sensitive-file-write", "web-root-write"], alerts.Select(alert => (string?)alert["rule"]!["name"]).Order());
        Assert.All(alerts, alert => Assert.Equal("test-pod", (string?)alert["kubernetes"]!["pod"]!["name"]));
        Assert.Contains(alerts, alert => (string?)alert["file"]!["path"] == "/etc/passwd" && (int)alert["event"]!["severity"]! == Critical);
    }

    [Fact]
    public void Keeps_what_is_no_alert_apart()
    {
        Assert.All(_pipeline.Documents, document => Assert.Equal(
            (string?)document.Value["event"]!["kind"] == "alert" ? "logs-eyrie.alerts-default" : "logs-eyrie.activity-default",
            _pipeline.DataStreams[document.Key]));
    }

    [Fact]
    public void Tells_Slack_of_every_incident_with_a_warning_and_of_nothing_milder()
    {
        var text = string.Join('\n', _pipeline.SlackMessages.Select(message => message.Body.GetRawText()));

        // A milder alert of an incident that is told belongs to what is told.
        var told = _pipeline.Alerts.Count(alert =>
            (int)alert["event"]!["severity"]! >= Warning || (int?)alert["eyrie"]!["incident"]!["severity"] >= Warning);
        Assert.Equal(told, _pipeline.Figures.Sinks["slack"].Written);
        Assert.All(_pipeline.SlackMessages, message => Assert.Contains(message.Channel, (string[])["#soc", "C0SOC"])); // what is changed is named by the id
        Assert.Contains("Write to Sensitive Path by Non-Admin User", text, StringComparison.Ordinal);
        Assert.Contains("default/test-pod", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Sensor connected", text, StringComparison.Ordinal); // an incident of its own
    }

    [Fact]
    public void Pages_once_for_the_incident_and_for_nothing_below_critical()
    {
        var critical = _pipeline.Alerts.Where(alert => (int)alert["event"]!["severity"]! >= Critical).ToArray();

        var incident = Assert.Single(_pipeline.Targets.PagerDuty!.Incidents);

        Assert.Equal(critical.Length, _pipeline.Figures.Sinks["pagerduty"].Written);
        Assert.Equal([incident.DedupKey], critical.Select(alert => (string)alert["eyrie"]!["incident"]!["id"]!).Distinct());
        Assert.Equal(("critical", "worker-1"), (incident.Severity, incident.Source));
        Assert.All(_pipeline.PagerDutyEvents, sent => Assert.Equal("trigger", sent.GetProperty("event_action").GetString()));
    }

    private JsonNode[] OnHost => [.. _pipeline.Alerts.Where(alert => (string?)alert["host"]!["name"] == "vm")];

    private static (string?, string?) Correlation(JsonNode alert) =>
        ((string?)alert["eyrie"]!["correlation"]!["method"], (string?)alert["eyrie"]!["correlation"]!["confidence"]);

    private static string[] Texts(JsonNode? array) => array.Deserialize<string[]>()!;
}
