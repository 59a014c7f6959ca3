using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Contracts.Fields;
using Eyrie.Dashboards.KibanaObjects;

namespace Eyrie.Dashboards.DetectionRules;

/// <summary>
/// The detection rules as a file to import, in the shape that Kibana 8.3 exports. It refuses a rule with a key that it does not know, so what came later is
/// not there.
/// </summary>
public static class DetectionRuleExport
{
    /// <summary>The file that is made; <c>eyrie setup elasticsearch</c> knows it by how its name begins.</summary>
    public const string FileName = "detection-rules.ndjson";

    /// <summary>The file that it is made from.</summary>
    public const string SourceName = "detection-rules.yaml";

    private static readonly string[] Worse = ["low", "medium", "high", "critical"]; // as the form has them

    /// <summary>Makes the file's text: one rule a line.</summary>
    /// <param name="source">Path of <see cref="SourceName"/>.</param>
    public static string Read(string source) =>
        string.Concat(Sources.Read<DetectionRulesSource>(source).Rules.Select(rule => Rule(rule).ToJsonString(Compact) + "\n"));

    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonObject Rule(DetectionRuleSource source) => new()
    {
        ["rule_id"] = source.Id,
        ["version"] = source.Version,
        ["name"] = source.Name,
        ["description"] = source.Description,
        ["author"] = new JsonArray("Eyrie"),
        ["license"] = "Apache-2.0",
        ["tags"] = Texts(source.Tags),
        ["enabled"] = true,
        ["type"] = "query",
        ["language"] = "kuery",
        ["index"] = Texts(source.Index),
        ["query"] = source.Query,
        ["filters"] = new JsonArray(),
        ["interval"] = source.Every,
        ["from"] = $"now-{source.LookBack}",
        ["to"] = "now",
        ["timestamp_override"] = Known(source, source.Time, FieldType.Time),
        ["max_signals"] = source.MostAlerts,
        ["rule_name_override"] = Known(source, source.NameFrom, FieldType.Keyword),
        ["risk_score"] = source.Risk,
        ["risk_score_mapping"] = new JsonArray(new JsonObject
        {
            ["field"] = Known(source, source.RiskFrom, FieldType.Number),
            ["operator"] = "equals",
            ["value"] = "", // the value itself is the score
        }),
        ["severity"] = source.Severity,
        ["severity_mapping"] = Severities(source),
        ["threat"] = new JsonArray(), // each alert has its own
        ["references"] = new JsonArray(),
        ["false_positives"] = Texts(source.FalsePositives),
        ["note"] = source.Note,
        ["actions"] = new JsonArray(),
        ["exceptions_list"] = new JsonArray(),
    };

    private static JsonArray Severities(DetectionRuleSource source)
    {
        var field = Known(source, source.SeverityFrom, FieldType.WholeNumber);
        if (source.Severities.Keys.Except(Worse, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new SourceException($"{source.Id}: Kibana has no severity '{unknown}', but {string.Join(", ", Worse)}");
        }

        return new([.. Worse.SelectMany(severity => source.Severities.GetValueOrDefault(severity, []).Select(value => new JsonObject
        {
            ["field"] = field,
            ["operator"] = "equals",
            ["severity"] = severity,
            ["value"] = value.ToString(CultureInfo.InvariantCulture),
        }))]);
    }

    // A field that is misspelt would leave every alert with the rule's own name, severity or risk.
    private static string Known(DetectionRuleSource source, string field, FieldType type) => DocumentFields.Find(field)?.Type == type
        ? field
        : throw new SourceException($"{source.Id}: documents have no field '{field}' that is {type}");

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
