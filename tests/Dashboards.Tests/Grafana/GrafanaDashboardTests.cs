using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eyrie.Contracts.Fields;
using Eyrie.Dashboards.GrafanaObjects;
using Eyrie.Dashboards.Tests.Prometheus;

namespace Eyrie.Dashboards.Tests.Grafana;

/// <summary>The dashboards for Grafana: made of their sources, about metrics and fields that there are, whole in every panel.</summary>
public sealed partial class GrafanaDashboardTests
{
    private static readonly string Folder = At("dashboards", "grafana");
    private static readonly string[] TargetLabels = ["cluster", "node", "instance", "job", "le"];

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Are_what_their_sources_say()
    {
        var made = GrafanaExport.Read(Folder, Runbooks.Read(At("docs", "operations.md"))).ToArray();
        if (Environment.GetEnvironmentVariable("EYRIE_WRITE_GOLDEN") is "1")
        {
            foreach (var (name, content) in made)
            {
                File.WriteAllText(Path.Combine(Folder, name), content);
            }
        }

        Assert.Equal(made.Select(one => one.Name), Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.All(made, one => Assert.True(one.Content == File.ReadAllText(Path.Combine(Folder, one.Name)), $"{one.Name} is not what its source says: dotnet run --project dashboards"));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Asks_for_metrics_and_labels_that_there_are(string name)
    {
        var known = KnownMetrics.All;
        foreach (var (panel, expression) in Expressions(name))
        {
            var plain = Text().Replace(expression.Replace(GrafanaPanels.Selection, "", StringComparison.Ordinal), "");
            var metrics = MetricName().Matches(plain).Select(match => HistogramPart().Replace(match.Value, "")).ToArray();
            Assert.True(metrics.Length > 0, $"{panel}: no metric in {expression}");
            Assert.All(metrics, metric => Assert.True(known.ContainsKey(metric), $"{panel}: nobody emits {metric}"));
            var labels = metrics.SelectMany(metric => known[metric]).Concat(TargetLabels).ToHashSet(StringComparer.Ordinal);
            var used = Grouping().Matches(plain).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries))
                .Concat(Matcher().Matches(expression).Select(match => match.Groups[1].Value));
            Assert.All(used, label => Assert.True(labels.Contains(label), $"{panel}: none of {string.Join(", ", metrics)} has the label {label}"));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Obeys_the_variables_in_every_question(string name)
    {
        Assert.All(Expressions(name), one => Assert.Equal(
            MetricName().Count(Text().Replace(one.Expression, "")), one.Expression.Split(GrafanaPanels.Selection).Length - 1));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Asks_for_fields_that_documents_have(string name)
    {
        var fields = DocumentFields.All.Select(field => field.Name).Append("@timestamp").ToHashSet(StringComparer.Ordinal);
        foreach (var target in Panels(name).SelectMany(Targets).Where(target => target["bucketAggs"] is not null))
        {
            var used = target["bucketAggs"]!.AsArray().Concat(target["metrics"]!.AsArray()).Select(one => (string?)one!["field"]).OfType<string>()
                .Concat(QueryField().Matches((string)target["query"]!).Select(match => match.Groups[1].Value));
            Assert.All(used, field => Assert.Contains(field, fields));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Says_of_every_panel_what_it_is_and_in_which_unit_and_lays_it_out_without_overlap(string name)
    {
        var panels = Panels(name).ToArray();
        Assert.Equal(panels.Length, panels.Select(panel => (int)panel["id"]!).Distinct().Count());
        foreach (var panel in panels.Where(panel => (string)panel["type"]! != "row"))
        {
            Assert.NotEqual("", (string)panel["title"]!);
            Assert.True(((string)panel["description"]!).Length > 5, $"{panel["title"]} has no description");
            Assert.NotEqual("", (string)panel["fieldConfig"]!["defaults"]!["unit"]!);
            Assert.StartsWith("${", (string)panel["datasource"]!["uid"]!, StringComparison.Ordinal);
            Assert.NotEmpty(panel["targets"]!.AsArray());
            Assert.All(Targets(panel), target => Assert.True(target["legendFormat"] is null || (string)target["legendFormat"]! != "", $"{panel["title"]} has a series without a name"));
        }

        var taken = new HashSet<(int, int)>();
        foreach (var place in panels.Select(panel => panel["gridPos"]!))
        {
            var (x, y, w, h) = ((int)place["x"]!, (int)place["y"]!, (int)place["w"]!, (int)place["h"]!);
            Assert.InRange(x + w, 1, GrafanaExport.Columns);
            for (var i = 0; i < w * h; i++)
            {
                Assert.True(taken.Add((x + (i % w), y + (i / w))), $"two panels of {name} lie at {x},{y}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Leads_to_runbooks_that_there_are(string name)
    {
        var headings = Regex.Matches(File.ReadAllText(At("docs", "operations.md")), "(?m)^### (.+)$").Select(match => match.Groups[1].Value.Trim().ToLowerInvariant()).ToHashSet();

        Assert.All(
            Panels(name).SelectMany(panel => panel["links"]?.AsArray() ?? []).Select(link => (string)link!["url"]!),
            url => Assert.Contains(url[(url.IndexOf('#', StringComparison.Ordinal) + 1)..], headings));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Prometheus_own_tool_reads_every_question(string name)
    {
        var tool = Promtool.Find();
        Assert.SkipWhen(tool is null, Promtool.Missing);
        using var folder = new TestFolder();
        var rules = Expressions(name).Select((one, index) => new JsonObject { ["record"] = $"question:{index}", ["expr"] = one.Expression.Replace("$__rate_interval", "5m", StringComparison.Ordinal) });
        folder.Write("rules.yaml", new JsonObject { ["groups"] = new JsonArray(new JsonObject { ["name"] = "all", ["rules"] = new JsonArray([.. rules]) }) }.ToJsonString());

        var (code, output) = await Promtool.RunAsync(tool, folder["rules.yaml"], "check", "rules", folder["rules.yaml"]);

        Assert.True(code == 0, output);
        Assert.Contains($"{Expressions(name).Count()} rules found", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_alert_has_a_panel_that_leads_to_its_runbook()
    {
        var linked = Files.SelectMany(row => Panels(row.Data)).SelectMany(panel => panel["links"]?.AsArray() ?? [])
            .Select(link => ((string)link!["title"]!).Split(' ')[^1]).ToHashSet(StringComparer.Ordinal);
        string[] elsewhere = ["EyrieSpoolNearlyFull", "EyrieLagGrave", "EyrieCertificateExpiresSoon", "EyrieRoutingRefused", "EyrieExceptionsExpired"]; // worse forms of others, and what no panel shows
        var alerts = Regex.Matches(File.ReadAllText(At("deploy", "k8s", "monitoring", "alerts.yaml")), @"- alert: (\w+)").Select(match => match.Groups[1].Value);

        Assert.Empty(alerts.Except(linked).Except(elsewhere));
    }

    private static IEnumerable<(string Panel, string Expression)> Expressions(string name) => Panels(name)
        .SelectMany(panel => Targets(panel).Where(target => target["expr"] is not null).Select(target => ((string)panel["title"]!, (string)target["expr"]!)));

    private static IEnumerable<JsonNode> Panels(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!["panels"]!.AsArray().Select(panel => panel!);

    private static IEnumerable<JsonNode> Targets(JsonNode panel) => panel["targets"]?.AsArray().Select(target => target!) ?? [];

    private static string At(params string[] path) => Samples.Path(["..", "..", .. path]);

    [GeneratedRegex(@"\b(eyrie|dotnet|process|falcosecurity|tetragon|container)_[a-z0-9_]+")]
    private static partial Regex MetricName();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramPart();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Text();

    [GeneratedRegex(@"\bby \(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex("[{,]([a-z_]+)(?:=~|!=|!~|=)\"")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"(?:_exists_:)?([a-z]+(?:\.[a-z_]+)+):?")]
    private static partial Regex QueryField();
}
