using System.Globalization;
using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.OnCall;

namespace Eyrie.Sinks.Slack;

/// <summary>Renders an incident: one message that is written anew as it grows.</summary>
internal sealed class SlackMessage(AlertLinks links)
{
    private const int MaxTree = 2_000;
    private const int MaxCommand = 1_200;
    private const int MaxValue = 200;
    private const int MaxReasons = 900;
    private const int MaxRules = 10;
    private const int MaxRule = 90;

    /// <summary>The message without its channel.</summary>
    public JsonObject Render(SlackIncident incident)
    {
        var lead = incident.Lead;
        var blocks = new JsonArray { SlackBlocks.Header(Title(incident)) };
        if (incident.Mention.Length > 0)
        {
            blocks.Add(SlackBlocks.Markup(incident.Mention));
        }

        if (incident.Note.Length > 0)
        {
            blocks.Add(SlackBlocks.Sentence(incident.Note));
        }

        blocks.Add(SlackBlocks.Sentence($"{AlertSentence.Of(lead)}."));
        if (SoFar(incident) is { Length: > 0 } soFar)
        {
            blocks.Add(SlackBlocks.Note(soFar));
        }

        SlackLinks.Add(blocks, links.Of(lead with { IncidentSoFar = incident.SoFar ?? lead.IncidentSoFar }));
        return SlackBlocks.Envelope(
            Summary(incident), blocks, incident.Over || lead.Suppressed ? SlackWords.Grey : SlackWords.Colour(incident.Worst), Details(incident), Metadata(lead, "eyrie_incident"));
    }

    /// <summary>What programs of the team's can go by.</summary>
    public static JsonObject Metadata(Alert alert, string type) => new()
    {
        ["event_type"] = type,
        ["event_payload"] = new JsonObject
        {
            ["incident"] = PlainText.OneLine(alert.Incident, MaxValue),
            ["alert"] = PlainText.OneLine(alert.Id, MaxValue),
            ["severity"] = alert.Severity.Word(),
        },
    };

    private static string Title(SlackIncident incident) => incident.Over
        ? $"✅ Over: {SlackWords.Rule(incident.Lead)}"
        : $"{SlackWords.Icon(incident.Worst)} {SlackWords.Word(incident.Worst)}{SlackWords.Marks(incident.Lead)}: {SlackWords.Rule(incident.Lead)}";

    private static string Summary(SlackIncident incident) =>
        $"{(incident.Over ? "Over" : SlackWords.Word(incident.Worst))}: {SlackWords.Rule(incident.Lead)}: {AlertSentence.Of(incident.Lead)}";

    /// <summary>What it has come to.</summary>
    private static string SoFar(SlackIncident incident)
    {
        var parts = new List<string>();
        var span = incident.Span;
        if (incident.Over)
        {
            parts.Add(span is { } whole ? $"Over after {SlackIncident.Duration(whole.Last - whole.First)}" : "Over");
        }

        if (incident.Over || incident.Alerts > 1)
        {
            parts.Add(SlackWords.Count(incident.Alerts, "alert") + (span is { } known && incident.Alerts > 1 ? $" from {SlackWords.Time(known.First)} to {SlackWords.Time(known.Last)}" : ""));
            parts.Add($"the worst {incident.Worst.Word()}");
        }

        if (incident.SoFar is { Suppressed: > 0 and var suppressed })
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{suppressed:N0} of them suppressed"));
        }

        if (incident.Lead.Repeats > 1)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"the one shown came {incident.Lead.Repeats:N0} times"));
        }

        if (incident.Lead is { Suppressed: true, SuppressedBy: { Length: > 0 } reason })
        {
            parts.Add($"suppressed: {PlainText.OneLine(reason, MaxValue)}");
        }

        return string.Join(" · ", parts);
    }

    private static JsonArray Details(SlackIncident incident)
    {
        var (details, lead) = (new JsonArray(), incident.Lead);
        SlackBlocks.AddFields(details, Fields(lead));
        SlackBlocks.AddCode(details, "Process tree", SlackTree.Layout(lead.Tree, MaxTree));
        SlackBlocks.AddCode(details, "Command", SlackText.Code(lead.CommandLine, MaxCommand));
        SlackBlocks.AddCode(details, "Rules", Rules(incident));
        if (lead.RiskScore is { } risk)
        {
            var all = incident.SoFar?.RiskScore is { } sum && sum != risk ? string.Create(CultureInfo.InvariantCulture, $", the incident {sum}") : "";
            SlackBlocks.AddCode(details, string.Create(CultureInfo.InvariantCulture, $"Risk {risk} of 100{all}"), Reasons(lead));
        }

        SlackLinks.AddTechniques(details, lead.Techniques.Concat(incident.SoFar?.Techniques ?? []));
        details.Add(SlackBlocks.Note(SlackWords.Footer(lead)));
        return details;
    }

    private static JsonArray Fields(Alert alert)
    {
        var fields = new JsonArray();
        Add("Sensor", alert.Observer);
        Add("Pod", SlackWords.Pod(alert));
        Add("Workload", alert.Workload);
        Add("Container", alert.Container.Length > 0 ? alert.Container : alert.ContainerId);
        Add("Image", alert.Image);
        Add("Node", SlackWords.Node(alert));
        Add("User", alert.User);
        Add("Process", SlackWords.Process(alert));
        Add("File", alert.File);
        Add("Connection", alert.Remote);
        while (fields.Count > 10)
        {
            fields.RemoveAt(fields.Count - 1);
        }

        return fields;

        void Add(string title, string value) => SlackBlocks.AddField(fields, title, value, MaxValue);
    }

    // How often each rule was told here; the rules that an exception or another route kept away have no number.
    private static string Rules(SlackIncident incident)
    {
        var told = incident.Told.Rules.OrderByDescending(rule => rule.Value).ThenBy(rule => rule.Key, StringComparer.Ordinal).ToList();
        var others = (incident.SoFar?.Rules ?? []).Where(rule => !incident.Told.Rules.ContainsKey(ToldNews.RuleKey(rule))).Distinct(StringComparer.Ordinal).ToList();
        var lines = told.Select(rule => string.Create(CultureInfo.InvariantCulture, $"{rule.Value,5}  {SlackText.Code(rule.Key, MaxRule)}"))
            .Concat(others.Select(rule => $"    -  {SlackText.Code(rule, MaxRule)} (not told here)")).ToList();
        var shown = lines.Take(MaxRules).ToList();
        if (lines.Count > MaxRules)
        {
            shown.Add(string.Create(CultureInfo.InvariantCulture, $"       and {lines.Count - MaxRules} more"));
        }

        return lines.Count < 2 && incident.Alerts < 2 ? "" : string.Join('\n', shown);
    }

    private static string Reasons(Alert alert)
    {
        var reasons = new System.Text.StringBuilder();
        foreach (var reason in alert.RiskReasons)
        {
            var line = SlackText.Code(reason, MaxRule);
            if (reasons.Length + line.Length > MaxReasons)
            {
                break;
            }

            reasons.Append(reasons.Length > 0 ? "\n" : "").Append(line);
        }

        return reasons.Length > 0 ? reasons.ToString() : "no reasons were given";
    }
}
