namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads the leaders of the acting process' session and group from <c>proc.sid*</c>, <c>proc.sname</c>, <c>proc.pgid*</c>, <c>proc.vpgid*</c>.</summary>
internal static class FalcoLeaders
{
    /// <summary>The session's leader; null when the alert does not name it.</summary>
    public static ProcessFact? OfSession(FalcoAlert alert) =>
        Leader(alert, "proc.sid", isVirtual: true, "proc.is_sid_leader", alert.Text("proc.sname"), "proc.sid");

    /// <summary>The group's leader; null when the alert does not name it.</summary>
    public static ProcessFact? OfGroup(FalcoAlert alert) => alert.Positive("proc.pgid") is not null
        ? Leader(alert, "proc.pgid", isVirtual: false, "proc.is_pgid_leader", alert.Text("proc.pgid.name"), "proc.pgid")
        : Leader(alert, "proc.vpgid", isVirtual: true, "proc.is_vpgid_leader", alert.Text("proc.vpgid.name"), "proc.vpgid");

    private static ProcessFact? Leader(FalcoAlert alert, string id, bool isVirtual, string isLeader, string? name, string prefix)
    {
        var (number, pid, vpid) = (alert.Positive(id), alert.Positive("proc.pid"), alert.Positive("proc.vpid"));
        var itself = alert.Text(isLeader) is "true";
        // Within a pid namespace the number is the namespace's own: it must not be taken for another process of the node.
        var onNode = !isVirtual || (vpid is { } own ? own == pid : ContainerNames.BareId(alert.Text("container.full_id", "container.id"), out _) is null);
        var executable = alert.Text($"{prefix}.exepath") ?? FalcoProcesses.Absolute(alert.Text($"{prefix}.exe"));
        var leader = new ProcessFact
        {
            Pid = itself ? pid : onNode ? number : null,
            Vpid = itself ? vpid : isVirtual ? number : null,
            Name = name ?? CommandLine.BaseName(executable),
            Executable = executable,
        };
        return FalcoProcesses.IsKnown(leader) || leader.Vpid is not null ? leader : null;
    }
}
