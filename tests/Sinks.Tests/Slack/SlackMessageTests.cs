using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Sinks.Slack;

namespace Eyrie.Sinks.Tests.Slack;

public sealed partial class SlackMessageTests
{
    private const string Hostile =
        "<!channel> <@U1> <http://evil.example|click> & *bold* _it_ ~no~ `code` ```block``` :skull: \u202egpj.exe\n\u001b[2J\0";

    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String,
        Gen.Char["<>&`*_~!@#|\n\r\t\0\u001b\u202e\u200b\ud83d\ude00 a>"].Array[0, 4_000].Select(chars => new string(chars)));

    [Fact]
    public void Shows_an_alert_whole() => Expected.Matches("Slack", "alert.json", SlackMessage.Render(An.FullAlert()));

    [Fact]
    public void Shows_that_a_sensor_is_lost() => Expected.Matches("Slack", "health.json", SlackMessage.Render(An.SensorLost()));

    [Fact]
    public void Shows_a_hostile_alert_as_text() => Expected.Matches("Slack", "hostile.json", SlackMessage.Render(An.HostileAlert(Hostile)));

    [Fact]
    public void Shows_an_alert_of_which_nothing_is_known() =>
        Expected.Matches("Slack", "bare.json", SlackMessage.Render(new() { Id = "a1", Document = "{}"u8.ToArray() }));

    [Fact]
    public void Shows_a_digest() => Expected.Matches("Slack", "digest.json", SlackDigest.Render(
    [
        An.Alert("1", Severity.Notice, "Noise"), An.Alert("2", Severity.Critical, "Shell <b>"), An.Alert("3", Severity.Notice, "Noise"),
        An.Alert("4", Severity.Notice, "`Other`"),
    ]));

    [Fact]
    public void Counts_every_alert_of_a_digest_with_more_rules_than_lines()
    {
        var alerts = Enumerable.Range(0, 100).Select(i => An.Alert($"{i}", rule: $"rule {i / 2}")).ToArray();

        var text = Texts(SlackDigest.Render(alerts)).Single(text => text.StartsWith("*By rule*", StringComparison.Ordinal));

        Assert.Equal(100, text.Split('\n').Skip(1).Sum(line => int.Parse(
            line.TrimStart('`').Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Contains("of 30 other rules", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_the_end_of_a_tree_that_is_too_long()
    {
        var tree = string.Join(" > ", Enumerable.Range(1, 400).Select(i => $"process-{i}({i})"));

        var text = Texts(SlackMessage.Render(An.FullAlert() with { Tree = tree }))
            .Single(text => text.StartsWith("*Process tree*", StringComparison.Ordinal));

        Assert.StartsWith("*Process tree*\n```…\n", text, StringComparison.Ordinal);
        Assert.EndsWith("└ process-400(400)```", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 1_000, SlackMessage.MaxSection);
    }

    [Fact]
    public void Keeps_to_Slacks_limits_with_nothing_left_to_inject_whatever_the_text() =>
        AnyText.Sample(text => AssertHarmless(SlackMessage.Render(An.HostileAlert(text))), iter: 300);

    [Fact]
    public void Keeps_a_digest_harmless_whatever_the_rules() =>
        AnyText.Array[1, 30].Sample(rules => AssertHarmless(SlackDigest.Render([.. rules.Select(rule => An.Alert(rule: rule))])), iter: 100);

    private static void AssertHarmless(JsonObject message)
    {
        var blocks = message["blocks"]!.AsArray();
        Assert.InRange(blocks.Count, 1, 50);
        Assert.InRange(Texts(message).Sum(text => text.Length), 1, 13_000);
        Assert.All(Texts(message), text => Assert.Matches(Escaped(), text));
        Assert.DoesNotContain(Texts(message), text => text.Any(c => char.IsControl(c) && c != '\n') || text.Contains('\u202e'));
        foreach (var block in blocks)
        {
            AssertWithinLimits(block!);
        }
    }

    private static void AssertWithinLimits(JsonNode block)
    {
        var text = block["text"];
        var isHeader = block["type"]!.GetValue<string>() is "header";
        if (text is not null)
        {
            Assert.InRange(Text(text).Length, 1, isHeader ? SlackMessage.MaxHeader : SlackMessage.MaxSection);
            Assert.True(text["type"]!.GetValue<string>() is "plain_text" || CodeBlock().IsMatch(Text(text)), Text(text));
        }

        var fields = block["fields"]?.AsArray() ?? [];
        Assert.InRange(fields.Count, 0, 10);
        Assert.All(fields, field =>
        {
            Assert.InRange(Text(field!).Length, 1, SlackMessage.MaxField);
            Assert.Matches(CodeSpan(), Text(field!));
        });
    }

    private static IEnumerable<string> Texts(JsonNode node) => node switch
    {
        JsonObject found => found.SelectMany(child => child is { Key: "text", Value: JsonValue value } ? [value.GetValue<string>()] : Texts(child.Value!)),
        JsonArray found => found.SelectMany(child => Texts(child!)),
        _ => [],
    };

    private static string Text(JsonNode node) => node["text"]!.GetValue<string>();

    [GeneratedRegex("""^(?:[^<>&]|&(?:amp|lt|gt);)*$""", RegexOptions.Singleline)]
    private static partial Regex Escaped();

    [GeneratedRegex("""^\*[A-Z][a-z ]+\*\n```[^`]+```$""", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("""^\*[A-Z][a-z]+\*\n`[^`\n]+`$""")]
    private static partial Regex CodeSpan();
}
