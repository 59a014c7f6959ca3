using System.CommandLine;
using Eyrie.Commands;

namespace Eyrie.Tests.Demo;

public sealed class DemoCommandTests
{
    [Theory]
    [InlineData("demo")]
    [InlineData("demo --duration 20s --rate 1000 --seed 7 --json --keep /tmp/x")]
    [InlineData("demo --duration 20")]
    [InlineData("demo --http 0.0.0.0:8808 --hold")]
    [InlineData("demo --http \"\"")]
    [InlineData("demo --elasticsearch http://localhost:9200 --kafka localhost:9092 --slack-webhook https://hooks.slack.com/services/x")]
    public void Takes_what_its_help_shows(string line)
    {
        Assert.Empty(Parse(line).Errors);
    }

    [Theory]
    [InlineData("demo --rate 0", "--rate '0' is no number above 0")]
    [InlineData("demo --rate fast", "--rate 'fast'")]
    [InlineData("demo --duration 0s", "--duration '0s'")]
    [InlineData("demo --duration soon", "--duration 'soon'")]
    [InlineData("demo --http nowhere", "--http: 'nowhere' is no address to listen on")]
    [InlineData("demo --hold --http \"\"", "--hold needs the page")]
    [InlineData("demo --elasticsearch localhost:9200", "no http or https URL")]
    [InlineData("demo --elasticsearch-api-key-file /dev/null", "goes with --elasticsearch")]
    [InlineData("demo --pagerduty-key-file /no/such/file", "there is no file")]
    public void Says_what_is_wrong(string line, string error)
    {
        Assert.Contains(Parse(line).Errors, found => found.Message.Contains(error, StringComparison.Ordinal));
    }

    private static ParseResult Parse(string line) => new RootCommand { DemoCommand.Create() }.Parse(line);
}
