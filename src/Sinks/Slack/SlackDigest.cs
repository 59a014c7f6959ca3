using System.Globalization;
using System.Text.Json.Nodes;
using Eyrie.Contracts;

namespace Eyrie.Sinks.Slack;

/// <summary>Renders the alerts that get no message of their own as one: how many of which rule, the worst first.</summary>
internal static class SlackDigest
{
    private const int MaxLines = 20;
    private const int MaxRule = 100;

    /// <summary>The message without its channel.</summary>
    public static JsonObject Render(IReadOnlyList<Alert> alerts)
    {
        var rules = alerts
            .GroupBy(alert => (alert.Severity, alert.Rule))
            .Select(group => (group.Key.Severity, group.Key.Rule, Alerts: group.Count()))
            .OrderByDescending(rule => rule.Severity).ThenByDescending(rule => rule.Alerts).ThenBy(rule => rule.Rule, StringComparer.Ordinal)
            .ToList();
        var title = string.Create(CultureInfo.InvariantCulture, $"{alerts.Count} more alerts");
        var blocks = new JsonArray { SlackMessage.Header(title) };
        SlackMessage.AddCode(blocks, "By rule", string.Join('\n', Lines(rules)));
        blocks.Add(new JsonObject
        {
            ["type"] = "context",
            ["elements"] = new JsonArray { SlackMessage.Plain("Too many at once for a message each.") },
        });
        return SlackMessage.Envelope($"{title}, the worst: {rules[0].Severity.Word()}, {rules[0].Rule}", blocks);
    }

    private static IEnumerable<string> Lines(List<(Severity Severity, string Rule, int Alerts)> rules)
    {
        foreach (var rule in rules.Take(MaxLines))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{rule.Alerts,5}  {rule.Severity.Word(),-13}  {SlackText.Code(rule.Rule, MaxRule)}");
        }

        if (rules.Count > MaxLines)
        {
            var rest = rules.Skip(MaxLines).Sum(rule => rule.Alerts);
            yield return string.Create(CultureInfo.InvariantCulture, $"{rest,5}  of {rules.Count - MaxLines} other rules");
        }
    }
}
