using System.Text;
using Eyrie.Contracts;
using Eyrie.Enricher.Tests.Documents;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Eyrie.Enricher.Tests.Mapping;

public sealed class TetragonMapperTests
{
    private static readonly Process Curl = new()
    {
        ExecId = "ZXhlYzo0NzIy",
        ParentExecId = "ZXhlYzo0NzEx",
        Pid = 4722,
        Tid = 4722,
        Uid = 33,
        Auid = 4294967295,
        Cwd = "/srv",
        Binary = "/usr/bin/curl",
        Arguments = "-s \"http://example.com/a b\"",
        Flags = "execve clone",
        StartTime = new() { Seconds = 1795419307, Nanos = 1 },
        Docker = "551e161c47d8ff0eb665438a7bcd5b4",
        InInitTree = false,
        User = new() { Name = "www-data" },
        Cap = new() { Effective = { CapabilitiesType.CapNetRaw, CapabilitiesType.DacOverride }, Permitted = { (CapabilitiesType)99 } },
        EnvironmentVariables = { new EnvVar { Key = "PATH", Value = "/bin" } },
        Pod = new()
        {
            Namespace = "shop",
            Name = "web-1",
            Uid = "u-1",
            Workload = "web",
            WorkloadKind = "Deployment",
            PodLabels = { ["app"] = "web" },
            PodAnnotations = { ["a"] = "b" },
            Container = new()
            {
                Id = "containerd://551e161c47d8ff0eb665438a7bcd5b4e3ef5",
                Name = "nginx",
                Pid = 49,
                Image = new() { Name = "docker.io/nginx:1.27", Id = "docker.io/nginx@sha256:8e86" },
                SecurityContext = new() { Privileged = true },
            },
        },
    };

    private static readonly Process Shell = new() { ExecId = "ZXhlYzo0NzEx", Pid = 4711, Binary = "/bin/sh" };

    [Fact]
    public void Reads_a_start_with_everything_known_of_the_process()
    {
        var start = Map(new() { ProcessExec = new() { Process = Curl, Parent = Shell, Ancestors = { Shell } } });
        var process = start.Process!;

        Assert.Equal((ObservationKind.ProcessStart, "process_exec", "exec"), (start.Kind, start.EventName, start.Action));
        Assert.Equal("process start", $"{start.Categories.Single()} {start.Types.Single()}");
        Assert.Equal(("ZXhlYzo0NzIy", "ZXhlYzo0NzEx", 4722, 49), (process.ExecId, process.ParentExecId, process.Pid, process.Vpid));
        Assert.Equal(("curl", "/usr/bin/curl", "/usr/bin/curl -s \"http://example.com/a b\""), (process.Name, process.Executable, process.CommandLine));
        Assert.Equal(["/usr/bin/curl", "-s", "http://example.com/a b"], process.Args);
        Assert.Equal(new UserFact { Id = "33", Name = "www-data" }, process.User);
        Assert.Null(process.LoginUid);
        Assert.Equal("551e161c47d8ff0eb665438a7bcd5b4e3ef5", process.ContainerId);
        Assert.Equal(["CAP_NET_RAW", "CAP_DAC_OVERRIDE"], process.EffectiveCapabilities);
        Assert.Equal(["99"], process.PermittedCapabilities);
        Assert.Equal(["PATH=/bin"], process.Environment);
        Assert.Equal(
            new ContainerFact
            {
                Id = "551e161c47d8ff0eb665438a7bcd5b4e3ef5",
                Name = "nginx",
                Runtime = "containerd",
                ImageName = "docker.io/nginx",
                ImageTag = "1.27",
                ImageHash = "sha256:8e86",
                Privileged = true,
            },
            start.Container);
        Assert.Equal(("shop", "web-1", "u-1", "Deployment", "web", "web"),
            (start.Pod!.Namespace, start.Pod.Name, start.Pod.Uid, start.Pod.WorkloadKind, start.Pod.WorkloadName, start.Pod.Labels["app"]));
        Assert.Equal("sh", start.Parent!.Name);
        Assert.Single(start.Ancestors);
    }

    [Fact]
    public void Tells_a_process_that_was_there_before_from_one_that_starts() => Assert.Equal(
        ["info"], Map(new() { ProcessExec = new() { Process = new() { Pid = 1, Binary = "/sbin/init", Flags = "procFS" } } }).Types);

    [Fact]
    public void Reads_how_a_process_ended()
    {
        var exit = Map(new() { ProcessExit = new() { Process = Curl, Status = 2, Time = new() { Seconds = 1795419300 } } });
        Assert.Equal((ObservationKind.ProcessExit, 2, null), (exit.Kind, exit.Process!.ExitCode, exit.Process.ExitSignal));
        Assert.Equal(new EventTime(1795419300_000000000), exit.Process.End);

        var killed = Map(new() { ProcessExit = new() { Process = Curl, Signal = "SIGKILL" } });
        Assert.Equal((null, "SIGKILL"), (killed.Process!.ExitCode, killed.Process.ExitSignal));
        Assert.Equal(killed.Time, killed.Process.End);
    }

    [Fact]
    public void Reads_what_a_policy_saw()
    {
        var said = Map(new()
        {
            ProcessKprobe = new()
            {
                Process = Curl,
                Parent = Shell,
                FunctionName = "tcp_connect",
                PolicyName = "egress",
                Message = "Outbound connection",
                Tags = { "T1071" },
                Action = KprobeAction.Sigkill,
                Return = new() { IntArg = -1 },
                Args = { new KprobeArgument { SockArg = new() { Saddr = "10.0.0.7", Sport = 4000, Daddr = "203.0.113.7", Dport = 443, Protocol = "IPPROTO_TCP" } } },
            },
        });

        Assert.Equal((ObservationKind.PolicyEvent, "process_kprobe", "tcp_connect", "failure"), (said.Kind, said.EventName, said.Action, said.Outcome));
        Assert.Equal(("egress", "Outbound connection"), (said.Rule!.Name, said.Rule.Description));
        Assert.Equal(["T1071"], said.Rule.Tags);
        Assert.Equal("sigkill", said.Enforcement);
        Assert.Equal("Outbound connection: tcp_connect 203.0.113.7:443 by /usr/bin/curl", said.Message);
        Assert.Equal(("10.0.0.7", 4000, "203.0.113.7", 443, "tcp", "egress"),
            (said.Network!.SourceAddress!.ToString(), said.Network.SourcePort, said.Network.DestinationAddress!.ToString(), said.Network.DestinationPort,
                said.Network.Transport, said.Network.Direction));
        Assert.Contains(new("args[0].sock_arg.daddr", "203.0.113.7"), said.Fields);
        Assert.Contains(new("action", "KPROBE_ACTION_SIGKILL"), said.Fields);
        Assert.Contains(new("return.int_arg", "-1"), said.Fields);
    }

    [Theory]
    [InlineData(KprobeAction.Post, null)]
    [InlineData(KprobeAction.Sigkill, "sigkill")]
    [InlineData(KprobeAction.Override, "override")]
    [InlineData(KprobeAction.Signal, "signal")]
    [InlineData(KprobeAction.Notifyenforcer, "notify_enforcer")]
    [InlineData(KprobeAction.Nopost, null)]
    public void Knows_which_actions_stop_something(KprobeAction action, string? word)
    {
        Assert.Equal(word, Map(new() { ProcessLsm = new() { Process = Curl, FunctionName = "file_open", Action = action } }).Enforcement);
        Assert.Equal(word, Map(new() { ProcessKprobe = new() { Process = Curl, FunctionName = "f", ReturnAction = action } }).Enforcement);
    }

    [Fact]
    public void Reads_the_other_kinds_of_hook()
    {
        var tracepoint = Map(new()
        {
            ProcessTracepoint = new()
            {
                Process = Curl,
                Subsys = "syscalls",
                Event = "sys_enter_openat",
                PolicyName = "p",
                Args = { new KprobeArgument { StringArg = "/etc/shadow" }, new KprobeArgument { UintArg = 0x241 } },
            },
        });
        Assert.Equal(("openat", "/etc/shadow", "change"), (tracepoint.Action, tracepoint.File!.Path, tracepoint.Types[0]));

        var lsm = Map(new()
        {
            ProcessLsm = new()
            {
                Process = Curl,
                FunctionName = "bprm_check_security",
                ImaHash = "sha256:aa11",
                Args = { new KprobeArgument { LinuxBinprmArg = new() { Path = "/tmp/x", Permission = "-rwsr-xr-x" } } },
            },
        });
        Assert.Equal(("process_lsm", "/tmp/x", "sha256", "aa11"), (lsm.EventName, lsm.File!.Path, lsm.File.Hash!.Value.Key, lsm.File.Hash.Value.Value));

        var uprobe = Map(new() { ProcessUprobe = new() { Process = Curl, Path = "/bin/bash", Symbol = "readline" } });
        Assert.Equal(("process_uprobe", "readline"), (uprobe.EventName, uprobe.Action));

        var usdt = Map(new() { ProcessUsdt = new() { Process = Curl, Provider = "python", Name = "import__find__load__done" } });
        Assert.Equal(("process_usdt", "python:import__find__load__done"), (usdt.EventName, usdt.Action));
        Assert.Null(usdt.Rule);
    }

    [Theory]
    [InlineData("__x64_sys_setuid", "setuid", "process", "change")]
    [InlineData("sys_connect", "connect", "network", "connection start")]
    [InlineData("commit_creds", "commit_creds", "process", "change")]
    [InlineData("do_init_module", "do_init_module", "driver", "start")]
    [InlineData("security_bprm_creds_from_file", "security_bprm_creds_from_file", "process", "start")]
    [InlineData("__arm64_sys_unlinkat", "unlinkat", "file", "deletion")]
    public void Says_in_ECS_words_what_a_function_does(string function, string action, string category, string type)
    {
        var said = Map(new() { ProcessKprobe = new() { Process = Curl, FunctionName = function } });

        Assert.Equal((action, category, type), (said.Action, string.Join(' ', said.Categories), string.Join(' ', said.Types)));
    }

    [Theory]
    [InlineData("__x64_sys_setuid", 0, 0, 0, "0", null)]
    [InlineData("__x64_sys_setuid", 33, 0, 0, null, null)] // what it is already
    [InlineData("sys_setresuid", -1, 0, -1, "0", null)]
    [InlineData("sys_setreuid", 0, -1, 0, null, null)] // -1: the effective one stays
    [InlineData("sys_setgid", 7, 0, 0, null, "7")]
    [InlineData("sys_setresgid", -1, 8, -1, null, "8")]
    [InlineData("sys_kill", 1, 9, 0, null, null)]
    public void Reads_whose_rights_a_process_takes(string function, int first, int second, int third, string? user, string? group)
    {
        var said = Map(new()
        {
            ProcessKprobe = new()
            {
                Process = new(Curl) { Uid = 33 },
                FunctionName = function,
                Args = { new KprobeArgument { IntArg = first }, new KprobeArgument { IntArg = second }, new KprobeArgument { IntArg = third } },
            },
        });

        Assert.Equal((user, group), (said.EffectiveUser?.Id, said.EffectiveUser?.GroupId));
    }

    [Fact]
    public void Reads_whose_rights_new_credentials_give()
    {
        var said = Map(new()
        {
            ProcessKprobe = new()
            {
                Process = new(Curl) { Uid = 11 },
                FunctionName = "commit_creds",
                Args = { new KprobeArgument { ProcessCredentialsArg = new() { Uid = 11, Euid = 0, Egid = 0 } } },
            },
        });

        Assert.Equal(("0", "0"), (said.EffectiveUser!.Id, said.EffectiveUser.GroupId));
        Assert.Equal("commit_creds to user 0 by /usr/bin/curl", said.Message);
    }

    [Theory]
    [InlineData(7, 2, "connection start", "egress")]
    [InlineData(2, 1, "connection", "egress")]
    [InlineData(3, 1, "connection start", "ingress")]
    [InlineData(1, 4, "connection", null)]
    [InlineData(8, 7, "connection end", null)]
    [InlineData(2, 7, "connection", "egress")] // refused: none was there that could end
    [InlineData(7, 10, "start", null)]
    public void Reads_what_became_of_a_connection_from_its_states(int old, int now, string type, string? direction)
    {
        var said = Map(new()
        {
            ProcessTracepoint = new()
            {
                Process = Curl,
                Subsys = "sock",
                Event = "inet_sock_set_state",
                Args =
                {
                    new KprobeArgument { SockArg = new() { Saddr = "192.0.2.2", Daddr = "192.0.2.10", Dport = 443, Protocol = "IPPROTO_TCP" } },
                    new KprobeArgument { IntArg = old }, new KprobeArgument { IntArg = now },
                },
            },
        });

        Assert.Equal((type, direction), (string.Join(' ', said.Types), said.Network!.Direction));
        Assert.Equal(["network"], said.Categories);
    }

    [Fact]
    public void Names_in_its_message_what_an_act_without_file_and_address_was_about()
    {
        static string? Message(string function, KprobeArgument argument) =>
            Map(new() { ProcessKprobe = new() { Process = Curl, FunctionName = function, Args = { argument } } }).Message;

        Assert.Equal("do_init_module rootkit by /usr/bin/curl", Message("do_init_module", new() { ModuleArg = new() { Name = "rootkit" } }));
        Assert.Equal("cap_capable CAP_SYSLOG by /usr/bin/curl", Message("cap_capable", new() { CapabilityArg = new() { Name = "CAP_SYSLOG" } }));
        Assert.Equal("readline id by /usr/bin/curl", Message("readline", new() { StringArg = "id" }));
    }

    [Theory]
    [InlineData(2, "change")]
    [InlineData(4, "access")]
    public void Tells_writing_from_reading(int mask, string type) => Assert.Equal([type], Map(new()
    {
        ProcessKprobe = new()
        {
            Process = Curl,
            FunctionName = "security_file_permission",
            Args = { new KprobeArgument { FileArg = new() { Path = "/etc/passwd" } }, new KprobeArgument { IntArg = mask } },
        },
    }).Types);

    [Fact]
    public void Takes_what_the_agent_did_not_send_for_a_loss()
    {
        Assert.Equal(ObservationKind.SensorLoss, Map(new() { ProcessThrottle = new() { Type = ThrottleType.ThrottleStart, Cgroup = "c" } }).Kind);
        Assert.Equal(ObservationKind.Other, Map(new() { ProcessThrottle = new() { Type = ThrottleType.ThrottleStop, Cgroup = "c" } }).Kind);
        Assert.Equal("Tetragon's export dropped 7 events", Map(new() { RateLimitInfo = new() { NumberOfDroppedProcessEvents = 7 } }).Message);
    }

    [Fact]
    public void Keeps_events_that_are_about_nothing_else()
    {
        Assert.Equal((ObservationKind.Other, "test"), (Map(new() { Test = new() { Arg0 = 1 } }).Kind, Map(new() { Test = new() }).EventName));

        var loader = Map(new() { ProcessLoader = new() { Process = Curl, Path = "/lib/libc.so", Buildid = ByteString.CopyFrom(1, 171) } });
        Assert.Equal((ObservationKind.Other, "process_loader", "/lib/libc.so"), (loader.Kind, loader.EventName, loader.File!.Path));
        Assert.Contains(new("buildid", "01ab"), loader.Fields);
    }

    [Fact]
    public void Keeps_types_that_it_does_not_know()
    {
        byte[] newer = [0xba, 0x01, 2, 8, 1]; // field 23, two bytes long
        Assert.Equal((ObservationKind.Other, "event_23"), (MapBytes(newer).Kind, MapBytes(newer).EventName));

        var connect = SampleDocuments.Map(SampleDocuments.Events("tetragon/legacy-isovalent.jsonl", SensorFormat.TetragonJson).First());
        Assert.Equal(ObservationKind.Other, connect.Kind);
        Assert.StartsWith("process_", connect.EventName, StringComparison.Ordinal);
        Assert.NotNull(connect.Process!.Pid);
        Assert.NotNull(connect.Pod);
        Assert.Contains(connect.Fields, field => field.Key is "protocol" && field.Value is "TCP");
    }

    [Fact]
    public void Keeps_an_event_with_a_value_that_is_newer_than_our_definitions()
    {
        var odd = SampleDocuments.Map(new(
            """{"process_kprobe":{"process":{"pid":7,"binary":"/bin/x"},"function_name":"f","action":"KPROBE_ACTION_TELEPORT"},"node_name":"n","time":"2024-01-01T00:00:00.000000001Z"}"""u8.ToArray(),
            SensorFormat.TetragonJson, "node", SampleDocuments.Received));

        Assert.Equal(("process_kprobe", 7, "2024-01-01T00:00:00.000000001Z"), (odd.EventName, odd.Process?.Pid, odd.Time.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"time\":\"2024-01-01T00:00:00Z\"}")]
    [InlineData("nonsense")]
    public void Refuses_JSON_without_an_event(string garbage) => Assert.Throws<FormatException>(() =>
        SampleDocuments.Map(new(Encoding.UTF8.GetBytes(garbage), SensorFormat.TetragonJson, "n", SampleDocuments.Received)));

    [Fact]
    public void Refuses_a_message_without_an_event()
    {
        Assert.Throws<FormatException>(() => MapBytes([]));
        Assert.Throws<FormatException>(() => Map(new() { NodeName = "n", Time = new() { Seconds = 1 } }));
        Assert.Throws<FormatException>(() => MapBytes([0xff, 0xff, 0xff]));
    }

    [Fact]
    public void Takes_the_time_of_receipt_for_a_time_that_cannot_be()
    {
        var future = new Timestamp { Seconds = 253402300799 };

        Assert.Equal(SampleDocuments.Received, Map(new() { Time = future, ProcessExec = new() { Process = Curl } }).Time);
        Assert.Equal(SampleDocuments.Received, Map(new() { ProcessExec = new() { Process = Curl } }).Time);
    }

    private static Observation Map(GetEventsResponse response) => MapBytes(response.ToByteArray());

    private static Observation MapBytes(byte[] payload) =>
        SampleDocuments.Map(new(payload, SensorFormat.TetragonProtobuf, "node", SampleDocuments.Received));

    [Theory]
    [InlineData("/srv/x.sh a b", "/srv/x.sh a b", "/srv/x.sh|a|b")]
    [InlineData("/srv/x.sh", "/srv/x.sh", "/srv/x.sh")]
    [InlineData("/srv/x.sh2 a", "/srv/x.sh /srv/x.sh2 a", "/srv/x.sh|/srv/x.sh2|a")]
    public void Names_a_script_once(string arguments, string line, string words)
    {
        var script = Map(new() { ProcessExec = new() { Process = new() { ExecId = "ZXhlYzo0NzIy", Pid = 9, Binary = "/srv/x.sh", Arguments = arguments } } }).Process!;

        Assert.Equal((line, words), (script.CommandLine, string.Join('|', script.Args)));
    }
}
