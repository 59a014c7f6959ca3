using Eyrie.Sinks.Routing.Explaining;
using Eyrie.Testing;
using Microsoft.Extensions.Configuration;

namespace Eyrie.Sinks.Tests.Routing;

public sealed class RoutingCasesTests : IDisposable
{
    private static readonly IConfiguration None = new ConfigurationBuilder().Build();

    private readonly TestFolder _folder = new();

    public RoutingCasesTests() => _folder.Write("routing.yaml", """
        muteTimes: [{ name: night, times: [{ start: "22:00", end: "06:00" }] }]
        route:
          sinks: { slack: { channel: "#all", minSeverity: warning } }
          routes:
            - { name: pay, match: { namespace: pay }, mute: [night], team: pay, continue: true, sinks: { slack: { channel: "#pay" }, pagerduty: { routingKeyFile: /nowhere/key } } }
            - { name: document, match: { rule: From a document }, sinks: { slack: { channel: "#doc" } } }
        """);

    [Fact]
    public void The_example_that_is_shipped_passes_its_cases()
    {
        var deploy = Path.Combine(Root(), "deploy");

        var (results, source) = RoutingCases.Run(Path.Combine(deploy, "routing-tests.yaml"), null, None);

        Assert.Equal("", string.Join('\n', results.Where(result => !result.Passed).SelectMany(result => result.Missing.Concat(result.Extra).Prepend(result.Name))));
        Assert.True(results.Count >= 10);
        Assert.Equal(Path.Combine(deploy, "routing.yaml"), source);
    }

    [Theory]
    [InlineData("{ namespace: shop }", "[{ sink: slack, channel: '#all', route: root }]", "", "")]
    [InlineData("{ namespace: shop }", "[{ sink: slack, channel: '#other' }]", "sink: slack, channel: #other", "sink: slack, route: root, channel: #all")]
    [InlineData("{ namespace: shop }", "nowhere", "", "sink: slack, route: root, channel: #all")]
    [InlineData("{ namespace: pay }", "[{ sink: slack }, { sink: pagerduty, team: pay }]", "", "")]
    [InlineData("{ namespace: pay }", "[{ sink: slack }]", "", "sink: pagerduty, route: root/pay, team: pay, routingKeyFile: /nowhere/key")]
    [InlineData("{ namespace: pay }", "[{ sink: slack }, { sink: pagerduty }, { sink: webhook }]", "sink: webhook", "")]
    [InlineData("{ namespace: shop, severity: notice }", "nowhere", "", "")]
    [InlineData("{ namespace: shop, severity: notice }", "{ nowhere: filtered }", "", "")]
    [InlineData("{ namespace: shop, severity: notice }", "{ nowhere: muted }", "nowhere, because it is muted", "")]
    [InlineData("{ namespace: shop, suppressed: true }", "{ nowhere: suppressed }", "", "")]
    public void Compares_where_an_alert_goes_with_where_it_must(string alert, string expect, string missing, string extra)
    {
        var result = Assert.Single(Run($"tests: [{{ alert: {alert}, expect: {expect} }}]"));

        Assert.Equal((missing, extra), (string.Join('|', result.Missing), string.Join('|', result.Extra)));
        Assert.Equal(missing.Length + extra.Length == 0, result.Passed);
    }

    [Theory]
    [InlineData("time: 2026-11-23T23:00:00Z,", "{ nowhere: muted }")]
    [InlineData("time: 2026-11-23T12:00:00Z,", "[{ sink: slack }, { sink: pagerduty }]")]
    [InlineData("", "[{ sink: slack }, { sink: pagerduty }]")] // no clock, so it means the same at night
    public void Looks_at_the_clock_of_the_case(string time, string expect) =>
        Assert.True(Assert.Single(Run($"tests: [{{ alert: {{ namespace: pay }}, {time} expect: {expect} }}]")).Passed);

    [Fact]
    public void Takes_alerts_of_documents_beside_the_cases()
    {
        _folder.Write("alert.json", """{"event":{"id":"x","severity":4},"rule":{"name":"From a document"}}""");

        Assert.True(Assert.Single(Run("tests: [{ document: alert.json, expect: [{ sink: slack, channel: '#doc' }] }]")).Passed);
    }

    [Theory]
    [InlineData("tests: []", "tests: found nothing")]
    [InlineData("tests: [{ alert: {} }]", "tests[0].expect: found nothing")]
    [InlineData("tests: [{ expect: nowhere }]", "tests[0].alert: found nothing")]
    [InlineData("tests: [{ alert: { severty: bad }, expect: nowhere }]", "did you mean severity?")]
    [InlineData("tests: [{ alert: {}, expect: [{ channel: x }] }]", "tests[0].expect[0].sink: found nothing")]
    [InlineData("tests: [{ alert: {}, expect: { nowhere: because } }]", "'because'")]
    [InlineData("tests: [{ document: none.json, expect: nowhere }]", "none.json")]
    [InlineData("tests: [{ alert: {}, expect: elsewhere }]", "a list of places, nowhere")]
    public void Says_what_is_wrong_with_the_cases(string yaml, string expected) =>
        Assert.Contains(expected, Assert.Throws<RoutingException>(() => Run(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void Says_what_is_wrong_with_the_routing_file()
    {
        _folder.Write("routing.yaml", "route: { routes: [{ match: { nmespace: x } }] }");

        Assert.Contains("did you mean namespace?", Assert.Throws<RoutingException>(() => Run("tests: [{ alert: {}, expect: nowhere }]")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "Eyrie.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private IReadOnlyList<CaseResult> Run(string cases) => RoutingCases.Run(_folder.Write("cases.yaml", $"routing: routing.yaml\n{cases}\n"), null, None).Results;
}
