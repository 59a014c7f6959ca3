namespace Eyrie.Enricher.Documents;

/// <summary>Who brought a process here: the first of a container, of a login, of a service. In the words of ECS and Elastic Defend.</summary>
/// <param name="Leader">The first process of that kind above the acting one, or itself.</param>
/// <param name="Type"><c>container</c>, <c>sshd</c>, <c>ssm</c>, <c>console</c>, <c>init</c>.</param>
internal readonly record struct EntryPoint(ProcessFact Leader, string Type)
{
    /// <summary>Finds it; null when the chain does not tell.</summary>
    /// <param name="process">The acting process.</param>
    /// <param name="ancestors">Parent first, every image on its own.</param>
    /// <param name="session">The session's leader, where it is known.</param>
    public static EntryPoint? Find(ProcessFact process, IReadOnlyList<ProcessFact> ancestors, ProcessFact? session) =>
        process.ContainerId is { } container
            ? OfContainer(process, ancestors, container)
            : OfLogin(process, ancestors) ?? OfService(process, ancestors, session);

    // Its first process, or the one that an exec into it began. Known only where the chain is seen to leave the container:
    // Falco's ancestors do not say where they ran.
    private static EntryPoint? OfContainer(ProcessFact process, IReadOnlyList<ProcessFact> ancestors, string container)
    {
        var (top, i) = (process, 0);
        for (; i < ancestors.Count && ContainerIds.Same(ancestors[i].ContainerId, container); i++)
        {
            top = ancestors[i];
        }

        return top.Vpid is 1 || (i < ancestors.Count && ancestors[i].ExecId is not null) ? new(Latest(top, process, ancestors), "container") : null;
    }

    // From the root down, the first process below a program that lets people in.
    private static EntryPoint? OfLogin(ProcessFact process, IReadOnlyList<ProcessFact> ancestors)
    {
        for (var i = ancestors.Count - 1; i >= 0; i--)
        {
            var below = i == 0 ? process : ancestors[i - 1];
            if (TypeOf(ancestors[i]) is { } type && TypeOf(below) is null && below.Pid != ancestors[i].Pid)
            {
                return new(Latest(below, process, ancestors), type);
            }
        }

        return null;
    }

    // Right below pid 1 are services, and whatever lost its parent. A service was started by systemd itself or leads a session.
    private static EntryPoint? OfService(ProcessFact process, IReadOnlyList<ProcessFact> ancestors, ProcessFact? session)
    {
        if (ancestors is not [.., { Pid: 1, Name: "systemd" or "init" }] || process.Pid == 1)
        {
            return null;
        }

        var first = ancestors.Count > 1 ? ancestors[^2] : process;
        var started = first.Name is "systemd-executor" or "(sd-executor)" || (session?.Pid is { } pid && pid == first.Pid);
        return started && first.Pid != 1 ? new(Latest(first, process, ancestors), "init") : null;
    }

    private static string? TypeOf(ProcessFact process) => process.Name switch
    {
        "sshd" or "sshd-session" or "sshd-auth" => "sshd",
        "ssm-session-worker" or "ssm-session-wor" => "ssm",
        "login" => "console",
        _ => null,
    };

    // What its pid runs now.
    private static ProcessFact Latest(ProcessFact leader, ProcessFact process, IReadOnlyList<ProcessFact> ancestors)
    {
        if (leader.Pid is not { } pid || process.Pid == pid)
        {
            return process.Pid is { } own && own == leader.Pid ? process : leader;
        }

        for (var i = 0; i < ancestors.Count; i++)
        {
            if (ancestors[i].Pid == pid)
            {
                return ancestors[i];
            }
        }

        return leader;
    }
}
