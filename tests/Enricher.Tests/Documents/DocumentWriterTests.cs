using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Enricher.Explain;

namespace Eyrie.Enricher.Tests.Documents;

public sealed class DocumentWriterTests
{
    [Fact]
    public void Takes_the_nearest_other_pid_for_the_parent_and_tells_what_ran_before()
    {
        var observation = FullObservation.Create() with { Process = Image(11, "sh") };

        using var json = Write(observation, [Image(11, "bash"), Image(10, "nginx"), Image(1, "init")]);

        var process = json.RootElement.GetProperty("process");
        Assert.Equal(10, process.GetProperty("parent").GetProperty("pid").GetInt32());
        Assert.Equal("/bin/bash", process.GetProperty("previous")[0].GetProperty("executable").GetString());
        Assert.Equal(["id-bash", "id-nginx", "id-init"], Texts(process.GetProperty("Ext").GetProperty("ancestry")));
        Assert.Equal("init(1) > nginx(10) > sh(11)", json.RootElement.GetProperty("eyrie").GetProperty("process").GetProperty("tree").GetString());
        Assert.Equal(3, json.RootElement.GetProperty("eyrie").GetProperty("process").GetProperty("ancestors").GetArrayLength());
    }

    [Fact]
    public void Names_the_containers_first_process_as_entry_leader()
    {
        var full = new string('a', 64);
        var observation = FullObservation.Create() with { Process = Image(11, "sh") with { ContainerId = full[..31] } };

        using var json = Write(observation, [Image(10, "nginx") with { ContainerId = full }, Image(9, "shim"), Image(1, "init")]);

        var leader = json.RootElement.GetProperty("process").GetProperty("entry_leader");
        Assert.Equal((10, "container"), (leader.GetProperty("pid").GetInt32(), leader.GetProperty("entry_meta").GetProperty("type").GetString()));
    }

    [Fact]
    public void Names_no_entry_leader_where_the_chain_is_not_seen_to_leave_the_container()
    {
        var observation = FullObservation.Create() with { Process = Image(11, "sh") with { ContainerId = new string('a', 12) } };

        using var json = Write(observation, [new() { Pid = 10, Name = "runc" }]);

        Assert.False(json.RootElement.GetProperty("process").TryGetProperty("entry_leader", out _));
    }

    [Theory]
    [InlineData(nameof(ObservationKind.Detection), Severity.Critical, "alert", "falco")]
    [InlineData(nameof(ObservationKind.SensorLoss), Severity.Warning, "alert", "eyrie")]
    [InlineData(nameof(ObservationKind.Metrics), null, "metric", "falco")]
    [InlineData(nameof(ObservationKind.ProcessStart), null, "event", "falco")]
    public void Says_what_kind_of_event_it_is(string kind, Severity? severity, string expected, string module)
    {
        var observation = FullObservation.Create() with { Kind = Enum.Parse<ObservationKind>(kind), Format = SensorFormat.FalcoJson };
        var enrichment = SampleDocuments.Enrich(observation) with { AlertSeverity = severity };

        using var json = JsonDocument.Parse(SampleDocuments.Write(observation, enrichment));

        var said = json.RootElement.GetProperty("event");
        Assert.Equal((expected, module), (said.GetProperty("kind").GetString(), said.GetProperty("module").GetString()));
    }

    [Fact]
    public void Puts_a_pod_that_the_API_is_called_for_on_no_node()
    {
        var here = FullObservation.Create() with { Resource = null };
        using var called = JsonDocument.Parse(SampleDocuments.Write(here with { Resource = new() { Type = "pod", Name = "web" } }));
        using var seen = JsonDocument.Parse(SampleDocuments.Write(here));

        Assert.False(called.RootElement.GetProperty("kubernetes").TryGetProperty("node", out _));
        Assert.Equal("node-1", seen.RootElement.GetProperty("kubernetes").GetProperty("node").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("DaemonSet", "DaemonSet")]
    [InlineData("Pod", null)]
    public void Names_the_kind_of_owner_as_ECS_does(string kind, string? expected)
    {
        var observation = FullObservation.Create();
        var document = FlatDocument.Of(SampleDocuments.Write(observation with { Pod = observation.Pod! with { WorkloadKind = kind } }));

        Assert.Equal(expected, document["orchestrator.resource.parent.type"]);
    }

    [Fact]
    public void Tells_who_logged_in_whoever_acts()
    {
        var document = FlatDocument.Of(SampleDocuments.Write(FullObservation.Create()));

        Assert.Equal("1000", document["eyrie.process.login_user.id"]);
    }

    [Fact]
    public void Gives_a_rule_the_same_id_always_and_each_sensor_its_own()
    {
        var falco = RuleId(SensorFormat.FalcoJson, "shell");

        Assert.Equal(falco, RuleId(SensorFormat.FalcoProtobuf, "shell"));
        Assert.NotEqual(falco, RuleId(SensorFormat.TetragonJson, "shell"));
        Assert.NotEqual(falco, RuleId(SensorFormat.FalcoJson, "shells"));
        Assert.Equal("c6967c65c312438aebe29d479056c5dd", falco);
    }

    [Theory]
    [InlineData("-rw-r--r--", "0644")]
    [InlineData("-rwsr-xr-x", "4755")]
    [InlineData("drwxrwxrwt", "1777")]
    [InlineData("O_RDONLY|O_CLOEXEC", null)]
    [InlineData("O_RDONLY..", null)]
    public void Writes_permissions_in_octal(string mode, string? expected)
    {
        using var json = JsonDocument.Parse(SampleDocuments.Write(FullObservation.Create() with { File = new("/x") { Mode = mode } }));

        Assert.Equal(expected, json.RootElement.GetProperty("file").TryGetProperty("mode", out var octal) ? octal.GetString() : null);
    }

    private static string RuleId(SensorFormat format, string rule)
    {
        using var json = JsonDocument.Parse(SampleDocuments.Write(FullObservation.Create() with { Format = format, Rule = new(rule) }));
        return json.RootElement.GetProperty("rule").GetProperty("id").GetString()!;
    }

    private static JsonDocument Write(Observation observation, IReadOnlyList<ProcessFact> ancestors) =>
        JsonDocument.Parse(SampleDocuments.Write(observation, SampleDocuments.Enrich(observation) with { Ancestors = ancestors }));

    private static string?[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString())];

    private static ProcessFact Image(long pid, string name) =>
        new() { Pid = pid, Name = name, Executable = $"/bin/{name}", ExecId = $"id-{name}", Args = [name] };
}
