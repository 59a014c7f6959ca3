using System.Text;
using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.OnCall;
using Eyrie.Sinks.Slack;
using Eyrie.Testing;

namespace Eyrie.Sinks.Tests.Slack;

/// <summary>What the README's picture shows: the messages of the guide's attack, from the demo's documents (<c>eyrie demo --keep</c>), rendered by the code that sends them.</summary>
public sealed class SlackPictureTests
{
    private static readonly AlertLinks Links = new(new()
    {
        KibanaUrl = "https://kibana.example.com",
        Runbooks = [new() { Rule = "*", Url = "https://wiki.example.com/runbooks/{ruleSlug}" }],
    });

    [Fact]
    public void Is_made_from_the_payload_that_is_kept_beside_it()
    {
        var images = Samples.Path("..", "..", "docs", "images");
        Alert[] alerts =
        [
            .. System.IO.File.ReadLines(Path.Combine(Samples.Path("..", "Sinks.Tests"), "Slack", "guide-attack.ndjson"))
                .Select(line => AlertCodec.Read(Encoding.UTF8.GetBytes(line))).Where(alert => alert.Severity >= Severity.Warning),
        ];
        var notice = SlackNotices.Of(alerts);
        var message = new SlackMessage(Links).Render(SlackIncident.Of(notice, ToldNews.After(notice, alerts, default)) with { Mention = "<!here>" });
        var reply = new SlackReply(Links).Render([alerts.Single(alert => alert.Remote.Length > 0)], "", worse: false);

        if (Environment.GetEnvironmentVariable("EYRIE_WRITE_PAGE") is { Length: > 0 } page)
        {
            System.IO.File.WriteAllText(page, SlackPage.Of(message, reply));
        }

        SlackNotices.AssertHarmless(message, "!here");
        Expected.Matches(images, "slack-message.json", new JsonObject { ["message"] = message, ["reply"] = reply });
    }
}
