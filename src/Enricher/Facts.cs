using System.Net;
using Eyrie.Contracts;

namespace Eyrie.Enricher;

/// <summary>The rule or policy that spoke.</summary>
internal sealed record RuleFact(string Name)
{
    public string? Description { get; init; }

    public string? Ruleset { get; init; }

    /// <summary>The TracingPolicy whose event a detection has named; null where no detection decided, or no policy spoke.</summary>
    public string? Policy { get; init; }

    /// <summary>Whose rule it is, where another than its sensor tells of it.</summary>
    public string? Sensor { get; init; }

    /// <summary>Where the detection is written that decided: a file and a line, a key of the configuration, <c>built in</c>.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>As the sensor has them; techniques and tactics among them.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>Why nobody is called for an alert.</summary>
/// <param name="Rule">The alert's rule.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Reason">The exception's reason.</param>
/// <param name="Owner">Who answers for the exception.</param>
/// <param name="Expires">Last day on which the exception holds; null: for good.</param>
/// <param name="Source">Where the exception is written: a file and a line.</param>
internal sealed record SuppressionFact(string Rule, Severity? Severity, string Reason, string Owner, string? Expires, string? Source = null);

/// <summary>A process image as one event tells it. Null: not said.</summary>
internal sealed record ProcessFact
{
    /// <summary>Tetragon's id of the image: base64 of <c>node:ktime:pid</c>.</summary>
    public string? ExecId { get; init; }

    public string? ParentExecId { get; init; }

    /// <summary>Pid on the node.</summary>
    public long? Pid { get; init; }

    /// <summary>Parent's pid on the node, where the event says it itself.</summary>
    public long? ParentPid { get; init; }

    /// <summary>Pid inside the pid namespace.</summary>
    public long? Vpid { get; init; }

    public long? ThreadId { get; init; }

    public string? Name { get; init; }

    public string? Executable { get; init; }

    /// <summary>Falco: the whole line. Tetragon: binary and arguments put together.</summary>
    public string? CommandLine { get; init; }

    /// <summary>Words of the command line, argv[0] first.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    public string? WorkingDirectory { get; init; }

    /// <summary>Tetragon: exec. Falco: clone (<c>proc.pid.ts</c>).</summary>
    public EventTime? Start { get; init; }

    public EventTime? End { get; init; }

    /// <summary>It is over, although nobody says since when: Tetragon's cache has it for the sake of its children.</summary>
    public bool IsOver { get; init; }

    public long? ExitCode { get; init; }

    /// <summary>Name of the signal that ended it.</summary>
    public string? ExitSignal { get; init; }

    public UserFact? User { get; init; }

    /// <summary>User and group that it has without what set-uid gives; null when not said.</summary>
    public UserFact? RealUser { get; init; }

    /// <summary>User and group that it can go back to.</summary>
    public UserFact? SavedUser { get; init; }

    /// <summary>Login (audit) user; null when unset.</summary>
    public long? LoginUid { get; init; }

    /// <summary>First 12, 15, 24, 31 or all 64 hex characters of the container's id; null on the host.</summary>
    public string? ContainerId { get; init; }

    /// <summary>Tetragon's words: <c>execve</c>, <c>clone</c>, <c>procFS</c>, ...</summary>
    public string? Flags { get; init; }

    public bool? InInitTree { get; init; }

    /// <summary>Controlling terminal's number, 0 for none.</summary>
    public long? Tty { get; init; }

    public IReadOnlyList<string> EffectiveCapabilities { get; init; } = [];

    public IReadOnlyList<string> PermittedCapabilities { get; init; } = [];

    /// <summary>Digest of the executable by algorithm: <c>sha256</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Hashes { get; init; } = [];

    /// <summary><c>NAME=value</c>, secrets redacted.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];
}

/// <summary>A user and their group, by id and name.</summary>
internal sealed record UserFact
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    /// <summary>The name; that of number 0 is known without being told.</summary>
    public string? Login => Name ?? (Id is "0" ? "root" : null);

    public string? GroupId { get; init; }

    public string? GroupName { get; init; }

    public string? FullName { get; init; }

    public string? Email { get; init; }

    /// <summary>User agent of an API call.</summary>
    public string? UserAgent { get; init; }
}

/// <summary>A container.</summary>
internal sealed record ContainerFact
{
    /// <summary>Bare hex, as long as it was said; never <c>host</c>.</summary>
    public string? Id { get; init; }

    public string? Name { get; init; }

    /// <summary><c>containerd</c>, <c>cri-o</c>, <c>docker</c>.</summary>
    public string? Runtime { get; init; }

    /// <summary>Image without tag.</summary>
    public string? ImageName { get; init; }

    public string? ImageTag { get; init; }

    /// <summary>Digest, for instance <c>sha256:...</c>.</summary>
    public string? ImageHash { get; init; }

    public bool? Privileged { get; init; }
}

/// <summary>A pod and who owns it.</summary>
internal sealed record PodFact
{
    public string? Namespace { get; init; }

    public string? Name { get; init; }

    public string? Uid { get; init; }

    public string? Ip { get; init; }

    /// <summary>The workload: <c>Deployment</c>, <c>StatefulSet</c>, <c>DaemonSet</c>, <c>CronJob</c>, <c>Job</c>, ...</summary>
    public string? WorkloadKind { get; init; }

    public string? WorkloadName { get; init; }

    public string? ServiceAccount { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>The acting container, where the source knows more of it than the event.</summary>
    public ContainerFact? Container { get; init; }
}

/// <summary>Who has an address: a pod, a service or a node of the cluster.</summary>
/// <param name="Kind"><c>pod</c>, <c>service</c> or <c>node</c>.</param>
/// <param name="Name">Its name.</param>
internal sealed record EndpointFact(string Kind, string Name)
{
    /// <summary>Null for a node.</summary>
    public string? Namespace { get; init; }

    /// <summary>The pod's workload.</summary>
    public string? WorkloadKind { get; init; }

    public string? WorkloadName { get; init; }
}

/// <summary>A node of the cluster.</summary>
internal sealed record NodeFact(string Name)
{
    /// <summary><c>topology.kubernetes.io/zone</c>.</summary>
    public string? Zone { get; init; }

    /// <summary><c>topology.kubernetes.io/region</c>.</summary>
    public string? Region { get; init; }

    /// <summary><c>node.kubernetes.io/instance-type</c>.</summary>
    public string? InstanceType { get; init; }

    /// <summary>The cloud's id of the machine, from <c>spec.providerID</c>.</summary>
    public string? ProviderId { get; init; }

    /// <summary>What runs on it.</summary>
    public NodeSystem System { get; init; } = NodeSystem.Unknown;

    /// <summary>Its internal and external addresses.</summary>
    public IReadOnlyList<string> Ips { get; init; } = [];

    /// <summary>Those that the allow-list names.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

/// <summary>The machine of a node as its kubelet tells it: <c>status.nodeInfo</c>.</summary>
internal sealed record NodeSystem
{
    /// <summary>Nothing is known.</summary>
    public static readonly NodeSystem Unknown = new();

    /// <summary><c>/etc/machine-id</c>, by which Elastic Agent names the host, too.</summary>
    public string? MachineId { get; init; }

    /// <summary>In Go's words: <c>amd64</c>, <c>arm64</c>.</summary>
    public string? Architecture { get; init; }

    /// <summary><c>linux</c> or <c>windows</c>.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary>Its name and version in one text: <c>Ubuntu 24.04.1 LTS</c>.</summary>
    public string? Image { get; init; }

    public string? Kernel { get; init; }
}

/// <summary>A file that was touched.</summary>
internal sealed record FileFact(string Path)
{
    /// <summary>Permission as the sensor words it: <c>-rw-r--r--</c>, <c>0644</c>, <c>S_IRUSR|S_IWUSR</c>.</summary>
    public string? Mode { get; init; }

    /// <summary><c>file</c>, <c>dir</c>, <c>symlink</c>; null when it was not said.</summary>
    public string? Type { get; init; }

    /// <summary>What a link leads to.</summary>
    public string? TargetPath { get; init; }

    public string? Uid { get; init; }

    public string? Gid { get; init; }

    public long? Inode { get; init; }

    /// <summary>Digest by algorithm: <c>sha256</c>; null when the sensor did not take one.</summary>
    public KeyValuePair<string, string>? Hash { get; init; }
}

/// <summary>A connection.</summary>
internal sealed record NetworkFact
{
    public IPAddress? SourceAddress { get; init; }

    public int? SourcePort { get; init; }

    public IPAddress? DestinationAddress { get; init; }

    public int? DestinationPort { get; init; }

    /// <summary><c>tcp</c>, <c>udp</c>, ...</summary>
    public string? Transport { get; init; }

    /// <summary><c>ingress</c> or <c>egress</c>, seen from the host; null when it cannot be told.</summary>
    public string? Direction { get; init; }

    /// <summary>Name of who connects, where it has no address.</summary>
    public string? SourceDomain { get; init; }

    public AddressPlaceFact? SourcePlace { get; init; }

    /// <summary>Name that was looked up or asked for.</summary>
    public string? DestinationDomain { get; init; }

    public long? SourceBytes { get; init; }

    public long? SourcePackets { get; init; }

    public long? DestinationBytes { get; init; }

    public long? DestinationPackets { get; init; }
}
