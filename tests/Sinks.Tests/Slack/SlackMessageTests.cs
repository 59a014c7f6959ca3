using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Eyrie.Contracts;
using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.Slack;

namespace Eyrie.Sinks.Tests.Slack;

public sealed class SlackMessageTests
{
    private const string Hostile =
        "<!channel> <@U1> <http://evil.example|click> & *bold* _it_ ~no~ `code` ```block``` :skull: \u202egpj.exe\n\u001b[2J\0 ˋ \u200b Z\u0321\u0321\u0321\u0321\u0321";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_760_000_100);
    private static readonly SlackMessage Message = new(SlackNotices.Links);
    private static readonly SlackReply Reply = new(SlackNotices.Links);

    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String,
        Gen.Char["<>&`*_~!@#|\n\r\t\0\u001b\u202e\u2066\u200b\u0301\u0489\ufe0f\u3164ˋ\ud83d\ude00 a>:)("].Array[0, 4_000].Select(chars => new string(chars)),
        Gen.OneOf([.. new[] { "&", "<!channel>", "<@U1>", "\u0301", "`", "```", "\u202e", ":skull:", "\ud800", " > ", "a(1) > " }.Select(Gen.Const)])
            .Array[1, 20].Select(parts => string.Concat(Enumerable.Repeat(string.Concat(parts), 1_500))));

    private static readonly Gen<Alert> AnyAlert =
        from texts in AnyText.Array[6]
        from severity in Gen.Int[0, 7]
        from marks in Gen.Bool.Array[3]
        from numbers in Gen.Long.Array[2]
        from many in Gen.Int[0, 60]
        select An.HostileAlert(texts[0]) with
        {
            Id = texts[1],
            Incident = texts[2],
            CommandLine = texts[3],
            Tree = texts[4],
            Rule = texts[5],
            Message = texts[1],
            File = texts[2],
            Remote = texts[3],
            Parent = texts[4],
            Action = texts[5],
            Observer = texts[0],
            Severity = (Severity)severity,
            Suppressed = marks[0],
            SuppressedBy = texts[1],
            Blocked = marks[1],
            Sensor = marks[2] ? "eyrie" : texts[2],
            Repeats = numbers[0],
            Pid = numbers[1],
            RiskReasons = [.. Enumerable.Repeat(texts[3], many)],
            Techniques = [.. Enumerable.Repeat(texts[4], many), "T1059.004", "T1059"],
            IncidentSoFar = new() { Rules = [.. Enumerable.Range(0, many).Select(i => $"{i}{texts[5]}")], Alerts = numbers[0], Suppressed = numbers[1], RiskScore = many, First = new(numbers[0]), Last = new(numbers[1]) },
            Time = new(numbers[1]),
        };

    [Fact]
    public void Shows_an_alert_whole() => Expected.Matches("Slack", "alert.json", Render(An.FullAlert() with
    {
        Action = "connect",
        Remote = "203.0.113.9:12345",
        Parent = "/bin/sh",
        RiskReasons = ["severity +50: critical", "technique +10: T1059.004", "web server +23: nginx"],
    }));

    [Fact]
    public void Shows_that_a_sensor_is_lost() => Expected.Matches("Slack", "health.json", Render(An.SensorLost() with { Action = "sensor_lost" }));

    [Fact]
    public void Shows_a_hostile_alert_as_text() => Expected.Matches("Slack", "hostile.json", Render(An.HostileAlert(Hostile)));

    [Fact]
    public void Shows_an_alert_of_which_nothing_is_known() =>
        Expected.Matches("Slack", "bare.json", Render(new() { Id = "a1", Document = "{}"u8.ToArray() }));

    [Fact]
    public void Shows_a_digest()
    {
        var storm = Storm(
            An.Alert("1", Severity.Notice, "Noise", "i1"), An.Alert("2", Severity.Critical, "Shell <b>", "i2"), An.Alert("3", Severity.Notice, "Noise", "i1"),
            An.Alert("4", Severity.Notice, "`Other`", "i3"));

        Expected.Matches("Slack", "digest.json", SlackDigest.Render(storm, "<!here>", ""));
    }

    [Fact]
    public void Shows_an_incident_that_is_over()
    {
        var message = Message.Render(SlackIncident.Of(SlackNotices.Of(An.FullAlert()) with { Closing = SlackNotices.Closing(34) }, new() { Alerts = 30, Worst = Severity.Critical }));

        Assert.Equal("✅ Over: Run shell in web server", message.Text(0));
        Assert.Contains("Over after 34 min · 34 alerts from 2025-10-09 08:53:20.000 UTC to 2025-10-09 09:27:20.000 UTC · the worst critical", message.All(), StringComparison.Ordinal);
        Assert.Equal(SlackWords.Grey, message["attachments"]![0]!["color"]!.GetValue<string>());
    }

    [Fact]
    public void Marks_what_was_blocked_suppressed_and_repeated()
    {
        var message = Render(An.FullAlert() with { Blocked = true, Suppressed = true, SuppressedBy = "known scanner, team-a", Repeats = 1_240 });

        Assert.Equal("🔴 Critical, blocked, suppressed: Run shell in web server", message.Text(0));
        Assert.Contains("the one shown came 1,240 times · suppressed: known scanner, team-a", message.All(), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_to_techniques_that_are_some()
    {
        var text = Render(An.FullAlert() with { Techniques = ["T1059", "T1059.004", "T1059|<!here>", "Execution"] }).All();

        Assert.Contains("*ATT&amp;CK*  <https://attack.mitre.org/techniques/T1059/|T1059>  ·  <https://attack.mitre.org/techniques/T1059/004/|T1059.004>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("here", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_every_alert_of_a_digest_with_more_rules_than_lines()
    {
        var storm = Storm([.. Enumerable.Range(0, 100).Select(i => An.Alert($"{i}", rule: $"rule {i / 2}", incident: $"{i}"))]);

        var text = SlackDigest.Render(storm, "", "").All();

        var lines = text.Split('\n').SkipWhile(line => line != "*By rule*").Skip(1).TakeWhile(line => line.Contains("rule", StringComparison.Ordinal));
        Assert.Equal(100, lines.Sum(line => int.Parse(line.TrimStart('`').Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Contains("of 30 other rules", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_critical_incidents_of_a_digest()
    {
        Alert[] alerts = [.. Enumerable.Range(0, 500).Select(i => An.Alert($"{i}", Severity.Notice, incident: $"{i}")), SlackNotices.Alert(1, Severity.Critical, "Drop and execute", "bad")];

        var text = SlackDigest.Render(Storm(alerts), "", "").Text(2);

        Assert.StartsWith("*Critical*\n```    1  Critical: Drop and execute: curl was started by sh below nginx in shop/web-7d9c-x2x4z", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_the_end_of_a_tree_that_is_too_long()
    {
        var tree = string.Join(" > ", Enumerable.Range(1, 400).Select(i => $"process-{i}({i})"));

        var text = Render(An.FullAlert() with { Tree = tree })["attachments"]![0]!["blocks"]![1]!["text"]!["text"]!.GetValue<string>();

        Assert.StartsWith("*Process tree*\n```…\n", text, StringComparison.Ordinal);
        Assert.EndsWith("└ process-400(400)```", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 1_000, SlackBlocks.MaxSection);
    }

    [Theory]
    [InlineData("<!channel>")]
    [InlineData("<@U024BE7LH>")]
    [InlineData("<!subteam^S012>")]
    [InlineData("<https://evil.example/|Alert>")]
    [InlineData("&lt;!channel&gt;")]
    [InlineData("```\n<!here>\n```")]
    [InlineData("\u202e\u2066\u200b\u200d\ufeff\u00ad\u061c\u2028\u2029")]
    [InlineData(":skull: :+1::skin-tone-2:")]
    [InlineData("\ud83d\udd34 Critical\n\n*Runbook* <https://evil.example>")]
    public void Says_what_an_attacker_wrote_and_does_not_obey(string text)
    {
        foreach (var length in new[] { 1, 3_000 })
        {
            var alert = An.HostileAlert(string.Concat(Enumerable.Repeat(text, length)));
            SlackNotices.AssertHarmless(Render(alert));
            SlackNotices.AssertHarmless(Reply.Render([alert, alert], "", worse: true));
            SlackNotices.AssertHarmless(SlackDigest.Render(Storm(alert with { Severity = Severity.Critical }), "", text));
        }
    }

    [Fact]
    public void Keeps_to_the_limits_with_a_command_line_of_100_kB_and_marks_without_end()
    {
        SlackNotices.AssertHarmless(Render(An.FullAlert() with { CommandLine = new('&', 100_000), Tree = new('>', 100_000), Rule = "a" + new string('\u0301', 100_000) }));
    }

    [Theory]
    [InlineData("{\"event\":{\"id\":\"a\"},\"process\":{\"command_line\":\"\\ud800 broken\"}}")]
    [InlineData("{\"event\":{\"id\":\"a\"},\"process\":{\"command_line\":\"\\u0000\\u001b[2J\"}}")]
    public void Shows_an_alert_whose_document_has_broken_text(string document)
    {
        Alert? alert;
        try
        {
            alert = AlertCodec.Read(Encoding.UTF8.GetBytes(document));
        }
        catch (FormatException)
        {
            return; // unreadable: it is a dead letter before it comes here
        }

        SlackNotices.AssertHarmless(Render(alert));
        SlackNotices.AssertHarmless(Message.Render(SlackIncident.Of(SlackNotices.Of() with { Closing = alert }, new() { Lead = document })));
    }

    [Fact]
    public void Keeps_every_message_harmless_whatever_the_alert() => AnyAlert.Sample(alert => SlackNotices.AssertHarmless(Render(alert)), iter: 200);

    [Fact]
    public void Keeps_every_reply_and_digest_harmless_whatever_the_alerts() => AnyAlert.Array[1, 6].Sample(
        alerts =>
        {
            SlackNotices.AssertHarmless(Reply.Render(alerts, "<!here>", worse: true), "!here");
            SlackNotices.AssertHarmless(SlackDigest.Render(Storm(alerts), "<@U12345>", alerts[0].Rule), "@U12345");
        },
        iter: 100);

    [Fact]
    public void Keeps_what_is_remembered_of_an_alert_small_and_readable() => AnyText.Sample(
        text =>
        {
            var document = new JsonObject
            {
                ["event"] = new JsonObject { ["id"] = "a1", ["severity"] = 5 },
                ["message"] = text,
                ["process"] = new JsonObject { ["command_line"] = text, ["env_vars"] = text, ["args"] = new JsonArray(text) },
                ["tetragon"] = new JsonObject { ["x"] = text },
                ["eyrie"] = new JsonObject { ["process"] = new JsonObject { ["tree"] = text } },
            };

            var lead = LeadDocument.Of(An.Alert(document: document.ToJsonString()));

            Assert.InRange(lead.Length, 2, 65_536 + 2);
            Assert.Equal("a1", AlertCodec.Read(Encoding.UTF8.GetBytes(lead)).Id);
        },
        iter: 100);

    private static JsonObject Render(Alert alert)
    {
        var notice = SlackNotices.Of(alert);
        return Message.Render(SlackIncident.Of(notice, ToldNews.After(notice, notice.News, Now)));
    }

    private static SlackStorm Storm(params Alert[] alerts) =>
        SlackStorm.With(null, [.. alerts.GroupBy(alert => alert.Incident).Select(group => (SlackNotices.Of([.. group]), (IReadOnlyList<Alert>)[.. group]))], Now);
}
