using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Sinks.OnCall;

namespace Eyrie.Sinks.Slack;

/// <summary>Renders the incidents of a storm as one message: the critical ones by name, of the others how many alerts of which rule.</summary>
internal static class SlackDigest
{
    private const int MaxLines = 20;
    private const int MaxRule = 90;
    private const int MaxNamed = 2_700;
    private const int MaxName = 260;

    /// <summary>The message without its channel.</summary>
    /// <param name="storm">What it tells.</param>
    /// <param name="mention">Whom to call, as markup; empty: nobody.</param>
    /// <param name="note">What else is to be said about the message itself; empty: nothing.</param>
    public static JsonObject Render(SlackStorm storm, string mention, string note)
    {
        var title = $"{SlackWords.Count(storm.Alerts, "more alert")} of {SlackWords.Count(storm.Incidents, "incident")}";
        var blocks = new JsonArray { SlackBlocks.Header($"{SlackWords.Icon(storm.Worst)} {title}") };
        if (mention.Length > 0)
        {
            blocks.Add(SlackBlocks.Markup(mention));
        }

        if (note.Length > 0)
        {
            blocks.Add(SlackBlocks.Sentence(note));
        }

        blocks.Add(SlackBlocks.Sentence("Too many at once for a message each; Kibana has them all."));
        SlackBlocks.AddCode(blocks, "Critical", Named(storm));
        var details = new JsonArray();
        SlackBlocks.AddCode(details, "By rule", string.Join('\n', Lines(storm.Rules)));
        details.Add(SlackBlocks.Note($"{SlackWords.Time(storm.Since)} to {SlackWords.Time(storm.Last)}{(storm.Over > 0 ? $" · {SlackWords.Count(storm.Over, "incident")} of them over" : "")}"));
        var worst = storm.Rules is [var first, ..] ? $", the worst: {first.Severity.Word()}, {first.Rule}" : "";
        return SlackBlocks.Envelope($"{title}{worst}", blocks, SlackWords.Colour(storm.Worst), details);
    }

    private static string Named(SlackStorm storm)
    {
        var (text, shown) = (new StringBuilder(), 0);
        foreach (var (_, alert, alerts) in storm.Critical)
        {
            var line = SlackText.Code(
                string.Create(CultureInfo.InvariantCulture, $"{alerts,5}  {SlackWords.Word(alert.Severity)}: {SlackWords.Rule(alert)}: {AlertSentence.Of(alert)}"), MaxName);
            if (text.Length + line.Length > MaxNamed)
            {
                break;
            }

            text.Append(shown++ > 0 ? "\n" : "").Append(line);
        }

        return shown < storm.Critical.Count ? text.Append(CultureInfo.InvariantCulture, $"\n       and {storm.Critical.Count - shown} more").ToString() : text.ToString();
    }

    private static IEnumerable<string> Lines(IReadOnlyList<(Severity Severity, string Rule, long Alerts)> rules)
    {
        foreach (var rule in rules.Take(MaxLines))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{rule.Alerts,5}  {rule.Severity.Word(),-13}  {SlackText.Code(rule.Rule, MaxRule)}");
        }

        if (rules.Count > MaxLines)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{rules.Skip(MaxLines).Sum(rule => rule.Alerts),5}  of {rules.Count - MaxLines} other rules");
        }
    }
}
