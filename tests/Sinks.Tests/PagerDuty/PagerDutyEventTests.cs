using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.PagerDuty;

namespace Eyrie.Sinks.Tests.PagerDuty;

public sealed class PagerDutyEventTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    [Fact]
    public void Shows_an_alert_whole() => Expected.Matches("PagerDuty", "alert.json", Page(An.FullAlert()));

    [Fact]
    public void Shows_that_a_sensor_is_lost() => Expected.Matches("PagerDuty", "health.json", Page(An.SensorLost()));

    [Fact]
    public void Shows_an_alert_of_which_nothing_is_known() =>
        Expected.Matches("PagerDuty", "bare.json", Page(new Alert { Id = "a1", Document = "{}"u8.ToArray() }));

    [Fact]
    public void Shows_an_incident_that_has_grown() => Expected.Matches(
        "PagerDuty", "grown.json", Page(A.Notice(A.GrownAlert()) with
        {
            Before = new Told
            {
                Message = "inc-42",
                Alerts = 9,
                Worst = Severity.Warning,
                Rules = new Dictionary<string, long> { ["Read sensitive file"] = 8, ["Run shell in web server"] = 1 },
            },
            Target = new("root/payments", "payments", new()),
        }));

    [Fact]
    public void Leads_to_Kibana_the_runbook_and_the_technique()
    {
        var links = new AlertLinks(new() { KibanaUrl = "https://kibana.example.com", Runbooks = [new() { Rule = "*", Url = "https://wiki.example.com/{ruleSlug}" }] });

        var page = JsonNode.Parse(PagerDutyEvent.Trigger(A.PageOf(A.Notice(An.FullAlert()), links), Key))!;

        Assert.Equal(
            ["Runbook", "Alert", "Incident", "Host", "MITRE ATT&CK T1059", "MITRE ATT&CK T1059.004"],
            page["links"]!.AsArray().Select(link => link!["text"]!.GetValue<string>()));
        Assert.Equal("https://wiki.example.com/run-shell-in-web-server", page["links"]![0]!["href"]!.GetValue<string>());
        Assert.Equal(page["links"]![2]!["href"]!.GetValue<string>(), page["client_url"]!.GetValue<string>());
    }

    [Fact]
    public void Lets_the_worst_alert_speak_and_counts_the_others()
    {
        var page = Page(A.Notice(
            An.Alert("1", Severity.Warning, "Small", "inc-1"),
            An.Alert("2", Severity.Emergency, "Large", "inc-1"),
            An.Alert("3", Severity.Warning, "Small", "inc-1")));

        Assert.Equal("inc-1", page["dedup_key"]!.GetValue<string>());
        Assert.Equal("critical", page["payload"]!["severity"]!.GetValue<string>());
        Assert.Equal("Large", page["payload"]!["class"]!.GetValue<string>());
        Assert.Equal(3, page["payload"]!["custom_details"]!["incident"]!["alerts"]!.GetValue<long>());
        Assert.Equal("""{"Small":2,"Large":1}""", page["payload"]!["custom_details"]!["incident"]!["rules"]!.ToJsonString());
        Assert.Equal("Small", page["payload"]!["custom_details"]!["latest"]!["rule"]!.GetValue<string>());
    }

    [Fact]
    public void Lets_the_worst_alert_of_before_speak_when_the_news_are_milder()
    {
        var document = """{"event":{"id":"old","severity":5},"rule":{"name":"Worse before"},"message":"it was bad"}""";
        var page = Page(A.Notice(An.Alert("new", Severity.Notice, "Mild", "inc-1")) with
        {
            Before = new Told { Message = "inc-1", Worst = Severity.Critical, Lead = document, Alerts = 1 },
        });

        Assert.Equal("critical", page["payload"]!["severity"]!.GetValue<string>());
        Assert.Equal("Worse before", page["payload"]!["class"]!.GetValue<string>());
        Assert.Equal("Mild", page["payload"]!["custom_details"]!["latest"]!["rule"]!.GetValue<string>());
    }

    [Fact]
    public void Speaks_all_the_same_when_what_was_remembered_is_garbage()
    {
        var page = Page(A.Notice(An.Alert("new", Severity.Notice, "Mild", "inc-1")) with
        {
            Before = new Told { Message = "inc-1", Worst = Severity.Critical, Lead = "{\"no" },
        });

        Assert.Equal(("Mild", "critical"), (page["payload"]!["class"]!.GetValue<string>(), page["payload"]!["severity"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData(Severity.Emergency, "critical")]
    [InlineData(Severity.Alert, "critical")]
    [InlineData(Severity.Critical, "critical")]
    [InlineData(Severity.Error, "error")]
    [InlineData(Severity.Warning, "warning")]
    [InlineData(Severity.Notice, "info")]
    [InlineData(Severity.Informational, "info")]
    [InlineData(Severity.Debug, "info")]
    public void Maps_each_severity(Severity severity, string expected)
    {
        Assert.Equal(expected, Page(An.Alert(severity: severity))["payload"]!["severity"]!.GetValue<string>());
        Assert.Equal(expected, Page(An.Alert(severity: Severity.Debug) with
        {
            IncidentSoFar = new() { Alerts = 2, Severity = severity },
        })["payload"]!["severity"]!.GetValue<string>());
    }

    [Fact]
    public void Tells_long_incidents_apart_although_their_keys_are_short()
    {
        string[] keys = [.. Enumerable.Range(1, 2).Select(end => PagerDutyEvent.DedupKey(A.Notice(An.Alert()) with { Group = new string('x', 300) + end }))];

        Assert.NotEqual(keys[0], keys[1]);
        Assert.All(keys, key => Assert.InRange(key.Length, 1, PagerDutyEvent.MaxDedupKey));
    }

    [Fact]
    public void Shrinks_in_steps_what_is_too_large_and_keeps_the_rest()
    {
        var alert = An.FullAlert() with { CommandLine = "nc " + new string('A', 100_000), Tree = new string('B', 100_000) };
        var page = A.PageOf(A.Notice(alert));
        JsonObject Within(int bytes) => JsonNode.Parse(PagerDutyEvent.Trigger(page, Key, maxBytes: bytes))!.AsObject();
        static int CommandLine(JsonObject sent) => sent["payload"]!["custom_details"]!["command_line"]?.GetValue<string>().Length ?? 0;

        Assert.Equal(8_000, CommandLine(Within(PagerDutyEvent.MaxBytes)));
        Assert.Equal(2_000, CommandLine(Within(12_000)));
        Assert.Equal(500, CommandLine(Within(4_000)));
        var smallest = Within(10);
        Assert.Contains("too large", smallest["payload"]!["custom_details"]!["note"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.StartsWith("critical: Run shell in web server: ", smallest["payload"]!["summary"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_to_PagerDutys_limits_whatever_the_text() =>
        Gen.OneOf(Gen.String, Gen.Char["\u0001\"\\<>한\ud83d\u202e\u200b\n\r\0"].Array[0, 30_000].Select(chars => new string(chars))).Sample(
            text =>
            {
                var notice = A.Notice(An.HostileAlert(text) with
                {
                    RiskReasons = [.. Enumerable.Repeat(text, 50)],
                    File = text,
                    Remote = text,
                    Parent = text,
                    IncidentSoFar = new() { Alerts = 99, Rules = [.. Enumerable.Range(0, 99).Select(number => number + text)], Techniques = [text] },
                }) with
                { Group = text, Target = new(text, text, new()) };
                var page = A.PageOf(notice) with { Links = [.. Enumerable.Repeat(new AlertLink(text, "https://kibana.example.com/"), 99)] };
                var written = PagerDutyEvent.Trigger(page, Key, note: text);
                using var json = JsonDocument.Parse(written);
                var payload = json.RootElement.GetProperty("payload");

                Assert.InRange(written.Length, 1, 512 * 1024);
                Assert.InRange(payload.GetProperty("summary").GetString()!.Length, 1, PagerDutyEvent.MaxSummary);
                Assert.DoesNotContain(payload.GetProperty("summary").GetString()!, char.IsControl);
                Assert.False(string.IsNullOrWhiteSpace(payload.GetProperty("source").GetString()));
                Assert.InRange(json.RootElement.GetProperty("dedup_key").GetString()!.Length, 1, PagerDutyEvent.MaxDedupKey);
                Assert.DoesNotContain((byte)'\n', written);
            },
            iter: 100);

    [Fact]
    public void Says_no_more_than_it_must_when_it_is_over() => Assert.Equal(
        $$"""{"routing_key":"{{Key}}","event_action":"resolve","dedup_key":"inc-1"}""",
        Encoding.UTF8.GetString(PagerDutyEvent.Resolve("inc-1", Key)));

    private static JsonObject Page(Alert alert) => Page(A.Notice(alert));

    private static JsonObject Page(Notice notice) => JsonNode.Parse(PagerDutyEvent.Trigger(A.PageOf(notice), Key))!.AsObject();
}
