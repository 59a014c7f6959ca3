using System.Text;
using System.Text.Json.Nodes;
using Eyrie.Demo.StandIns;

namespace Eyrie.Tests.Demo.StandIns;

public sealed class PagerDutyEventCheckTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    [Fact]
    public void Takes_an_event_at_its_limits()
    {
        var sent = Trigger();
        sent["dedup_key"] = new string('d', 255);
        sent["payload"]!["summary"] = new string('s', 1_024);

        Assert.Empty(Check(sent));
    }

    [Theory]
    [InlineData("routing_key", "short", "routing_key")]
    [InlineData("routing_key", "ffffffffffffffffffffffffffffffff", "not known")]
    [InlineData("routing_key", "0123456789abcdef0123456789abcde-", "non-alphanumeric")]
    [InlineData("client_url", "javascript:alert(1)", "client_url")]
    [InlineData("links", "https://example.com", "links")]
    [InlineData("images", "https://example.com", "images")]
    [InlineData("event_action", "explode", "event_action")]
    [InlineData("event_action", null, "event_action")]
    [InlineData("payload", null, "payload")]
    public void Refuses_a_wrong_event(string field, string? value, string problem)
    {
        var sent = Trigger();
        sent[field] = value;

        Assert.Contains(problem, Assert.Single(Check(sent)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("summary", null, "summary")]
    [InlineData("summary", " ", "summary")]
    [InlineData("summary", "two\nlines", "control characters")]
    [InlineData("source", "", "source")]
    [InlineData("severity", "fatal", "severity")]
    [InlineData("severity", null, "severity")]
    [InlineData("timestamp", "today", "timestamp")]
    public void Refuses_a_wrong_payload(string field, string? value, string problem)
    {
        var sent = Trigger();
        sent["payload"]![field] = value;

        Assert.Contains(problem, Assert.Single(Check(sent)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"href":"https://example.com/","text":"Example"}""", "")]
    [InlineData("""{"href":"https://example.com/"}""", "")]
    [InlineData("""{"text":"Example"}""", "'links[0].href'")]
    [InlineData("""{"href":"/relative"}""", "'links[0].href'")]
    [InlineData("""{"href":"https://example.com/","text":5}""", "'links[0].text'")]
    [InlineData("5", "'links[0]' is no object")]
    public void Looks_at_links(string link, string problem)
    {
        var sent = Trigger();
        sent["links"] = new JsonArray(JsonNode.Parse(link));

        Assert.Equal(problem.Length > 0, Check(sent).Count > 0);
        Assert.Contains(problem, string.Join(' ', Check(sent)), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_details_that_are_no_object()
    {
        var sent = Trigger();
        sent["payload"]!["custom_details"] = "text";

        Assert.Contains("custom_details", Assert.Single(Check(sent)), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_group_that_is_no_text()
    {
        var sent = Trigger();
        sent["payload"]!["group"] = 5;

        Assert.Contains("group", Assert.Single(Check(sent)), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_summary_that_is_too_long()
    {
        var sent = Trigger();
        sent["payload"]!["summary"] = new string('s', 1_025);

        Assert.Contains("1025", Assert.Single(Check(sent)), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_dedup_key_that_is_too_long()
    {
        var sent = Trigger();
        sent["dedup_key"] = new string('d', 256);

        Assert.Contains("256", Assert.Single(Check(sent)), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_to_resolve_without_a_key() =>
        Assert.Contains("dedup_key", Assert.Single(Check(new() { ["routing_key"] = Key, ["event_action"] = "resolve" })), StringComparison.Ordinal);

    [Fact]
    public void Refuses_an_event_that_is_too_large()
    {
        var sent = Trigger();
        sent["payload"]!["custom_details"] = new string('x', 512 * 1024);

        Assert.Contains("bytes", Assert.Single(Check(sent)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    public void Refuses_what_is_no_event(string body) => Assert.Single(PagerDutyEventCheck.Check(Encoding.UTF8.GetBytes(body), Key));

    private static IReadOnlyList<string> Check(JsonObject sent) =>
        PagerDutyEventCheck.Check(Encoding.UTF8.GetBytes(sent.ToJsonString()), Key);

    private static JsonObject Trigger() => new()
    {
        ["routing_key"] = Key,
        ["event_action"] = "trigger",
        ["payload"] = new JsonObject { ["summary"] = "s", ["source"] = "vm", ["severity"] = "critical" },
    };
}
