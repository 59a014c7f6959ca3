using System.Text.Json.Nodes;

namespace Eyrie.Pipeline.Tests;

/// <summary>Everything in an event may be an attacker's: it must arrive, and do no harm on its way.</summary>
public sealed class HostileEventTests : IDisposable
{
    private const string Hostile = "a\u0000b\u001b[2J\u0007\r\n{\"index\":{}}\n<!channel> <http://evil.example|click> & \u202e`*_~ \u2028 日本 \ud83d\udc80 \\\"'";
    private const int HugeLength = 200_000;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eyrie-hostile-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Passes_through_all_without_harm()
    {
        var file = Path.Combine(_folder.FullName, "hostile.jsonl");
        File.WriteAllLines(file, [Exec().ToJsonString(), Alert("one", Hostile).ToJsonString(), Alert("two", Hostile + new string('x', HugeLength)).ToJsonString()]);

        await using var pipeline = await PipelineUnderTest.StartAsync([new() { Node = "worker-1", Scenarios = [file], Speed = 10 }]);
        await pipeline.SettleAsync();

        Assert.Equal(3, pipeline.Figures.Read - pipeline.Figures.Health);
        Assert.Empty(pipeline.Targets.Violations.Kept);
        Assert.Equal((0, 0), (pipeline.Account.Lost, pipeline.Figures.Topics.Dead));
        Assert.Equal(3, pipeline.Documents.Count);
        Assert.Equal(2, pipeline.Alerts.Count);
        Assert.All(pipeline.Alerts, alert => Assert.Contains("<!channel>", (string?)alert["message"], StringComparison.Ordinal));
        Assert.Equal((2, 2), (pipeline.Figures.Sinks["slack"].Written, pipeline.Figures.Sinks["pagerduty"].Written));
        Assert.NotEmpty(pipeline.Targets.PagerDuty!.Incidents);
    }

    private static JsonObject Alert(string name, string command) => new()
    {
        ["time"] = "2026-11-23T07:40:55.000000000Z",
        ["rule"] = $"{name} {Hostile}",
        ["priority"] = "Critical",
        ["source"] = "syscall",
        ["hostname"] = Hostile,
        ["output"] = $"{name} {command}",
        ["tags"] = new JsonArray("T1059", Hostile),
        ["output_fields"] = new JsonObject
        {
            ["proc.pid"] = 4242,
            ["proc.name"] = Hostile,
            ["proc.cmdline"] = command,
            ["proc.exepath"] = Hostile,
            ["user.name"] = Hostile,
            ["fd.name"] = Hostile,
            ["container.id"] = "host",
            ["k8s.pod.name"] = Hostile,
            ["k8s.ns.name"] = Hostile,
            [".dots..everywhere."] = Hostile,
            [""] = Hostile,
            [Hostile] = Hostile,
        },
    };

    private static JsonObject Exec() => new()
    {
        ["process_exec"] = new JsonObject
        {
            ["process"] = new JsonObject
            {
                ["exec_id"] = "dm06MTA6NDI0Mg==",
                ["pid"] = 4242,
                ["uid"] = 0,
                ["binary"] = Hostile,
                ["arguments"] = Hostile + new string('y', HugeLength),
                ["flags"] = "execve clone",
                ["start_time"] = "2026-11-23T07:40:54.999000000Z",
                ["pod"] = new JsonObject
                {
                    ["namespace"] = Hostile,
                    ["name"] = Hostile,
                    ["pod_labels"] = new JsonObject { [Hostile] = Hostile, [""] = "x" },
                },
            },
        },
        ["node_name"] = "worker-1",
        ["time"] = "2026-11-23T07:40:54.999000000Z",
    };
}
