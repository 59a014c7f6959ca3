using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Contracts.Fields;
using Eyrie.Dashboards.DetectionRules;
using Eyrie.Dashboards.KibanaObjects;

namespace Eyrie.Dashboards.Tests;

/// <summary>
/// The detection rule is as its source says, and as Kibana 8.3 takes it (<c>import_rules_schema.ts</c>). Severity, risk and name are taken over from documents as Kibana does
/// (<c>build_severity_from_mapping.ts</c> and its neighbours).
/// </summary>
public sealed class DetectionRuleTests
{
    // What 8.3's importRulesSchema knows of a rule of type 'query'; it refuses a file with any other key.
    private static readonly string[] KnownIn83 =
    [
        "description", "risk_score", "name", "severity", "type", "rule_id", "actions", "author", "building_block_type", "enabled", "false_positives", "filters", "from",
        "index", "immutable", "interval", "query", "language", "license", "output_index", "saved_id", "timeline_id", "timeline_title", "meta", "max_signals",
        "related_integrations", "required_fields", "risk_score_mapping", "rule_name_override", "setup", "severity_mapping", "tags", "to", "threat", "throttle",
        "timestamp_override", "references", "note", "version", "exceptions_list",
    ];

    private static readonly string[] KibanasSeverities = ["low", "medium", "high", "critical"];

    private static readonly string[] Needed = ["description", "risk_score", "name", "severity", "type", "rule_id"];

    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Samples.Path()))!, "dashboards", "kibana");
    private static readonly JsonElement Rule = JsonDocument.Parse(DetectionRuleExport.Read(Path.Combine(Folder, DetectionRuleExport.SourceName))).RootElement;

    [Fact]
    public void Is_made_from_its_source()
    {
        var made = DetectionRuleExport.Read(Path.Combine(Folder, DetectionRuleExport.SourceName));
        var file = Path.Combine(Folder, DetectionRuleExport.FileName);
        if (Environment.GetEnvironmentVariable("EYRIE_WRITE_GOLDEN") is "1")
        {
            File.WriteAllText(file, made);
        }

        Assert.Equal(File.ReadAllText(file), made);
    }

    [Fact]
    public void Has_only_what_the_oldest_Kibana_knows_and_all_that_it_needs()
    {
        var keys = Rule.EnumerateObject().Select(property => property.Name).ToList();

        Assert.Empty(keys.Except(KnownIn83));
        Assert.Empty(Needed.Except(keys));
        Assert.InRange(Rule.GetProperty("risk_score").GetInt32(), 0, 100);
        Assert.Contains(Text("severity"), KibanasSeverities);
        Assert.Matches("^now-[0-9]+[smh]$", Text("from"));
        Assert.Matches("^[0-9]+[smh]$", Text("interval"));
    }

    [Theory]
    [InlineData(Severity.Emergency, "critical")]
    [InlineData(Severity.Alert, "critical")]
    [InlineData(Severity.Critical, "critical")]
    [InlineData(Severity.Error, "high")]
    [InlineData(Severity.Warning, "medium")]
    [InlineData(Severity.Notice, "low")]
    [InlineData(Severity.Informational, "low")]
    [InlineData(Severity.Debug, "low")]
    public void Takes_the_severity_over(Severity severity, string kibanas)
    {
        var fitting = Rule.GetProperty("severity_mapping").EnumerateArray()
            .Where(item => item.GetProperty("field").GetString() is "event.severity" && item.GetProperty("operator").GetString() is "equals"
                && item.GetProperty("value").GetString() == $"{(int)severity}").ToList();

        Assert.Equal(kibanas, Assert.Single(fitting).GetProperty("severity").GetString());
    }

    [Fact]
    public void Takes_name_and_risk_from_fields_that_every_sensors_alert_has()
    {
        Assert.Equal("rule.name", Text("rule_name_override"));
        var risk = Assert.Single(Rule.GetProperty("risk_score_mapping").EnumerateArray());
        Assert.Equal(("event.risk_score", ""), (risk.GetProperty("field").GetString(), risk.GetProperty("value").GetString()));
        Assert.Equal(FieldType.Number, DocumentFields.Find("event.risk_score")!.Type);
    }

    // elastic/kibana#281834: a rule that pages by nanoseconds fails.
    [Fact]
    public void Looks_by_a_time_to_the_millisecond_and_falls_back_to_another_one()
    {
        Assert.True(DocumentFields.Find(Text("timestamp_override"))!.ByMillisecond);
        Assert.True(DocumentFields.Find("@timestamp")!.ByMillisecond);
        Assert.Equal(FieldPresence.Always, DocumentFields.Find(Text("timestamp_override"))!.Presence);
    }

    [Fact]
    public void Looks_at_the_alerts_data_streams_for_what_is_an_alert_and_not_suppressed()
    {
        Assert.Equal(["logs-eyrie.alerts-*"], Rule.GetProperty("index").EnumerateArray().Select(index => index.GetString()));
        Assert.Equal("event.kind : \"alert\" and not eyrie.suppressed.rule : * and not (event.module : \"eyrie\" and event.severity < 3)", Text("query"));
        Assert.All((string[])["event.kind", "event.module", "eyrie.suppressed.rule"], field => Assert.Equal(FieldType.Keyword, DocumentFields.Find(field)!.Type));
    }

    [Theory]
    [InlineData("nameFrom: rule.nam", "documents have no field 'rule.nam' that is Keyword")]
    [InlineData("severities: { sever: [7] }", "Kibana has no severity 'sever', but low, medium, high, critical")]
    [InlineData("nameOf: rule.name", "nameOf")]
    public void A_source_with_a_mistake_is_refused(string line, string problem)
    {
        using var folder = new TestFolder();
        string[] lines = ["id: r", "time: event.ingested", "nameFrom: rule.name", "riskFrom: event.risk_score", "severityFrom: event.severity", "severities: {}"];
        var kept = lines.Where(other => other.Split(':')[0] != line.Split(':')[0]).Append(line);
        var source = folder.Write("rules.yaml", $"rules:\n  - {string.Join("\n    ", kept)}\n");

        Assert.Contains(problem, Assert.Throws<SourceException>(() => DetectionRuleExport.Read(source)).Message, StringComparison.Ordinal);
    }

    private static string Text(string name) => Rule.GetProperty(name).GetString()!;
}
