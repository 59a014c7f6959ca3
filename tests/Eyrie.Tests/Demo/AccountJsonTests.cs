using System.Text.Json.Nodes;
using Eyrie.Demo;

namespace Eyrie.Tests.Demo;

public sealed class AccountJsonTests
{
    private static readonly AccountFigures Figures = new()
    {
        Sensors = new Dictionary<string, SensorFigures> { ["falco-vm"] = new(3, 3, 0, 0) },
        Read = 3,
        Published = 3,
        EnricherRead = 3,
        Alerts = 1,
        Activity = 2,
        Topics = new(1, 2, 3, 0),
        Sinks = new Dictionary<string, SinkFigures> { ["elasticsearch"] = new(3, 0, 0) },
        DocumentsStored = 3,
    };

    [Fact]
    public void Writes_one_line_that_says_how_it_went()
    {
        var line = AccountJson.Write(Result(Figures));
        var json = JsonNode.Parse(line)!;

        Assert.DoesNotContain('\n', line);
        Assert.True((bool)json["ok"]!);
        Assert.Equal((3, 3, 1, 2, 0), ((int)json["read"]!, (int)json["published"]!, (int)json["alerts"]!, (int)json["activity"]!, (int)json["lost"]!));
        Assert.Equal(3, (int)json["sinks"]!["elasticsearch"]!["written"]!);
        Assert.All(json["account"]!.AsArray(), entry => Assert.Equal(0, (int)entry!["missing"]!));
    }

    [Fact]
    public void Is_not_ok_when_an_event_is_missing()
    {
        var json = JsonNode.Parse(AccountJson.Write(Result(Figures with { EnricherRead = 2, Activity = 1, Topics = new(1, 1, 2, 0) })))!;

        Assert.False((bool)json["ok"]!);
        Assert.Equal(1, (int)json["lost"]!);
        Assert.Equal("published", (string?)json["account"]!.AsArray().First(entry => (int)entry!["missing"]! > 0)!["line"]);
    }

    [Fact]
    public void Is_not_ok_when_a_target_complained()
    {
        var json = JsonNode.Parse(AccountJson.Write(Result(Figures) with { Violations = ["Slack: invalid_blocks"] }))!;

        Assert.False((bool)json["ok"]!);
        Assert.Equal("Slack: invalid_blocks", (string?)json["violations"]![0]);
    }

    private static DemoResult Result(AccountFigures figures) => new()
    {
        Figures = figures,
        Account = Account.Of(figures),
        Violations = [],
        Elapsed = TimeSpan.FromSeconds(20),
    };
}
