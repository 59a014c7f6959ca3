using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Demo.StandIns;

namespace Eyrie.Tests.Demo.StandIns;

public sealed class SlackMessageCheckTests
{
    [Fact]
    public void Takes_a_message_within_all_limits()
    {
        var message = Message(
            Header(new('h', 150)),
            Section(Mrkdwn(new('s', 3_000))),
            new JsonObject { ["type"] = "section", ["fields"] = new JsonArray([.. Enumerable.Range(0, 10).Select(_ => Mrkdwn("f"))]) },
            new JsonObject { ["type"] = "context", ["elements"] = new JsonArray(Mrkdwn("c &amp; d")) },
            new JsonObject { ["type"] = "divider" });

        Assert.Empty(Check(message));
    }

    [Fact]
    public void Refuses_more_blocks_than_Slack_takes()
    {
        Refused(Message([.. Enumerable.Range(0, 51).Select(_ => new JsonObject { ["type"] = "divider" })]), "invalid_blocks", "51 blocks");
    }

    [Fact]
    public void Refuses_a_header_that_is_too_long() => Refused(Message(Header(new('h', 151))), "invalid_blocks", "header: 151");

    [Fact]
    public void Refuses_a_header_with_markup() =>
        Refused(Message(new JsonObject { ["type"] = "header", ["text"] = Mrkdwn("x") }), "invalid_blocks", "plain_text");

    [Fact]
    public void Refuses_a_section_that_is_too_long() => Refused(Message(Section(Mrkdwn(new('s', 3_001)))), "invalid_blocks", "3001");

    [Fact]
    public void Refuses_an_empty_section() => Refused(Message(Section(Mrkdwn(""))), "invalid_blocks", "0 characters");

    [Fact]
    public void Refuses_a_section_without_anything() =>
        Refused(Message(new JsonObject { ["type"] = "section" }), "invalid_blocks", "without text or fields");

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void Refuses_a_wrong_number_of_fields(int count) => Refused(
        Message(new JsonObject { ["type"] = "section", ["fields"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => Mrkdwn("f"))]) }),
        "invalid_blocks", $"{count} fields");

    [Fact]
    public void Refuses_a_field_that_is_too_long() => Refused(
        Message(new JsonObject { ["type"] = "section", ["fields"] = new JsonArray(Mrkdwn(new('f', 2_001))) }), "invalid_blocks", "2001");

    [Fact]
    public void Refuses_blocks_that_are_too_long_together() => Refused(
        Message([.. Enumerable.Range(0, 5).Select(_ => Section(Mrkdwn(new('s', 2_900))))]), "msg_blocks_too_long", "14500");

    [Fact]
    public void Refuses_a_block_it_does_not_know() =>
        Refused(Message(new JsonObject { ["type"] = "marquee" }), "invalid_blocks", "unsupported type: marquee");

    [Fact]
    public void Refuses_a_text_that_is_too_long() => Refused(new() { ["text"] = new string('t', 40_001) }, "msg_too_long", "40001");

    [Fact]
    public void Refuses_a_message_without_anything() => Refused([], "no_text", "neither");

    [Theory]
    [InlineData("run <!channel> now", "'<'")]
    [InlineData("hello <@U123>", "'<'")]
    [InlineData("<http://evil.example|click>", "'<'")]
    [InlineData("a > b", "'>'")]
    [InlineData("a && b", "'&'")]
    [InlineData("cut &am", "'&'")]
    [InlineData("bell \a", "control character")]
    [InlineData("esc \u001b[2J", "control character")]
    [InlineData("gpj.\u202efdp", "U+202E")]
    [InlineData("zero\u200bwidth", "U+200B")]
    [InlineData("Z\u0321\u0321\u0321\u0321\u0321", "flood of marks")]
    [InlineData("<https://attack.mitre.org.evil.example/|T1059>", "'<'")]
    public void Finds_what_Slack_takes_but_an_attacker_wrote(string text, string found)
    {
        var problem = Assert.Single(Check(Message(Section(Mrkdwn(text)))));

        Assert.Null(problem.Error);
        Assert.Contains(found, problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_an_injection_in_the_notification_text()
    {
        Assert.Contains(Check(new() { ["text"] = "<!here>" }), problem => problem is { Error: null });
    }

    [Fact]
    public void Takes_links_and_mentions_that_are_meant()
    {
        var message = Message(Section(Mrkdwn("<!here> <https://kibana.example.com/app?a=1&amp;b=2|Alert> <https://attack.mitre.org/techniques/T1059/|T1059>")));

        Assert.Empty(Check(message, new([.. SlackTrust.Least.Links, "https://kibana.example.com/"], ["!here"])));
        Assert.NotEmpty(Check(message));
    }

    [Fact]
    public void Counts_the_blocks_of_attachments_with_the_others() => Refused(
        new()
        {
            ["text"] = "alert",
            ["blocks"] = new JsonArray([.. Enumerable.Range(0, 3).Select(_ => Section(Mrkdwn(new('s', 2_900))))]),
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["color"] = "#D92D20",
                ["blocks"] = new JsonArray([.. Enumerable.Range(0, 2).Select(_ => Section(Mrkdwn(new('s', 2_900))))]),
            }),
        },
        "msg_blocks_too_long",
        "14500");

    [Theory]
    [InlineData("""{"text":"x","metadata":{"event_type":"eyrie"}}""", "invalid_metadata_format")]
    [InlineData("""{"text":"x","metadata":{"event_type":"a b","event_payload":{}}}""", "invalid_metadata_format")]
    [InlineData("""{"text":"x","thread_ts":"12"}""", "invalid_arguments")]
    [InlineData("""{"text":"x","attachments":[{"color":"#d92"}]}""", null)]
    [InlineData("""{"text":"x","attachments":["a"]}""", "invalid_attachments")]
    [InlineData("""{"text":"x","attachments":{}}""", "too_many_attachments")]
    [InlineData("""{"text":"x","unfurl_links":true}""", null)]
    public void Looks_at_what_is_around_the_blocks(string message, string? error) => Assert.Equal(error, Assert.Single(Check(JsonNode.Parse(message)!.AsObject())).Error);

    [Fact]
    public void Leaves_plain_text_alone_where_markup_means_nothing()
    {
        Assert.Empty(Check(Message(Header("a < b & c"))));
    }

    private static void Refused(JsonObject message, string error, string detail) => Assert.Contains(
        Check(message), problem => problem.Error == error && problem.Detail.Contains(detail, StringComparison.Ordinal));

    private static IReadOnlyList<SlackProblem> Check(JsonObject message, SlackTrust? trust = null)
    {
        using var json = JsonDocument.Parse(message.ToJsonString());
        return SlackMessageCheck.Check(json.RootElement, trust);
    }

    private static JsonObject Message(params JsonNode[] blocks) => new() { ["text"] = "alert", ["blocks"] = new JsonArray(blocks) };

    private static JsonObject Header(string text) =>
        new() { ["type"] = "header", ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = text } };

    private static JsonObject Section(JsonObject text) => new() { ["type"] = "section", ["text"] = text };

    private static JsonObject Mrkdwn(string text) => new() { ["type"] = "mrkdwn", ["text"] = text };
}
