using System.Net;
using Eyrie.Contracts;
using Eyrie.Enricher.Detections;

namespace Eyrie.Enricher.Tests.Detections;

public sealed class DetectionSetTests
{
    private static readonly ProcessFact Shell = An.Image(1, 7, "/usr/bin/bash -c id") with { Flags = "execve clone" };

    private static readonly Observation Connect = An.Policy(Shell, 2, "egress") with
    {
        EventName = "process_kprobe",
        Action = "tcp_connect",
        Parent = An.Image(0.5, 6, "/usr/sbin/nginx -g x"),
        Pod = new() { Namespace = "shop", Name = "web-1" },
        File = new("/etc/shadow"),
        Network = new() { DestinationAddress = IPAddress.Parse("203.0.113.7") },
        Rule = new("egress") { Description = "Somebody connects", Tags = ["network", "T1071"] },
        Fields = [new("args[0].label", "x"), new("args[0].sock_arg.daddr", "203.0.113.7"), new("args[1].int_arg", "4"), new("action", "KPROBE_ACTION_SIGKILL")],
        Enforcement = "sigkill",
    };

    public static TheoryData<string, DetectionOptions, bool> Cases => new()
    {
        { "policy", new() { Policy = "EGR*" }, true },
        { "policy", new() { Policy = "ingress" }, false },
        { "message", new() { Message = "* connects" }, true },
        { "message", new() { Message = "connects" }, false },
        { "tags", new() { Tags = ["x", "NETWORK"] }, true },
        { "tags", new() { Tags = ["x"] }, false },
        { "functions", new() { Functions = ["tcp_*"] }, true },
        { "functions", new() { Functions = ["__x64_sys_tcp_connect"] }, true }, // the architecture does not matter
        { "functions", new() { Functions = ["udp_sendmsg"] }, false },
        { "binaries by name", new() { Binaries = ["zsh", "bash"] }, true },
        { "binaries by path", new() { Binaries = ["/usr/bin/*"] }, true },
        { "binaries by path", new() { Binaries = ["/bin/bash"] }, false },
        { "binaries by name", new() { Binaries = ["BASH"] }, false },
        { "commandLines", new() { CommandLines = ["* -c *"] }, true },
        { "commandLines", new() { CommandLines = ["-c"] }, false },
        { "parents", new() { Parents = ["nginx"] }, true },
        { "parents", new() { Parents = ["sshd"] }, false },
        { "files", new() { Files = ["/etc/s?adow"] }, true },
        { "files", new() { Files = ["/etc/shadow-"] }, false },
        { "namespaces", new() { Namespaces = ["sh*"] }, true },
        { "namespaces", new() { Namespaces = ["host"] }, false },
        { "addresses", new() { Addresses = ["10.0.0.0/8", "203.0.113.0/24"] }, true },
        { "addresses", new() { Addresses = ["203.0.113.8"] }, false },
        { "addresses", new() { Addresses = ["private"] }, true }, // a network for documentation is no public one
        { "addresses", new() { Addresses = ["public"] }, false },
        { "arguments", new() { Arguments = ["0=203.*", "1=4"] }, true },
        { "arguments", new() { Arguments = ["0=203.*", "1=5", "1=6"] }, false },
        { "arguments", new() { Arguments = ["0=x"] }, false }, // a label is the policy's, not the argument's
        { "arguments", new() { Arguments = ["2=*"] }, false },
        { "events", new() { Events = ["policy"] }, true },
        { "events", new() { Events = ["kprobe", "lsm"] }, true },
        { "events", new() { Events = ["lsm", "tracepoint", "uprobe", "usdt"] }, false },
        { "events", new() { Events = ["exec"], Binaries = ["bash"] }, false },
        { "enforcement", new() { Enforcement = "told" }, true },
        { "enforcement", new() { Enforcement = "none" }, false },
        { "action", new() { Action = "blocked" }, true },
        { "action", new() { Action = "sigkill" }, true },
        { "action", new() { Action = "kill" }, false },
        { "all of it", new() { Policy = "egress", Binaries = ["bash"], Files = ["shadow"], Namespaces = ["*"], Tags = ["network"] }, true },
        { "all but one", new() { Policy = "egress", Binaries = ["bash"], Files = ["passwd"], Namespaces = ["*"], Tags = ["network"] }, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compares_every_part_of_an_event(string what, DetectionOptions options, bool fits)
    {
        var problems = new List<DetectionProblem>();
        var rule = DetectionReading.Read(options with { Severity = "error" }, "test", problems);

        Assert.All(problems, problem => Assert.Equal("action", problem.Key)); // 'kill' is none of Tetragon's words, and fits nothing
        Assert.True(fits == (new DetectionSet([rule], []).Judge(Connect).Severity is Severity.Error), what);
    }

    [Fact]
    public void Asks_what_was_not_said_in_vain()
    {
        var bare = An.Policy(new() { Pid = 7 }, 2) with { Rule = null };
        DetectionOptions[] rules =
            [new() { Binaries = ["*"] }, new() { Files = ["*"] }, new() { Parents = ["*"] }, new() { CommandLines = ["*"] }, new() { Namespaces = ["*"] }, new() { Addresses = ["public", "private"] }];

        Assert.All(rules, rule => Assert.Null(Set(rule).Judge(bare).Severity));
    }

    [Fact]
    public void Tells_executions_from_what_ran_before_the_agent()
    {
        var set = Set(new DetectionOptions { Events = ["exec"], Binaries = ["bash"] });
        var running = Set(new DetectionOptions { Events = ["running"], Binaries = ["bash"] });
        var (started, found) = (An.Exec(Shell), An.Exec(Shell with { Flags = "procFS auid" }));

        Assert.Equal((Severity.Error, (Severity?)null), (set.Judge(started).Severity, set.Judge(found).Severity));
        Assert.Equal(((Severity?)null, Severity.Error), (running.Judge(started).Severity, running.Judge(found).Severity));
    }

    [Fact]
    public void Knows_loader_and_exit_events()
    {
        var loaded = An.Tetragon(ObservationKind.Other, Shell, An.At(5)) with { EventName = "process_loader", File = new("/tmp/evil.so") };

        Assert.NotNull(Set(new DetectionOptions { Events = ["loader"], Files = ["/tmp/*"] }).Judge(loaded).Severity);
        Assert.NotNull(Set(new DetectionOptions { Events = ["exit"], Binaries = ["bash"] }).Judge(An.Exit(Shell, 9)).Severity);
        Assert.Null(Set(new DetectionOptions { Events = ["loader"], Files = ["/tmp/*"] }).Judge(loaded with { EventName = "process_connect" }).Severity);
    }

    [Fact]
    public void Lets_the_first_decide_be_it_by_name_or_by_wildcard()
    {
        DetectionOptions[] rules =
        [
            new() { Policy = "a", Severity = "notice", Binaries = ["sh"] }, new() { Policy = "*", Severity = "warning", Binaries = ["bash"] },
            new() { Policy = "a", Severity = "critical" }, new() { Policy = "b*", Severity = "activity" }, new() { Policy = "*", Severity = "debug" },
        ];
        var set = Set(rules);

        Assert.Equal(Severity.Warning, set.Judge(An.Policy(Shell, 2, "A")).Severity);
        Assert.Equal(Severity.Critical, set.Judge(An.Policy(Shell with { Executable = "/bin/zsh" }, 2, "a")).Severity);
        Assert.Null(set.Judge(An.Policy(Shell with { Executable = "/bin/zsh" }, 2, "bb")).Severity);
        Assert.Equal(Severity.Debug, set.Judge(An.Policy(Shell with { Executable = "/bin/zsh" }, 2, "c")).Severity);
    }

    [Fact]
    public void Decides_by_index_as_it_would_by_asking_each_in_turn()
    {
        var random = new Random(7);
        string[] policies = ["a", "b", "a*", "*b", "*", "?"], programs = ["sh", "/bin/sh", "/bin/*", "bash", "/usr/bin/bash", "*sh"];
        for (var round = 0; round < 300; round++)
        {
            DetectionRule[] rules =
            [
                .. Enumerable.Range(0, random.Next(1, 12)).Select(i => Rule(new()
                {
                    Policy = policies[random.Next(policies.Length)],
                    Binaries = random.Next(2) == 0 ? [] : [programs[random.Next(programs.Length)], programs[random.Next(programs.Length)]],
                    Events = random.Next(2) == 0 ? ["policy"] : ["policy", "exec"],
                    Severity = Severities.All[i % Severities.All.Count],
                }) with { Source = $"{i}" }),
            ];
            var process = Shell with { Executable = ((string[])["/bin/sh", "/usr/bin/bash", "/bin/zsh"])[random.Next(3)] };
            var observation = random.Next(2) == 0 ? An.Exec(process) : An.Policy(process, 2, ((string[])["a", "b", "ab", "c"])[random.Next(4)]);
            var inTurn = rules.FirstOrDefault(rule => rule.Fits(observation, EventKinds.Of(observation)));

            Assert.Equal(inTurn?.Source, new DetectionSet(rules, []).Judge(observation).Rule?.Source);
        }
    }

    [Fact]
    public void Allocates_nothing_with_two_hundred_rules()
    {
        var rules = Enumerable.Range(0, 200).Select(i => i % 2 == 0
            ? Rule(new() { Policy = $"policy-{i}", Files = [$"/etc/file-{i}*"], Arguments = ["0=x"], Severity = "error" })
            : Rule(new() { Events = ["exec"], Binaries = [$"tool-{i}", $"/opt/{i}/*"], CommandLines = [$"*--flag-{i} *"], Severity = "error" })).ToList();
        var set = new DetectionSet(rules, []);
        Observation[] events = [An.Exec(Shell), Connect, An.Policy(Shell, 2, "policy-100"), An.Exit(Shell, 3)];
        Array.ForEach(events, one => set.Judge(one));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            foreach (var one in events)
            {
                set.Judge(one);
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static DetectionRule Rule(DetectionOptions options)
    {
        var problems = new List<DetectionProblem>();
        var rule = DetectionReading.Read(options with { Severity = options.Severity.Length > 0 ? options.Severity : "error" }, "test", problems);
        return rule;
    }

    private static DetectionSet Set(params DetectionOptions[] rules) => new(rules.Select(Rule), []);
}
