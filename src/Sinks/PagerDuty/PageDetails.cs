using System.Globalization;
using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Sinks.OnCall;

namespace Eyrie.Sinks.PagerDuty;

/// <summary>The part of a page that a person reads: <c>custom_details</c>, in groups.</summary>
internal static class PageDetails
{
    public static JsonObject Write(Page page, string note, PageSize size)
    {
        var lead = page.Lead;
        var details = new JsonObject();
        Add(details, "note", note, size.Text);
        Add(details, "what_happened", AlertSentence.Of(lead), size.Text);
        Add(details, "process_tree", lead.Tree, size.Text);
        Add(details, "command_line", lead.CommandLine, size.Text);
        Add(details, "sensor_message", lead.Message, size.Text);
        Add(details, "where", Where(lead, size));
        Add(details, "who", Who(lead, size));
        Add(details, "target", Target(lead, size));
        Add(details, "risk", Risk(page, size));
        Add(details, "rule", RuleOf(lead, size));
        Add(details, "incident", Incident(page, size));
        Add(details, "latest", Latest(page, size));
        Add(details, "routing", Routing(page, size));
        return details;
    }

    /// <summary>The rule's name.</summary>
    public static string Rule(Alert alert) => alert.Rule.Length > 0 ? alert.Rule : "unnamed rule";

    /// <summary>Namespace and pod.</summary>
    public static string Pod(Alert alert) =>
        alert.Pod.Length == 0 || alert.Namespace.Length == 0 ? alert.Pod : $"{alert.Namespace}/{alert.Pod}";

    private static JsonObject Where(Alert alert, PageSize size)
    {
        var where = new JsonObject();
        Add(where, "cluster", alert.Cluster, size.Value);
        Add(where, "node", alert.Node, size.Value);
        Add(where, "pod", Pod(alert), size.Value);
        Add(where, "workload", alert.Workload, size.Value);
        Add(where, "container", alert.Container.Length > 0 ? alert.Container : alert.ContainerId, size.Value);
        Add(where, "image", alert.Image, size.Value);
        return where;
    }

    private static JsonObject Who(Alert alert, PageSize size)
    {
        var who = new JsonObject();
        Add(who, "user", alert.User, size.Value);
        Add(who, "executable", alert.Executable, size.Value);
        Add(who, "pid", Number(alert.Pid), size.Value);
        Add(who, "parent", alert.Parent, size.Value);
        return who;
    }

    private static JsonObject Target(Alert alert, PageSize size)
    {
        var target = new JsonObject();
        Add(target, "file", alert.File, size.Value);
        Add(target, "remote", alert.Remote, size.Value);
        return target;
    }

    private static JsonObject Risk(Page page, PageSize size)
    {
        var risk = new JsonObject();
        Add(risk, "score", Number(page.Lead.RiskScore), size.Value);
        Add(risk, "incident_score", Number(page.SoFar?.RiskScore), size.Value);
        Add(risk, "because", page.Lead.RiskReasons, size);
        return risk;
    }

    private static JsonObject RuleOf(Alert alert, PageSize size)
    {
        var rule = new JsonObject();
        Add(rule, "name", Rule(alert), size.Value);
        Add(rule, "severity", alert.Severity.Word(), size.Value);
        Add(rule, "sensor", alert.Sensor, size.Value);
        Add(rule, "techniques", string.Join(", ", alert.Tactics.Concat(alert.Techniques).Take(size.Items)), size.Value);
        rule["blocked"] = alert.Blocked;
        Add(rule, "process_found_by", $"{alert.CorrelationMethod} {alert.CorrelationConfidence}".Trim(), size.Value);
        Add(rule, "alert_id", alert.Id, size.Value);
        Add(rule, "time", Time(alert.Time), size.Value);
        return rule;
    }

    private static JsonObject Incident(Page page, PageSize size)
    {
        var incident = new JsonObject();
        Add(incident, "id", page.Lead.Incident, size.Value);
        incident["alerts"] = Math.Max(page.SoFar?.Alerts ?? 0, page.Told.Alerts);
        if (page.SoFar is { Suppressed: > 0 } marked)
        {
            incident["suppressed"] = marked.Suppressed;
        }

        Add(incident, "worst", page.Severity.Word(), size.Value);
        Add(incident, "first", Time(page.SoFar?.First ?? default), size.Value);
        Add(incident, "last", Time(page.SoFar?.Last ?? default), size.Value);
        Add(incident, "rules", Rules(page, size));
        Add(incident, "techniques", string.Join(", ", (page.SoFar?.Techniques ?? []).Take(size.Items)), size.Value);
        return incident;
    }

    // How often each rule was told here; those of the incident that went elsewhere have no number.
    private static JsonObject Rules(Page page, PageSize size)
    {
        var rules = new JsonObject();
        foreach (var (rule, count) in page.Told.Rules.OrderByDescending(rule => rule.Value).ThenBy(rule => rule.Key, StringComparer.Ordinal).Take(size.Items))
        {
            rules[PlainText.OneLine(rule, size.Value)] = count;
        }

        foreach (var rule in (page.SoFar?.Rules ?? []).Take(size.Items))
        {
            var name = PlainText.OneLine(rule, size.Value);
            if (!rules.ContainsKey(name) && rules.Count < size.Items)
            {
                rules[name] = "not told here";
            }
        }

        return rules;
    }

    private static JsonObject Latest(Page page, PageSize size)
    {
        var latest = new JsonObject();
        if (page.Latest.Id != page.Lead.Id)
        {
            Add(latest, "rule", Rule(page.Latest), size.Value);
            Add(latest, "severity", page.Latest.Severity.Word(), size.Value);
            Add(latest, "what_happened", AlertSentence.Of(page.Latest), size.Text);
            Add(latest, "time", Time(page.Latest.Time), size.Value);
            Add(latest, "alert_id", page.Latest.Id, size.Value);
        }

        return latest;
    }

    private static JsonObject Routing(Page page, PageSize size)
    {
        var routing = new JsonObject();
        Add(routing, "route", page.Target.Route, size.Value);
        Add(routing, "team", page.Target.Team, size.Value);
        return routing;
    }

    private static void Add(JsonObject target, string name, string value, int maxLength)
    {
        if (value.Length > 0)
        {
            target[name] = PlainText.OneLine(value, maxLength);
        }
    }

    private static void Add(JsonObject target, string name, JsonObject group)
    {
        if (group.Count > 0)
        {
            target[name] = group;
        }
    }

    private static void Add(JsonObject target, string name, IReadOnlyList<string> values, PageSize size)
    {
        if (values.Count > 0)
        {
            target[name] = new JsonArray([.. values.Take(size.Items).Select(value => JsonValue.Create(PlainText.OneLine(value, size.Value)))]);
        }
    }

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Time(EventTime time) => time == default ? "" : time.ToString();
}
