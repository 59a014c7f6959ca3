using System.Globalization;
using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.OnCall;

namespace Eyrie.Sinks.Slack;

/// <summary>Renders what came after an incident's first message: for its thread, or, where there are no threads, as a message of its own.</summary>
internal sealed class SlackReply(AlertLinks links)
{
    private const int MaxTree = 1_500;
    private const int MaxCommand = 1_200;
    private const int MaxRule = 90;
    private const int MaxLines = 15;

    /// <summary>One alert with its details, or many in one.</summary>
    /// <param name="news">At least one.</param>
    /// <param name="mention">Whom to call, as markup; empty: nobody.</param>
    /// <param name="worse">They are worse than all that was told.</param>
    public JsonObject Render(IReadOnlyList<Alert> news, string mention, bool worse)
    {
        var worst = news.MaxBy(alert => (alert.Severity, alert.RiskScore ?? 0))!;
        var title = $"{SlackWords.Icon(worst.Severity)} {(worse ? "It got worse: " : "")}{Title(news, worst)}";
        var blocks = new JsonArray();
        if (mention.Length > 0)
        {
            blocks.Add(SlackBlocks.Markup(mention));
        }

        blocks.Add(SlackBlocks.Sentence($"{title}: {AlertSentence.Of(worst)}."));
        return SlackBlocks.Envelope(
            title, blocks, worst.Suppressed ? SlackWords.Grey : SlackWords.Colour(worst.Severity), Details(news, worst), SlackMessage.Metadata(worst, "eyrie_alert"));
    }

    private static string Title(IReadOnlyList<Alert> news, Alert worst) => news.Count == 1
        ? $"{SlackWords.Word(worst.Severity)}{SlackWords.Marks(worst)}: {SlackWords.Rule(worst)}"
        : $"{SlackWords.Count(news.Count, "further alert")}, the worst {worst.Severity.Word()}{SlackWords.Marks(worst)}: {SlackWords.Rule(worst)}";

    private JsonArray Details(IReadOnlyList<Alert> news, Alert worst)
    {
        var details = new JsonArray();
        SlackBlocks.AddCode(details, "Process tree", SlackTree.Layout(worst.Tree, MaxTree));
        SlackBlocks.AddCode(details, "Command", SlackText.Code(worst.CommandLine, MaxCommand));
        if (news.Count > 1)
        {
            SlackBlocks.AddCode(details, "By rule", string.Join('\n', Lines(news)));
        }

        SlackLinks.Add(details, [.. links.Of(worst).Where(link => link.Text is "Alert" or "Runbook")]);
        details.Add(SlackBlocks.Note(SlackWords.Footer(worst, worst.Repeats > 1 ? $"came {SlackWords.Count(worst.Repeats, "time")}" : "")));
        return details;
    }

    private static IEnumerable<string> Lines(IReadOnlyList<Alert> news)
    {
        var rules = SlackRules.Count(news);
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
