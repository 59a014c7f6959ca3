using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Sinks.PagerDuty;

namespace Eyrie.Sinks.Tests.PagerDuty;

public sealed class PagerDutyEventTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    [Fact]
    public void Shows_an_alert_whole() => Expected.Matches("PagerDuty", "alert.json", PagerDutyEvent.Render([An.FullAlert()], Key));

    [Fact]
    public void Shows_that_a_sensor_is_lost() =>
        Expected.Matches("PagerDuty", "health.json", PagerDutyEvent.Render([An.SensorLost()], Key));

    [Fact]
    public void Shows_an_alert_of_which_nothing_is_known() => Expected.Matches(
        "PagerDuty", "bare.json", PagerDutyEvent.Render([new() { Id = "a1", Document = "{}"u8.ToArray() }], Key));

    [Fact]
    public void Lets_the_worst_alert_of_an_incident_speak_and_counts_the_others()
    {
        var page = PagerDutyEvent.Render(
            [
                An.Alert("1", Severity.Warning, "Small", "inc-1"),
                An.Alert("2", Severity.Emergency, "Large", "inc-1"),
                An.Alert("3", Severity.Warning, "Small", "inc-1"),
            ],
            Key);

        Assert.Equal("inc-1", page["dedup_key"]!.GetValue<string>());
        Assert.Equal("critical", page["payload"]!["severity"]!.GetValue<string>());
        Assert.Equal("Large", page["payload"]!["class"]!.GetValue<string>());
        Assert.Equal("""{"alerts":3,"rules":{"Small":2,"Large":1}}""", new JsonObject
        {
            ["alerts"] = page["payload"]!["custom_details"]!["alerts"]!.DeepClone(),
            ["rules"] = page["payload"]!["custom_details"]!["rules"]!.DeepClone(),
        }.ToJsonString());
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
    public void Maps_each_severity(Severity severity, string expected) => Assert.Equal(
        expected, PagerDutyEvent.Render([An.Alert(severity: severity)], Key)["payload"]!["severity"]!.GetValue<string>());

    [Fact]
    public void Tells_long_incidents_apart_although_their_keys_are_short()
    {
        var (one, other) = (An.Alert(incident: new string('x', 300) + "1"), An.Alert(incident: new string('x', 300) + "2"));

        Assert.NotEqual(PagerDutyEvent.DedupKey(one), PagerDutyEvent.DedupKey(other));
        Assert.InRange(PagerDutyEvent.DedupKey(one).Length, 1, PagerDutyEvent.MaxDedupKey);
    }

    [Fact]
    public void Keeps_to_PagerDutys_limits_whatever_the_text() =>
        Gen.OneOf(Gen.String, Gen.Char["\u0001\"\\<>한\ud83d\n"].Array[0, 30_000].Select(chars => new string(chars))).Sample(
            text =>
            {
                var page = PagerDutyEvent.Render([An.HostileAlert(text)], Key);

                Assert.InRange(page["payload"]!["summary"]!.GetValue<string>().Length, 1, PagerDutyEvent.MaxSummary);
                Assert.NotEmpty(page["payload"]!["source"]!.GetValue<string>());
                Assert.InRange(page["dedup_key"]!.GetValue<string>().Length, 1, PagerDutyEvent.MaxDedupKey);
                Assert.InRange(Encoding.UTF8.GetByteCount(page.ToJsonString()), 1, 512 * 1024);
            },
            iter: 100);
}
