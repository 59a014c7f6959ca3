using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Eyrie.Contracts;

namespace Eyrie.Sinks.PagerDuty;

/// <summary>Renders the alerts of one incident as one trigger of Events API v2.</summary>
internal static class PagerDutyEvent
{
    public const int MaxSummary = 1_024;
    public const int MaxDedupKey = 255;

    // All details together stay far below PagerDuty's 512 KB, escaped as JSON does it at worst.
    private const int MaxText = 8_000;
    private const int MaxValue = 500;
    private const int MaxRules = 10;
    private const string Client = "Eyrie";

    /// <summary>What makes alerts one incident: the incident's id, else the alert's own.</summary>
    public static string DedupKey(Alert alert)
    {
        var key = alert.Incident.Length > 0 ? alert.Incident : alert.Id;
        return key.Length <= MaxDedupKey ? key : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
    }

    /// <summary>The trigger.</summary>
    /// <param name="alerts">At least one; all with the same <see cref="DedupKey"/>. The first of the worst speaks for them.</param>
    /// <param name="routingKey">Which service is paged.</param>
    public static JsonObject Render(IReadOnlyList<Alert> alerts, string routingKey)
    {
        var worst = alerts.MaxBy(alert => alert.Severity)!;
        return new()
        {
            ["routing_key"] = routingKey,
            ["event_action"] = "trigger",
            ["dedup_key"] = DedupKey(worst),
            ["client"] = Client,
            ["payload"] = Payload(worst, alerts),
        };
    }

    private static JsonObject Payload(Alert worst, IReadOnlyList<Alert> alerts)
    {
        var payload = new JsonObject
        {
            ["summary"] = PlainText.OneLine(Summary(worst), MaxSummary),
            ["source"] = Value(worst.Node.Length > 0 ? worst.Node : Client),
            ["severity"] = Severity(worst.Severity),
        };
        Add(payload, "timestamp", Time(worst));
        Add(payload, "component", Value(Component(worst)));
        Add(payload, "group", Value(worst.Namespace.Length > 0 ? worst.Namespace : worst.Cluster));
        Add(payload, "class", Rule(worst));
        payload["custom_details"] = Details(worst, alerts);
        return payload;
    }

    private static string Component(Alert alert) => alert switch
    {
        { Observer.Length: > 0 } => alert.Observer,
        { Workload.Length: > 0 } => alert.Workload,
        _ => alert.Pod,
    };

    private static string Summary(Alert alert)
    {
        var place = string.Join(" on ", new[] { Pod(alert), alert.Node }.Where(name => name.Length > 0));
        return $"{alert.Severity.Word()}{(alert.Blocked ? " (blocked)" : "")}: {Rule(alert)}"
            + (place.Length > 0 ? $" in {place}" : "") + (alert.Message.Length > 0 ? $": {alert.Message}" : "");
    }

    private static JsonObject Details(Alert alert, IReadOnlyList<Alert> alerts)
    {
        var details = new JsonObject();
        Add(details, "process_tree", PlainText.OneLine(alert.Tree, MaxText));
        Add(details, "command_line", PlainText.OneLine(alert.CommandLine, MaxText));
        Add(details, "message", PlainText.OneLine(alert.Message, MaxText));
        Add(details, "executable", Value(alert.Executable));
        Add(details, "pid", Number(alert.Pid));
        Add(details, "user", Value(alert.User));
        Add(details, "pod", Value(Pod(alert)));
        Add(details, "workload", Value(alert.Workload));
        Add(details, "container", Value(alert.Container.Length > 0 ? alert.Container : alert.ContainerId));
        Add(details, "image", Value(alert.Image));
        Add(details, "cluster", Value(alert.Cluster));
        Add(details, "rule", Rule(alert));
        Add(details, "sensor", Value(alert.Sensor));
        Add(details, "techniques", Value(string.Join(", ", alert.Tactics.Concat(alert.Techniques))));
        details["blocked"] = alert.Blocked;
        Add(details, "risk_score", Number(alert.RiskScore));
        Add(details, "correlation", Value($"{alert.CorrelationMethod} {alert.CorrelationConfidence}".Trim()));
        Add(details, "event_id", Value(alert.Id));
        details["alerts"] = alerts.Count;
        details["rules"] = Rules(alerts);
        return details;
    }

    private static JsonObject Rules(IReadOnlyList<Alert> alerts)
    {
        var rules = new JsonObject();
        foreach (var rule in alerts.GroupBy(Rule).OrderByDescending(rule => rule.Count()).Take(MaxRules))
        {
            rules[rule.Key] = rule.Count();
        }

        return rules;
    }

    private static void Add(JsonObject target, string name, string value)
    {
        if (value.Length > 0)
        {
            target[name] = value;
        }
    }

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Time(Alert alert) => alert.Time == EventTime.MinValue
        ? ""
        : alert.Time.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Rule(Alert alert) => Value(alert.Rule.Length > 0 ? alert.Rule : "unnamed rule");

    private static string Value(string text) => PlainText.OneLine(text, MaxValue);

    private static string Pod(Alert alert) =>
        alert.Pod.Length == 0 || alert.Namespace.Length == 0 ? alert.Pod : $"{alert.Namespace}/{alert.Pod}";

    private static string Severity(Severity severity) => severity switch
    {
        >= Contracts.Severity.Critical => "critical",
        Contracts.Severity.Error => "error",
        Contracts.Severity.Warning => "warning",
        _ => "info",
    };
}
