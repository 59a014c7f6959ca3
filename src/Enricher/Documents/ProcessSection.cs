using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes the acting process with its leaders and its ancestry: <c>process</c>.</summary>
internal static class ProcessSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, Observation observation, Enrichment enrichment)
    {
        var process = enrichment.Process ?? observation.Process;
        var session = Lineage.Known(observation.SessionLeader, process, enrichment.Ancestors);
        var lineage = guard.Lineage.Sort(process, enrichment.Ancestors, session);
        ecs.Open("process");
        if (process is not null)
        {
            WriteImage(ecs, guard, process);
            WriteDetails(ecs, guard, process);
            WritePrevious(ecs, guard, lineage.Previous);
        }

        WriteParent(ecs, guard, lineage.Parent);
        WriteLeader(ecs, guard, "group_leader", Lineage.Known(observation.GroupLeader, process, enrichment.Ancestors), process);
        WriteLeader(ecs, guard, "session_leader", session, process);
        WriteLeader(ecs, guard, "entry_leader", lineage.Entry?.Leader, process, lineage.Entry?.Type);
        ecs.Open("Ext");
        ecs.Write("ancestry", guard.Clean(lineage.EntityIds));
        ecs.Close();
        ecs.Close();
    }

    private static void WriteImage(EcsWriter ecs, TextGuard guard, ProcessFact process)
    {
        ecs.Write("entity_id", guard.Clean(process.ExecId));
        ecs.Write("pid", process.Pid);
        ecs.Write("vpid", process.Vpid);
        ecs.Write("name", guard.Clean(process.Name));
        ecs.Write("executable", guard.Clean(process.Executable));
        ecs.Write("command_line", guard.Clean(process.CommandLine));
        ecs.Write("args", guard.Clean(process.Args));
        ecs.Write("args_count", process.Args.Count > 0 ? process.Args.Count : (long?)null);
        ecs.Write("working_directory", guard.Clean(process.WorkingDirectory));
        ecs.Write("start", process.Start);
        ecs.Write("end", process.End);
        ecs.Write("exit_code", process.ExitCode);
        WriteUser(ecs, guard, process.User);
        WriteIds(ecs, guard, "real_user", "real_group", process.RealUser);
        WriteIds(ecs, guard, "saved_user", "saved_group", process.SavedUser);
        if (process.ThreadId is null && process.EffectiveCapabilities.Count == 0 && process.PermittedCapabilities.Count == 0)
        {
            return;
        }

        ecs.Open("thread");
        ecs.Write("id", process.ThreadId);
        ecs.Open("capabilities");
        ecs.Write("effective", process.EffectiveCapabilities);
        ecs.Write("permitted", process.PermittedCapabilities);
        ecs.Close();
        ecs.Close();
    }

    private static void WriteDetails(EcsWriter ecs, TextGuard guard, ProcessFact process)
    {
        WriteTerminal(ecs, process.Tty);
        ecs.Open("hash");
        foreach (var (algorithm, digest) in process.Hashes)
        {
            if (HashNames.IsEcs(algorithm))
            {
                ecs.Write(algorithm, guard.Clean(digest));
            }
        }

        ecs.Close();
        ecs.Write("env_vars", guard.CleanVariables(process.Environment));
    }

    private static void WriteTerminal(EcsWriter ecs, long? terminal)
    {
        ecs.Write("interactive", terminal is null ? null : terminal != 0);
        if (terminal is > 0 and var number)
        {
            // The kernel's encoding of a device number: 12 bits of major among 20 of minor.
            ecs.Open("tty");
            ecs.Open("char_device");
            ecs.Write("major", (long?)((number >> 8) & 0xfff));
            ecs.Write("minor", (long?)((number & 0xff) | ((number >> 12) & 0xfff00)));
            ecs.Close();
            ecs.Close();
        }
    }

    private static void WriteUser(EcsWriter ecs, TextGuard guard, UserFact? user)
    {
        ecs.Open("user");
        ecs.Write("id", guard.Clean(user?.Id));
        ecs.Write("name", guard.Clean(user?.Login));
        ecs.Close();
        ecs.Open("group");
        ecs.Write("id", guard.Clean(user?.GroupId));
        ecs.Write("name", guard.Clean(user?.GroupName));
        ecs.Close();
    }

    private static void WriteIds(EcsWriter ecs, TextGuard guard, string users, string groups, UserFact? user)
    {
        if (user is null)
        {
            return;
        }

        ecs.Open(users);
        ecs.Write("id", guard.Clean(user.Id));
        ecs.Close();
        ecs.Open(groups);
        ecs.Write("id", guard.Clean(user.GroupId));
        ecs.Close();
    }

    private static void WritePrevious(EcsWriter ecs, TextGuard guard, IReadOnlyList<ProcessFact> previous) =>
        ecs.Write("previous", guard.Take(previous), guard, static (item, image, guard) =>
        {
            item.Write("executable", guard.Clean(image.Executable, guard.Limits.AncestorText));
            item.Write("args", guard.Clean(image.Args));
            item.Write("args_count", image.Args.Count > 0 ? image.Args.Count : (long?)null);
        });

    private static void WriteParent(EcsWriter ecs, TextGuard guard, ProcessFact? parent)
    {
        if (parent is not null)
        {
            ecs.Open("parent");
            WriteImage(ecs, guard, parent);
            ecs.Close();
        }
    }

    // ECS knows less of leaders than of a parent.
    private static void WriteLeader(
        EcsWriter ecs, TextGuard guard, string name, ProcessFact? leader, ProcessFact? process, string? entry = null)
    {
        if (leader is null)
        {
            return;
        }

        ecs.Open(name);
        ecs.Write("entity_id", guard.Clean(leader.ExecId));
        ecs.Write("pid", leader.Pid);
        ecs.Write("vpid", leader.Vpid);
        ecs.Write("same_as_process", leader.Pid is null || process?.Pid is null ? null : leader.Pid == process.Pid);
        ecs.Write("name", guard.Clean(leader.Name));
        ecs.Write("executable", guard.Clean(leader.Executable, guard.Limits.AncestorText));
        ecs.Write("command_line", guard.Clean(leader.CommandLine, guard.Limits.AncestorText));
        ecs.Write("start", leader.Start);
        WriteUser(ecs, guard, leader.User);
        if (entry is not null)
        {
            WriteEntry(ecs, guard, leader, entry);
        }

        ecs.Close();
    }

    // What Kibana's Session View shows of the process at the top, which may have no event of its own.
    private static void WriteEntry(EcsWriter ecs, TextGuard guard, ProcessFact leader, string type)
    {
        ecs.Write("args", guard.Clean(leader.Args));
        ecs.Write("working_directory", guard.Clean(leader.WorkingDirectory));
        WriteTerminal(ecs, leader.Tty);
        ecs.Open("entry_meta");
        ecs.Write("type", type);
        ecs.Close();
    }
}
