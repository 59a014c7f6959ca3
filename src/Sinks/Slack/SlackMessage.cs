using System.Globalization;
using System.Text.Json.Nodes;
using Eyrie.Contracts;

namespace Eyrie.Sinks.Slack;

/// <summary>Renders one alert as a Slack message.</summary>
internal static class SlackMessage
{
    // Slack's limits, as counted after escaping. All of ours together stay below its 13,000 characters for all blocks.
    public const int MaxHeader = 150;
    public const int MaxField = 2_000;
    public const int MaxSection = 3_000;

    private const int MaxFallback = 400;
    private const int MaxMessage = 2_000;
    private const int MaxTree = 2_400;
    private const int MaxCommand = 1_500;
    private const int MaxValue = 300;
    private const int MaxNote = 300;

    /// <summary>The message without its channel.</summary>
    public static JsonObject Render(Alert alert)
    {
        var blocks = new JsonArray { Header(Title(alert)) };
        AddMessage(blocks, alert);
        AddFields(blocks, alert);
        AddCode(blocks, "Process tree", SlackTree.Layout(alert.Tree, MaxTree));
        AddCode(blocks, "Command", SlackText.Code(alert.CommandLine, MaxCommand));
        blocks.Add(Context(alert));
        return Envelope(Summary(alert), blocks);
    }

    /// <summary>What is around the blocks: a text for notifications; no mention or preview is made of anything.</summary>
    public static JsonObject Envelope(string summary, JsonArray blocks) => new()
    {
        ["text"] = SlackText.Plain(summary, MaxFallback),
        ["mrkdwn"] = false,
        ["parse"] = "none",
        ["link_names"] = false,
        ["unfurl_links"] = false,
        ["unfurl_media"] = false,
        ["blocks"] = blocks,
    };

    public static JsonObject Header(string title) => new()
    {
        ["type"] = "header",
        ["text"] = Plain(SlackText.Plain(title, MaxHeader)),
    };

    /// <summary>Adds a block of code under a title; nothing when there is none.</summary>
    /// <param name="blocks">Where it is added.</param>
    /// <param name="title">Ours, not the attacker's.</param>
    /// <param name="code">Already made harmless.</param>
    public static void AddCode(JsonArray blocks, string title, string code)
    {
        if (code.Length > 0)
        {
            blocks.Add(new JsonObject { ["type"] = "section", ["text"] = Mrkdwn($"*{title}*\n```{code}```") });
        }
    }

    public static JsonObject Plain(string text) => new() { ["type"] = "plain_text", ["text"] = text, ["emoji"] = false };

    private static JsonObject Mrkdwn(string text) => new() { ["type"] = "mrkdwn", ["text"] = text, ["verbatim"] = true };

    private static string Title(Alert alert) =>
        $"{Icon(alert.Severity)} {Word(alert.Severity)}{(alert.Blocked ? ", blocked" : "")}: {Rule(alert)}";

    private static string Summary(Alert alert) =>
        $"{Word(alert.Severity)}: {Rule(alert)}{(Pod(alert) is { Length: > 0 } pod ? $" in {pod}" : "")}"
        + (alert.Node.Length > 0 ? $" on {alert.Node}" : "");

    private static void AddMessage(JsonArray blocks, Alert alert)
    {
        if (alert.Message.Length > 0)
        {
            blocks.Add(new JsonObject { ["type"] = "section", ["text"] = Plain(SlackText.Plain(alert.Message, MaxMessage)) });
        }
    }

    private static void AddFields(JsonArray blocks, Alert alert)
    {
        var fields = new JsonArray();
        AddField(fields, "Sensor", alert.Observer);
        AddField(fields, "Pod", Pod(alert));
        AddField(fields, "Workload", alert.Workload);
        AddField(fields, "Container", alert.Container.Length > 0 ? alert.Container : alert.ContainerId);
        AddField(fields, "Image", alert.Image);
        AddField(fields, "Node", alert.Cluster.Length > 0 ? $"{alert.Node} ({alert.Cluster})" : alert.Node);
        AddField(fields, "User", alert.User);
        AddField(fields, "Process", Process(alert));
        AddField(fields, "Technique", string.Join(", ", alert.Tactics.Concat(alert.Techniques)));
        AddField(fields, "Incident", Incident(alert));
        if (fields.Count > 0)
        {
            blocks.Add(new JsonObject { ["type"] = "section", ["fields"] = fields });
        }
    }

    private static void AddField(JsonArray fields, string title, string value)
    {
        if (value.Length > 0)
        {
            fields.Add(Mrkdwn($"*{title}*\n`{SlackText.Code(value, MaxValue)}`"));
        }
    }

    private static JsonObject Context(Alert alert)
    {
        var parts = new[] { alert.Sensor, Time(alert), Correlation(alert), alert.Id }.Where(part => part.Length > 0);
        return new()
        {
            ["type"] = "context",
            ["elements"] = new JsonArray { Plain(SlackText.Plain(string.Join(" · ", parts), MaxNote)) },
        };
    }

    /// <summary>How far the process tree can be trusted.</summary>
    private static string Correlation(Alert alert) => alert.CorrelationMethod switch
    {
        _ when alert.Sensor is "eyrie" => "", // about a sensor, not about a process
        "" or "none" => "process not found in Tetragon's events",
        "pid" => $"process found by its pid ({alert.CorrelationConfidence} confidence)",
        "container_cmdline" => $"process found by container and command line ({alert.CorrelationConfidence} confidence)",
        "sensor" => "process as the sensor itself tells it",
        var other => $"process found by {other} ({alert.CorrelationConfidence} confidence)",
    };

    private static string Time(Alert alert) => alert.Time == EventTime.MinValue
        ? ""
        : alert.Time.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);

    private static string Pod(Alert alert) => (alert.Namespace, alert.Pod) switch
    {
        (_, "") => "",
        ("", var pod) => pod,
        var (space, pod) => $"{space}/{pod}",
    };

    private static string Process(Alert alert) =>
        alert.Pid is { } pid ? string.Create(CultureInfo.InvariantCulture, $"{alert.Executable} ({pid})").Trim() : alert.Executable;

    private static string Incident(Alert alert) => alert switch
    {
        { Incident: "" } => "",
        { IncidentSequence: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{alert.Incident} (alert {alert.IncidentSequence})"),
        _ => alert.Incident,
    };

    private static string Rule(Alert alert) => alert.Rule.Length > 0 ? alert.Rule : "unnamed rule";

    private static string Word(Severity severity)
    {
        var word = severity.Word();
        return char.ToUpperInvariant(word[0]) + word[1..];
    }

    private static string Icon(Severity severity) => severity switch
    {
        >= Severity.Critical => "🔴",
        Severity.Error => "🟠",
        Severity.Warning => "🟡",
        _ => "🔵",
    };
}
