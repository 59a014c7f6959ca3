using System.Text.RegularExpressions;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Eyrie.Dashboards.Tests.Prometheus;

/// <summary>The alert rules for Prometheus: each is about metrics that there are, says what to do, and fires when it must.</summary>
public sealed partial class AlertRulesTests
{
    private static readonly string Folder = At("deploy", "k8s", "monitoring");
    private static readonly IDeserializer Yaml = new DeserializerBuilder().IgnoreUnmatchedProperties().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();

    private static readonly AlertRule[] Rules = [.. Yaml.Deserialize<RuleFile>(Read("alerts.yaml")).Groups.SelectMany(group => group.Rules)];

    public static TheoryData<string> Names => [.. Rules.Select(rule => rule.Alert)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_about_metrics_that_there_are_and_says_what_to_do(string name)
    {
        var rule = Rules.Single(rule => rule.Alert == name);
        var documented = MetricName().Matches(File.ReadAllText(At("docs", "metrics.md"))).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        var used = MetricName().Matches(rule.Expr).Select(match => HistogramPart().Replace(match.Value, "")).ToArray();

        Assert.NotEmpty(used);
        Assert.Empty(used.Except(documented));
        Assert.Contains(rule.Labels["severity"], (string[])["warning", "critical"]);
        Assert.NotEmpty(rule.Annotations["summary"]);
        Assert.Equal($"docs/operations.md#{name.ToLowerInvariant()}", rule.Annotations["runbook"]);
        Assert.Matches($"(?m)^### {name}\n\n\\S", File.ReadAllText(At("docs", "operations.md")));
    }

    [Fact]
    public void Each_is_tried_and_no_runbook_is_left_over()
    {
        var tried = Yaml.Deserialize<TestFile>(Read("alerts.test.yaml")).Tests.Select(test => test.Name);
        var runbooks = Heading().Matches(File.ReadAllText(At("docs", "operations.md"))).Select(match => match.Groups[1].Value);

        Assert.Equal(Rules.Select(rule => rule.Alert), tried);
        Assert.Equal(Rules.Select(rule => rule.Alert), runbooks);
    }

    [Fact]
    public void The_operators_object_has_the_same_rules()
    {
        var body = Read("alerts.yaml").Split('\n').Where(line => !line.StartsWith('#')).Select(line => line.Length > 0 ? $"  {line}" : line);
        var wanted = $$"""
            # Made from alerts.yaml by tests/Dashboards.Tests; do not edit.
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata:
              name: eyrie
              labels: { app.kubernetes.io/name: eyrie }
            spec:
            {{string.Join('\n', body)}}
            """;
        if (Environment.GetEnvironmentVariable("EYRIE_WRITE_GOLDEN") is "1")
        {
            File.WriteAllText(Path.Combine(Folder, "prometheus-rule.yaml"), wanted);
        }

        Assert.Equal(wanted, Read("prometheus-rule.yaml"));
    }

    [Theory]
    [InlineData("check", "alerts.yaml")]
    [InlineData("test", "alerts.test.yaml")]
    public async Task Promtool_finds_nothing_wrong(string verb, string file)
    {
        var tool = Promtool.Find();
        Assert.SkipWhen(tool is null, Promtool.Missing);

        var (code, output) = await Promtool.RunAsync(tool, Path.Combine(Folder, file), verb, "rules", file);

        Assert.True(code == 0, output);
        Assert.Contains("SUCCESS", output, StringComparison.Ordinal);
    }

    private static string At(params string[] path) => Samples.Path(["..", "..", .. path]);

    private static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    [GeneratedRegex("eyrie_[a-z0-9_]+")]
    private static partial Regex MetricName();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramPart();

    [GeneratedRegex("(?m)^### (.+)$")]
    private static partial Regex Heading();

    private sealed class RuleFile
    {
        public List<RuleGroup> Groups { get; set; } = [];
    }

    private sealed class RuleGroup
    {
        public List<AlertRule> Rules { get; set; } = [];
    }

    private sealed class AlertRule
    {
        public string Alert { get; set; } = "";

        public string Expr { get; set; } = "";

        public Dictionary<string, string> Labels { get; set; } = [];

        public Dictionary<string, string> Annotations { get; set; } = [];
    }

    private sealed class TestFile
    {
        public List<RuleTest> Tests { get; set; } = [];
    }

    private sealed class RuleTest
    {
        public string Name { get; set; } = "";
    }
}
