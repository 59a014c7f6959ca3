using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.OnCall;

namespace Eyrie.Sinks.Alertmanager;

/// <summary>
/// Makes alerts as Alertmanager's API v2 takes them. Labels say which alert it is: a rule in an incident; what changes from alert
/// to alert is in annotations.
/// </summary>
internal static class AlertmanagerAlert
{
    public const string IncidentLabel = "incident";
    private const int MaxLabel = 200;
    private const int MaxAnnotation = 2_000;
    private const int MaxTechniques = 20;
    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The labels that alerts have by themselves.</summary>
    public static IReadOnlySet<string> OwnLabels { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "alertname", "severity", "sensor", "cluster", "node", "namespace", "workload", "pod", "container", IncidentLabel,
    };

    /// <summary>What Alertmanager is told of an alert.</summary>
    public static FiringAlert Of(Alert alert, AlertmanagerOptions options, IReadOnlyList<AlertLink> links, DateTimeOffset now) => new(
        Labels(alert, options),
        Annotations(alert, links),
        alert.Time != EventTime.MinValue && alert.Time.ToDateTimeOffset() is var seen && seen < now ? seen : now,
        now,
        (links.FirstOrDefault(link => link.Text is "Incident") ?? links.FirstOrDefault(link => link.Text is "Alert"))?.Url ?? "");

    /// <summary>The value of <see cref="IncidentLabel"/>.</summary>
    public static string IncidentOf(Alert alert) => Label(alert.Incident.Length > 0 ? alert.Incident : alert.Id);

    /// <summary>Writes a request's body.</summary>
    public static void Write(IBufferWriter<byte> body, IEnumerable<(FiringAlert Alert, DateTimeOffset EndsAt)> alerts)
    {
        using var json = new Utf8JsonWriter(body, Written);
        json.WriteStartArray();
        foreach (var (alert, endsAt) in alerts)
        {
            json.WriteStartObject();
            Write(json, "labels", alert.Labels);
            Write(json, "annotations", alert.Annotations);
            json.WriteString("startsAt", Time(alert.StartsAt));
            json.WriteString("endsAt", Time(endsAt));
            if (alert.GeneratorUrl.Length > 0)
            {
                json.WriteString("generatorURL", alert.GeneratorUrl);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static SortedDictionary<string, string> Labels(Alert alert, AlertmanagerOptions options)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in options.Labels)
        {
            Add(labels, name, value, MaxLabel);
        }

        foreach (var name in options.PodLabels)
        {
            Add(labels, LabelNames.Of(name), alert.Labels.GetValueOrDefault(name) ?? alert.NamespaceLabels.GetValueOrDefault(name) ?? "", MaxLabel);
        }

        Add(labels, "alertname", alert.Rule.Length > 0 ? alert.Rule : "unnamed rule", MaxLabel);
        Add(labels, "severity", alert.Severity.Word(), MaxLabel);
        Add(labels, "sensor", alert.Sensor, MaxLabel);
        Add(labels, "cluster", alert.Cluster, MaxLabel);
        Add(labels, "node", alert.Node, MaxLabel);
        Add(labels, "namespace", alert.Namespace, MaxLabel);
        Add(labels, "workload", alert.Workload, MaxLabel);
        Add(labels, "pod", alert.Pod, MaxLabel);
        Add(labels, "container", alert.Container, MaxLabel);
        Add(labels, IncidentLabel, IncidentOf(alert), MaxLabel);
        return labels;
    }

    private static SortedDictionary<string, string> Annotations(Alert alert, IReadOnlyList<AlertLink> links)
    {
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(annotations, "summary", AlertSentence.Of(alert), MaxAnnotation);
        Add(annotations, "description", alert.Message, MaxAnnotation);
        Add(annotations, "process_tree", alert.Tree, MaxAnnotation);
        Add(annotations, "command_line", alert.CommandLine, MaxAnnotation);
        Add(annotations, "image", alert.Image, MaxAnnotation);
        Add(annotations, "user", alert.User, MaxAnnotation);
        Add(annotations, "techniques", string.Join(", ", alert.Tactics.Concat(alert.Techniques).Take(MaxTechniques)), MaxAnnotation);
        Add(annotations, "risk_score", Number(alert.IncidentSoFar?.RiskScore ?? alert.RiskScore), MaxAnnotation);
        Add(annotations, "incident_alerts", Number(alert.IncidentSoFar?.Alerts), MaxAnnotation);
        Add(annotations, "event_id", alert.Id, MaxAnnotation);
        foreach (var link in links)
        {
            annotations[$"{LabelNames.Of(link.Text.ToLowerInvariant())}_url"] = link.Url;
        }

        return annotations;
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> values)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in values)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void Add(SortedDictionary<string, string> texts, string name, string value, int maxLength)
    {
        if (value.Length > 0)
        {
            texts[name] = PlainText.OneLine(value, maxLength);
        }
    }

    private static string Label(string value) => PlainText.OneLine(value, MaxLabel);

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
