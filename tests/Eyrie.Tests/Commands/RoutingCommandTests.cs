using System.Xml.Linq;
using Eyrie.Commands;
using Eyrie.Testing;

namespace Eyrie.Tests.Commands;

/// <summary>What a user types about routing, and the exit code with what is said.</summary>
public sealed class RoutingCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public RoutingCommandTests()
    {
        _folder.Write("routing.yaml", "route: { sinks: { slack: { channel: \"#all\" } }, routes: [{ name: shop, match: { namespace: shop }, sinks: { slack: { channel: \"#shop\" } } }] }");
        _folder.Write("alert.json", """{"event":{"id":"0123456789abcdef0123456789abcdef","severity":5},"rule":{"name":"evil \u001b[2J"},"orchestrator":{"namespace":"shop"}}""");
    }

    [Theory]
    [InlineData("#shop", 0, "ok    case")]
    [InlineData("#all", 1, "- expected  sink: slack, channel: #all")]
    public async Task Config_test_tells_by_its_exit_code_whether_alerts_go_where_they_must(string channel, int code, string said)
    {
        var cases = _folder.Write("cases.yaml", $$"""
            routing: routing.yaml
            tests: [{ name: case, alert: { namespace: shop }, expect: [{ sink: slack, channel: "{{channel}}" }] }]
            """);

        var (found, output, _) = await RunAsync("config", "test", cases);

        Assert.Equal(code, found);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_test_writes_for_CI_what_came_of_each_case()
    {
        var cases = _folder.Write("cases.yaml", """
            routing: routing.yaml
            tests:
              - { name: good, alert: { namespace: shop }, expect: [{ sink: slack, channel: "#shop" }] }
              - { name: "<bad> & \e[2J", alert: {}, expect: [{ sink: slack, channel: "#shop" }] }
            """);

        var (code, _, _) = await RunAsync("config", "test", cases, "--junit", _folder["junit.xml"]);

        Assert.Equal(1, code);
        var suite = XDocument.Load(_folder["junit.xml"]).Root!.Element("testsuite")!;
        Assert.Equal(("2", "1", "0"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("errors")!.Value));
        Assert.Equal(["good", "<bad> & \uFFFD[2J"], suite.Elements("testcase").Select(one => one.Attribute("name")!.Value));
        Assert.Equal(["expected: sink: slack, channel: #shop; goes to: sink: slack, route: root, channel: #all"], suite.Descendants("failure").Select(one => one.Attribute("message")!.Value));
        Assert.Contains("cases.yaml:4", suite.Descendants("failure").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_test_leaves_no_report_that_all_is_well_when_the_files_are_wrong()
    {
        var cases = _folder.Write("cases.yaml", "tests: [{ alert: {}, expect: here }]");

        var (code, _, _) = await RunAsync("config", "test", cases, "--junit", _folder["junit.xml"]);

        Assert.Equal(2, code);
        var suite = XDocument.Load(_folder["junit.xml"]).Root!.Element("testsuite")!;
        Assert.Equal("1", suite.Attribute("errors")!.Value);
        Assert.Contains("cases.yaml:1: tests[0].expect", suite.Descendants("error").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_check_warns_of_techniques_that_nobody_knows()
    {
        var routing = _folder.Write("techniques.yaml", """
            route:
              sinks: [stdout]
              routes:
                - { name: odd, match: { technique: [T99999, t1059, T1059.004, "T9*"], tactic: TA0002 } }
            """);
        var config = _folder.Write("eyrie.yaml", $"routing: {{ file: {routing} }}\nsinks: {{ stdout: {{}} }}\n");

        var (code, output, _) = await RunAsync("config", "check", "--config", config);

        Assert.Equal(0, code);
        Assert.Contains($"Warning: {routing}:4: the route root/odd asks for the technique 'T99999', which is not in the ATT&CK", output, StringComparison.Ordinal);
        Assert.Single(output.Split("Warning:").Skip(1));
    }

    [Fact]
    public async Task Config_test_says_what_is_wrong_with_the_files()
    {
        var (code, output, error) = await RunAsync("config", "test", _folder.Write("cases.yaml", "tests: [{ alert: {}, expect: here }]"));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("cases.yaml:1: tests[0].expect", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Route_says_where_an_alert_goes_and_lets_no_escape_sequence_through()
    {
        var (code, output, _) = await RunAsync("route", _folder["alert.json"], "--routing", _folder["routing.yaml"], "--offline");

        Assert.Equal(0, code);
        Assert.Contains("root/shop  TAKES IT", output, StringComparison.Ordinal);
        Assert.Contains("channel: #shop", output, StringComparison.Ordinal);
        Assert.Contains("were not looked at (--offline)", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_check_tells_all_mistakes_of_the_routing_file_with_their_lines()
    {
        var routing = _folder.Write("wrong.yaml", "route:\n  sinks: { slak: }\n  routes: [{ match: { rul: x } }]\n");
        var config = _folder.Write("eyrie.yaml", $"routing: {{ file: {routing} }}\nsinks: {{ stdout: {{}} }}\n");

        var (code, _, error) = await RunAsync("config", "check", "--config", config);

        Assert.Equal(2, code);
        Assert.Contains($"{routing}:2: route.sinks.slak: found the sink 'slak', which is not configured", error, StringComparison.Ordinal);
        Assert.Contains($"{routing}:3: route.routes[0].match.rul: found a key that is not known; did you mean rule?", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_check_warns_of_a_route_that_can_never_match()
    {
        var routing = _folder.Write("hidden.yaml", "route:\n  sinks: [stdout]\n  routes:\n    - { name: all }\n    - { name: late, match: { rule: x } }\n");
        var config = _folder.Write("eyrie.yaml", $"routing: {{ file: {routing} }}\nsinks: {{ stdout: {{}} }}\n");

        var (code, output, _) = await RunAsync("config", "check", "--config", config);

        Assert.Equal(0, code);
        Assert.Contains($"Warning: {routing}:5: the route root/late can never match", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fits every alert", "silence", "add", "--for", "2h", "--reason", "x")]
    [InlineData("say how long", "silence", "add", "rule=x", "--reason", "x")]
    [InlineData("is over", "silence", "add", "rule=x", "--reason", "x", "--until", "2020-01-01T00:00:00Z")]
    [InlineData("did you mean rule?", "silence", "add", "rul=x", "--reason", "x", "--for", "1h")]
    [InlineData("--reason", "silence", "add", "rule=x", "--for", "1h")]
    public async Task Silence_refuses_what_nobody_means_before_it_asks_Kafka(string words, params string[] args)
    {
        var (code, output, error) = await RunAsync(args);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(Program.Create().WithExamples(), args, new() { EnableDefaultExceptionHandler = false, Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
