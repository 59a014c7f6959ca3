using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;

namespace Eyrie.Testing.Delivery;

/// <summary>
/// Alert documents by the thousand: what the Enricher wrote of real recordings (the golden documents of its tests), with another id, time,
/// incident and severity each.
/// </summary>
public sealed class AlertDocuments
{
    private static readonly string[] Recordings = ["recordings.1-guide-attack.falco-http.json", "recordings.2-web-shell.falco-grpc.json"];
    private readonly List<string> _templates;

    public AlertDocuments()
    {
        var golden = Samples.Path("..", "Enricher.Tests", "Documents", "golden");
        _templates = [.. Recordings
            .SelectMany(file => JsonNode.Parse(File.ReadAllText(Path.Combine(golden, file)))!.AsArray())
            .Where(document => (string?)document!["event"]!["kind"] == "alert")
            .Select(document => document!.ToJsonString())];
    }

    /// <summary>The alert's id.</summary>
    public static string IdOf(int number) => number.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>The incident's id.</summary>
    public static string IncidentOf(int incident) => $"incident-{incident:x22}";

    /// <summary>The record for <c>alerts.v1</c> (and, the same but for a header, for <c>urgent.v1</c>).</summary>
    public Message<string, byte[]> Record(AlertSpec spec, DateTimeOffset at)
    {
        var document = JsonNode.Parse(_templates[spec.Number % _templates.Count])!.AsObject();
        var time = EventTime.From(at).ToString();
        document["@timestamp"] = time;
        document["event"]!["id"] = IdOf(spec.Number);
        document["event"]!["severity"] = (int)spec.Severity;
        document["log"] = new JsonObject { ["level"] = spec.Severity.Word() };
        var rule = $"{(string?)document["rule"]?["name"]} {Targets.Taken.Mark(spec.Incident)}";
        document["rule"]!["name"] = rule;
        var eyrie = document["eyrie"] as JsonObject ?? [];
        document["eyrie"] = eyrie;
        eyrie.Remove("suppressed");
        eyrie["incident"] = new JsonObject
        {
            ["id"] = IncidentOf(spec.Incident),
            ["sequence"] = spec.Sequence,
            ["subject"] = IncidentOf(spec.Incident),
            ["alerts"] = spec.Sequence,
            ["first"] = time,
            ["last"] = time,
            ["severity"] = (int)spec.Severity,
            ["rules"] = new JsonArray(rule),
            ["state"] = "open",
        };
        return new()
        {
            Key = IncidentOf(spec.Incident),
            Timestamp = new(at),
            Value = Encoding.UTF8.GetBytes(document.ToJsonString()),
            Headers = new Headers()
                .With(RecordHeaders.Id, IdOf(spec.Number))
                .With(RecordHeaders.Severity, spec.Severity.Word())
                .With(RecordHeaders.Rule, rule)
                .With(RecordHeaders.Incident, IncidentOf(spec.Incident)),
        };
    }
}
