using System.Net;
using Eyrie.Protos.Tetragon;

namespace Eyrie.Simulation.Tetragon;

/// <summary>What a tracing policy hooks, and what it says when something runs into it.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Kind">Decides the kind of event.</param>
/// <param name="Function">Hooked function, or <c>subsystem/event</c> of a tracepoint.</param>
internal sealed record PolicyHook(string Policy, HookKind Kind, string Function)
{
    public string Message { get; init; } = "";

    public IReadOnlyList<string> Tags { get; init; } = [];

    public KprobeAction Action { get; init; } = KprobeAction.Post;

    /// <summary>What the function returned, where the policy reads that.</summary>
    public int? Returns { get; init; }
}

/// <summary>Where a policy hooks in.</summary>
internal enum HookKind
{
    Kprobe,
    Tracepoint,
    Lsm,
}

/// <summary>The tracing policies that the simulated agent has loaded, and the arguments they read.</summary>
internal static class Policies
{
    public static readonly PolicyHook TcpConnect = new("tcp-connect", HookKind.Kprobe, "tcp_connect")
    {
        Tags = ["network", "observability.tcp"],
    };

    public static readonly PolicyHook FileAccess = new("file-monitoring", HookKind.Kprobe, "security_file_permission")
    {
        Tags = ["filesystem", "observability.filesystem"],
        Returns = 0,
    };

    public static readonly PolicyHook WebRootWrite = new("web-root-write", HookKind.Kprobe, "security_file_permission")
    {
        Message = "File in the web root written",
        Tags = ["filesystem", "mitre_persistence", "T1505.003"],
        Returns = 0,
    };

    public static readonly PolicyHook AccountFileWrite = new("sensitive-file-write", HookKind.Kprobe, "security_file_permission")
    {
        Message = "Account file written",
        Tags = ["filesystem", "mitre_persistence", "T1136.001"],
        Returns = 0,
    };

    public static readonly PolicyHook SystemBinaryWrite = new("sensitive-file-write", HookKind.Kprobe, "fd_install")
    {
        Message = "System binary opened for writing",
        Tags = ["filesystem", "mitre_defense_evasion", "T1036.005"],
    };

    public static readonly PolicyHook CredentialRead = new("credential-read", HookKind.Tracepoint, "syscalls/sys_enter_openat")
    {
        Message = "Credential file opened",
        Tags = ["filesystem", "mitre_credential_access", "T1003.008"],
    };

    public static readonly PolicyHook SuddenRoot = new("sudden-root", HookKind.Kprobe, "commit_creds")
    {
        Message = "Process of an ordinary user became root",
        Tags = ["mitre_privilege_escalation", "T1068"],
    };

    public static readonly PolicyHook UntrustedExec = new("exec-from-tmp", HookKind.Lsm, "bprm_check_security")
    {
        Message = "Program run from a temporary directory",
        Tags = ["process", "mitre_execution", "T1059.004"],
    };

    public static readonly PolicyHook StrangePort = new("block-strange-ports", HookKind.Kprobe, "tcp_connect")
    {
        Message = "Connection to a port that no service of ours uses",
        Tags = ["network", "mitre_command_and_control", "T1571"],
        Action = KprobeAction.Sigkill,
    };

    private static readonly PolicyHook[] All =
    [
        TcpConnect, FileAccess, WebRootWrite, AccountFileWrite, CredentialRead, SuddenRoot, UntrustedExec, StrangePort,
    ];

    /// <summary>As <c>tetra tracingpolicy list</c> shows them.</summary>
    public static IReadOnlyList<TracingPolicyStatus> Loaded { get; } =
    [
        .. All.Select((hook, index) => new TracingPolicyStatus
        {
            Id = (ulong)index + 1,
            Name = hook.Policy,
            State = TracingPolicyState.TpStateEnabled,
            Mode = hook.Action is KprobeAction.Sigkill ? TracingPolicyMode.TpModeEnforce : TracingPolicyMode.TpModeMonitorOnly,
            Sensors = { hook.Kind is HookKind.Tracepoint ? "generic_tracepoint" : "generic_kprobe" },
        }),
    ];

    public static KprobeArgument Socket(string from, int fromPort, string to, int toPort) => new()
    {
        SockArg = new()
        {
            Family = IPAddress.Parse(to).AddressFamily is System.Net.Sockets.AddressFamily.InterNetworkV6 ? "AF_INET6" : "AF_INET",
            Type = "SOCK_STREAM",
            Protocol = "IPPROTO_TCP",
            Saddr = from,
            Sport = (uint)fromPort,
            Daddr = to,
            Dport = (uint)toPort,
            State = "TCP_SYN_SENT",
            Cookie = 0xffff_8881_0000_0000UL + ((ulong)fromPort << 6),
        },
    };

    public static KprobeArgument File(string path, string permission) =>
        new() { FileArg = new() { Path = path, Permission = permission } };

    public static KprobeArgument Text(string text, string label) => new() { StringArg = text, Label = label };

    public static KprobeArgument Binary(string path) =>
        new() { LinuxBinprmArg = new() { Path = path, Permission = "-rwxr-xr-x" } };

    public static KprobeArgument Number(int value) => new() { IntArg = value };

    /// <summary>Real, effective, saved and file-system user and group, all the same.</summary>
    public static KprobeArgument Credentials(uint id) => new()
    {
        ProcessCredentialsArg = new()
        {
            Uid = id,
            Gid = id,
            Euid = id,
            Egid = id,
            Suid = id,
            Sgid = id,
            Fsuid = id,
            Fsgid = id,
        },
    };
}
