using System.Net;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>An observation in which every fact is known: no sensor says so much at once.</summary>
internal static class FullObservation
{
    private const string ContainerId = "551e161c47d8ff0eb665438a7bcd5b4e3ef5a297282b40a92b7c77d6bd168eb3";

    public static Observation Create() => new()
    {
        Id = "0123456789abcdef0123456789abcdef",
        Format = SensorFormat.TetragonProtobuf,
        Node = "node-1",
        Cluster = "demo",
        Time = new(1_795_419_307_569_346_883),
        Received = SampleDocuments.Received,
        Kind = ObservationKind.PolicyEvent,
        EventName = "process_kprobe",
        SensorHost = "node-1.example.com",
        TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        Provider = "syscall",
        Rule = new("block-connect")
        {
            Description = "Outbound connection",
            Ruleset = "TracingPolicy",
            Policy = "egress",
            DecidedBy = "detections.yaml line 3",
            Tags = ["mitre_command_and_control", "T1071", "T1059.004", "T9999"],
        },
        Severity = Severity.Critical,
        Message = "Outbound connection: tcp_connect 203.0.113.7:4444 by /usr/bin/curl",
        Action = "tcp_connect",
        Outcome = "failure",
        Reason = "EPERM",
        Categories = ["network"],
        Types = ["connection"],
        Enforcement = "sigkill",
        Process = Process(4722, "curl") with { ParentPid = 4711, ThreadId = 4723, Vpid = 49, Tty = 34817 },
        Parent = Process(4711, "sh"),
        Ancestors = [Process(3312, "nginx") with { ContainerId = null }],
        SessionLeader = Process(4711, "sh"),
        Container = new()
        {
            Id = ContainerId,
            Name = "web",
            Runtime = "containerd",
            ImageName = "docker.io/library/nginx",
            ImageTag = "1.27",
            ImageHash = "sha256:8e86f744",
            Privileged = false,
        },
        Pod = new()
        {
            Namespace = "shop",
            Name = "web-7f9c-x2x4z",
            Uid = "11111111-2222-3333-4444-555555555555",
            Ip = "10.0.0.7",
            WorkloadKind = "Deployment",
            WorkloadName = "web",
            ServiceAccount = "web",
            Labels = new Dictionary<string, string> { ["app.kubernetes.io/name"] = "web", ["app"] = "shop" },
            Annotations = new Dictionary<string, string> { ["prometheus.io/scrape"] = "true" },
        },
        File = new("/etc/passwd") { Mode = "-rw-r--r--", Inode = 42, Hash = new("sha256", "aa11") },
        Network = new()
        {
            SourceAddress = IPAddress.Parse("10.0.0.7"),
            SourcePort = 40248,
            DestinationAddress = IPAddress.Parse("2001:4860:4860::8888"),
            DestinationPort = 4444,
            Transport = "tcp",
            Direction = "egress",
            DestinationDomain = "evil.example.com",
        },
        User = new() { Id = "0", Name = "root", GroupId = "0", GroupName = "root", UserAgent = "kubectl/1.34" },
        Resource = new() { Type = "pods", Name = "web-7f9c-x2x4z", Namespace = "shop" },
        Fields = [new("function_name", "tcp_connect"), new("args[0].sock_arg.daddr", "203.0.113.7")],
    };

    private static ProcessFact Process(long pid, string name) => new()
    {
        ExecId = $"ZXhlYzo{pid}",
        ParentExecId = "ZXhlYzox",
        Pid = pid,
        Name = name,
        Executable = $"/usr/bin/{name}",
        CommandLine = $"{name} -s http://example.com",
        Args = [name, "-s", "http://example.com"],
        WorkingDirectory = "/var/www",
        Start = new(1_795_419_307_000_000_001),
        End = new(1_795_419_308_000_000_001),
        ExitCode = 0,
        User = new() { Id = "33", Name = "www-data", GroupId = "33", GroupName = "www-data" },
        LoginUid = 1000,
        ContainerId = ContainerId,
        EffectiveCapabilities = ["CAP_NET_RAW"],
        PermittedCapabilities = ["CAP_NET_RAW", "CAP_CHOWN"],
        Hashes = [new("sha256", "bb22")],
        Environment = ["PATH=/usr/bin"],
    };
}
