using System.Globalization;
using System.Text;
using System.Text.Json;
using Eyrie.Protos.Falco.Outputs;
using Eyrie.Protos.Tetragon;
using Eyrie.Simulation;
using Eyrie.Simulation.Scenarios;
using Eyrie.Simulation.Tetragon;

namespace Eyrie.Tests.Simulation;

/// <summary>What scenarios say must be what sensors could say: each event fits what was said before it.</summary>
public sealed class ScenarioTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("guide")]
    [InlineData("webshell")]
    [InlineData("noise")]
    [InlineData("noise,guide,webshell,guide")]
    public void Every_Tetragon_event_fits_what_was_said_before(string scenarios)
    {
        var known = new Dictionary<string, Process>();
        var exited = new HashSet<string>();
        foreach (var said in Play(scenarios).Select(played => played.Message.TetragonEvent).OfType<GetEventsResponse>())
        {
            var process = said.Process()!;
            AssertExecId(process, said.NodeName);
            AssertParent(said, known);
            Assert.DoesNotContain(process.ExecId, exited);
            if (said.EventCase is GetEventsResponse.EventOneofCase.ProcessExec)
            {
                Assert.True(known.TryAdd(process.ExecId, process), "an image is executed once");
            }
            else if (known.TryAdd(process.ExecId, process))
            {
                Assert.Equal(said.Parent()!.Binary, process.Binary); // a clone without exec: the parent's image
            }

            if (said.EventCase is GetEventsResponse.EventOneofCase.ProcessExit)
            {
                exited.Add(process.ExecId);
                Assert.True(said.ProcessExit.Time.ToDateTimeOffset() >= process.StartTime.ToDateTimeOffset());
            }
        }
    }

    [Theory]
    [InlineData("guide")]
    [InlineData("webshell")]
    [InlineData("noise")]
    public void Every_alert_is_about_a_process_that_Tetragon_knows(string scenario)
    {
        var images = new Dictionary<string, Process>();
        foreach (var (_, message) in Play(scenario))
        {
            if (message.TetragonEvent is { EventCase: GetEventsResponse.EventOneofCase.ProcessExec } said)
            {
                images[said.ProcessExec.Process.Pid!.Value.ToString(CultureInfo.InvariantCulture)] = said.ProcessExec.Process;
            }
            else if (message.TetragonEvent is null && Alert(message) is { Source: "syscall" } alert)
            {
                var image = images[alert.OutputFields["proc.pid"]];
                Assert.True(alert.Time.ToDateTimeOffset() >= image.StartTime.ToDateTimeOffset());
                Assert.StartsWith(alert.OutputFields["container.id"], image.Pod is null ? "host" : image.Docker, StringComparison.Ordinal);
                Assert.Equal(image.Pod?.Name ?? "<NA>", alert.OutputFields["k8s.pod.name"]);
                Assert.Equal("<NA>", alert.OutputFields["proc.aname[7]"]);
                Assert.Equal(alert.Tags.Order(StringComparer.Ordinal), alert.Tags);
            }
        }
    }

    [Fact]
    public void The_bytes_say_what_the_event_says()
    {
        foreach (var message in Play("noise,guide,webshell").Select(played => played.Message))
        {
            Assert.True(message.TetragonEvent is null || message.TetragonEvent.Equals(GetEventsResponse.Parser.ParseFrom(message.Payload)));
        }
    }

    [Fact]
    public void The_guides_attack_raises_its_three_rules_and_shows_in_tracing_policies()
    {
        var played = Play("guide");

        Assert.Equal(
            [
                "Terminal shell in container", "Unexpected Executable in Web Server",
                "Suspicious Outbound Connection from Internal Service", "Write to Sensitive Path by Non-Admin User",
            ],
            Alerts(played).Select(alert => alert.Rule));
        Assert.Contains(
            Events(played),
            said => said.ProcessKprobe is { PolicyName: "sensitive-file-write" } kprobe && kprobe.Args[0].FileArg?.Path == "/etc/passwd");
        Assert.Contains(Events(played), said => said.ProcessKprobe?.Args[0].SockArg?.Dport == 12345);
        Assert.Contains(Events(played), said => said.ProcessExec?.Process.Binary == "/var/www/html/malicious_script.sh");
        Assert.Equal("65534", Alerts(played)[^1].OutputFields["user.uid"]);
    }

    [Fact]
    public void The_web_shell_is_killed_when_it_calls_home()
    {
        var played = Play("webshell");

        Assert.Superset(
            new HashSet<string> { "Run shell untrusted", "Drop and execute new binary in container", "Read sensitive file untrusted" },
            Alerts(played).Select(alert => alert.Rule).ToHashSet());
        var kill = Assert.Single(Events(played), said => said.ProcessKprobe?.Action is KprobeAction.Sigkill);
        var death = Assert.Single(Events(played), said => said.ProcessExit?.Signal is "SIGKILL");
        Assert.Equal(kill.ProcessKprobe.Process.ExecId, death.ProcessExit.Process.ExecId);
    }

    [Fact]
    public void Processes_older_than_the_agent_come_first()
    {
        var replayed = Events(Play("guide")).TakeWhile(said => said.ProcessExec?.Process.Flags == "procFS").ToList();

        Assert.Equal(1u, replayed[0].ProcessExec.Process.Pid);
        Assert.Contains(replayed, said => said.ProcessExec.Process.Pod?.Name == "test-pod");
        Assert.All(replayed, said => Assert.Equal(0, said.ProcessExec.Process.StartTime.Nanos % 10_000_000));
    }

    [Fact]
    public void The_same_seed_says_the_same_and_another_one_does_not()
    {
        var first = Play("noise,guide").Select(played => (played.At, Convert.ToHexString(played.Message.Payload)));

        Assert.Equal(first, Play("noise,guide").Select(played => (played.At, Convert.ToHexString(played.Message.Payload))));
        Assert.NotEqual(first, Play("noise,guide", seed: 2).Select(played => (played.At, Convert.ToHexString(played.Message.Payload))));
    }

    [Fact]
    public void Noise_has_the_count_and_the_rate_that_were_asked_for()
    {
        var played = Play("noise", count: 1000);

        var events = played.Where(one => one.Message.TetragonEvent is { } said && said.ProcessExec?.Process.Flags != "procFS").ToList();
        Assert.Equal(1000, events.Count);
        Assert.Equal(999 / 100.0, (events[^1].At - events[0].At).TotalSeconds, precision: 3);
    }

    [Fact]
    public void With_json_output_an_alert_carries_itself_as_a_document()
    {
        var alert = Alerts(Play("guide", jsonOutput: true))[0];

        using var document = JsonDocument.Parse(alert.Output);
        var fields = document.RootElement.GetProperty("output_fields");
        Assert.Equal(alert.Rule, document.RootElement.GetProperty("rule").GetString());
        Assert.Equal(JsonValueKind.Number, fields.GetProperty("proc.pid").ValueKind);
        Assert.Equal(JsonValueKind.Null, fields.GetProperty("proc.aname[7]").ValueKind);
        Assert.True(fields.TryGetProperty("evt.time", out _));
        Assert.Contains(alert.Rule is "" ? "?" : "Notice ", document.RootElement.GetProperty("output").GetString(), StringComparison.Ordinal);
    }

    private static List<TimedMessage> Play(string scenarios, int seed = 1, long count = 3000, bool jsonOutput = false)
    {
        var play = ScenarioPlay.Prepare(new()
        {
            Scenarios = scenarios.Split(','),
            Seed = seed,
            Count = count,
            Rate = 100,
            AlertRate = 2,
            JsonOutput = jsonOutput,
        }).Begin(Start).ToList();
        Assert.Equal(play.OrderBy(played => played.At), play);
        return play;
    }

    private static response Alert(SensorMessage message) => response.Parser.ParseFrom(message.Payload);

    private static List<response> Alerts(List<TimedMessage> played) =>
        [.. played.Where(one => one.Message.TetragonEvent is null).Select(one => Alert(one.Message))];

    private static List<GetEventsResponse> Events(List<TimedMessage> played) =>
        [.. played.Where(one => one.Message.TetragonEvent is not null).Select(one => GetEventsResponse.Parser.ParseFrom(one.Message.Payload))];

    private static void AssertExecId(Process process, string node)
    {
        var parts = Encoding.UTF8.GetString(Convert.FromBase64String(process.ExecId)).Split(':');
        Assert.Equal(node, parts[0]);
        Assert.True(long.Parse(parts[1], CultureInfo.InvariantCulture) > 0);
        Assert.Equal(process.Pid!.Value.ToString(CultureInfo.InvariantCulture), parts[2]);
    }

    private static void AssertParent(GetEventsResponse said, Dictionary<string, Process> known)
    {
        if (said.Process()!.Pid == 1)
        {
            return;
        }

        var line = new[] { said.Parent()! }.Concat(said.Ancestors()).ToList();
        Assert.Equal(said.Process()!.ParentExecId, line[0].ExecId);
        Assert.Equal(1u, line[^1].Pid);
        foreach (var (ancestor, older) in line.Zip(line.Skip(1)))
        {
            if (known.TryAdd(ancestor.ExecId, ancestor))
            {
                Assert.Equal(older.Binary, ancestor.Binary); // a clone without exec is first heard of through its children
            }
        }

        Assert.All(line.Zip(line.Skip(1)), pair => Assert.Equal(pair.First.ParentExecId, pair.Second.ExecId));
    }
}
