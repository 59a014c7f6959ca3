namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>What was done, in ECS's words.</summary>
internal readonly record struct Act(
    string? Action, string? Outcome, string? Reason, IReadOnlyList<string> Categories, IReadOnlyList<string> Types);

/// <summary>Reads what was done from <c>evt.*</c>; without it, from what the alert is about.</summary>
internal static class FalcoActs
{
    /// <summary>What was done.</summary>
    public static Act Read(FalcoAlert alert, ObservationKind kind, ProcessFact? process, FileFact? file, NetworkFact? network)
    {
        if (kind is not ObservationKind.Detection)
        {
            return new(null, null, null, kind is ObservationKind.SensorLoss ? ["host"] : [], ["info"]);
        }

        if (alert.Source is "k8s_audit" || FalcoAudit.Action(alert) is not null || FalcoAudit.User(alert) is not null)
        {
            return Call(alert);
        }

        var type = alert.Text("evt.type");
        var (category, what) = Categories(type, alert, process, file, network);
        var (outcome, reason) = Outcome(alert);
        return new(type, outcome, reason, category is null ? [] : [category], [what]);
    }

    /// <summary>Whether it starts a program.</summary>
    public static bool IsExec(string? type) => type is "execve" or "execveat";

    private static Act Call(FalcoAlert alert)
    {
        var action = FalcoAudit.Action(alert) ?? alert.Text("ka.target.subresource");
        var (outcome, reason) = FalcoAudit.Outcome(alert);
        return new(action, outcome, reason, ["api"], [FalcoAudit.Type(alert.Text("ka.verb"))]);
    }

    private static (string? Category, string Type) Categories(
        string? type, FalcoAlert alert, ProcessFact? process, FileFact? file, NetworkFact? network) => type switch
        {
            "execve" or "execveat" or "clone" or "clone3" or "fork" or "vfork" => ("process", "start"),
            "procexit" => ("process", "end"),
            "setuid" or "setgid" or "setreuid" or "setregid" or "setresuid" or "setresgid" or "setns" or "unshare" or "capset"
                or "kill" or "tkill" or "tgkill" or "prctl" or "ptrace" => ("process", "change"),
            "open" or "openat" or "openat2" or "open_by_handle_at" or "creat" => ("file", OpenType(alert)),
            "read" or "pread" or "readv" or "preadv" => ("file", "access"),
            "write" or "pwrite" or "writev" or "pwritev" or "chmod" or "fchmod" or "fchmodat" or "chown" or "fchown" or "lchown"
                or "fchownat" or "rename" or "renameat" or "renameat2" or "mount" or "umount" or "umount2" => ("file", "change"),
            "mkdir" or "mkdirat" or "link" or "linkat" or "symlink" or "symlinkat" or "memfd_create" => ("file", "creation"),
            "unlink" or "unlinkat" or "rmdir" => ("file", "deletion"),
            "connect" or "accept" or "accept4" or "bind" or "listen" or "socket" or "sendto" or "sendmsg" or "sendmmsg"
                or "recvfrom" or "recvmsg" or "recvmmsg" => ("network", "connection"),
            "init_module" or "finit_module" => ("driver", "start"),
            "delete_module" => ("driver", "end"),
            _ => Guess(alert, process, file, network),
        };

    private static (string? Category, string Type) Guess(FalcoAlert alert, ProcessFact? process, FileFact? file, NetworkFact? network) =>
        network is not null ? ("network", "connection")
        : file is not null ? ("file", alert.Text("evt.arg.flags") is null ? "info" : OpenType(alert))
        : process is not null ? ("process", "info")
        : (null, "info");

    private static string OpenType(FalcoAlert alert)
    {
        var flags = alert.Text("evt.arg.flags") ?? "";
        return flags.Contains("F_CREATED", StringComparison.Ordinal) ? "creation"
            : flags.Contains("O_WRONLY", StringComparison.Ordinal) || flags.Contains("O_RDWR", StringComparison.Ordinal)
                || flags.Contains("O_TRUNC", StringComparison.Ordinal) ? "change"
            : flags.Length == 0 && alert.Text("evt.is_open_write") is "true" ? "change"
            : "access";
    }

    private static (string? Outcome, string? Reason) Outcome(FalcoAlert alert) => (alert.Text("evt.res"), alert.Number("evt.rawres")) switch
    {
        ("SUCCESS", _) => ("success", null),
        ("EINPROGRESS", _) => ("unknown", "EINPROGRESS"),
        ({ } error, _) => ("failure", error),
        (null, >= 0) => ("success", null),
        (null, < 0) => ("failure", null),
        _ => default((string?, string?)),
    };
}
