namespace Eyrie.Enricher.Documents;

/// <summary>Sorts a process' ancestors: what it ran before in the same pid, its parent, who let it into its container.</summary>
internal sealed class Lineage
{
    /// <summary>Sorts them.</summary>
    /// <param name="process">The acting process.</param>
    /// <param name="ancestors">Parent first, every image on its own.</param>
    /// <param name="session">The session's leader, where it is known.</param>
    public Lineage(ProcessFact? process, IReadOnlyList<ProcessFact> ancestors, ProcessFact? session = null)
    {
        var own = 0;
        while (process?.Pid is { } pid && own < ancestors.Count && ancestors[own].Pid == pid)
        {
            own++;
        }

        Previous = own == 0 ? [] : [.. ancestors.Take(own)];
        Parent = own < ancestors.Count ? ancestors[own] : null;
        Entry = process is null ? null : EntryPoint.Find(process, ancestors, session);
        EntityIds = Ids(process, ancestors);
    }

    /// <summary>Images that the same pid ran before, latest first.</summary>
    public IReadOnlyList<ProcessFact> Previous { get; }

    /// <summary>The nearest ancestor with a pid of its own.</summary>
    public ProcessFact? Parent { get; }

    /// <summary>How it came here; null when that is not known.</summary>
    public EntryPoint? Entry { get; }

    /// <summary>Entity ids of the ancestors, closest first.</summary>
    public IReadOnlyList<string> EntityIds { get; }

    /// <summary>A leader that a sensor named, completed by what is known of that process.</summary>
    /// <param name="leader">As it was named; null when it was not.</param>
    /// <param name="process">The acting process.</param>
    /// <param name="ancestors">Parent first, every image on its own.</param>
    public static ProcessFact? Known(ProcessFact? leader, ProcessFact? process, IReadOnlyList<ProcessFact> ancestors)
    {
        if (leader is null || process is null || Is(leader, process, process))
        {
            return leader is null || process is null ? leader : process;
        }

        for (var i = 0; i < ancestors.Count; i++)
        {
            if (Is(leader, ancestors[i], process))
            {
                return ancestors[i] with { Executable = leader.Executable ?? ancestors[i].Executable };
            }
        }

        return leader;
    }

    private static bool Is(ProcessFact leader, ProcessFact known, ProcessFact process) => leader.Pid is { } pid
        ? pid == known.Pid
        : leader.Vpid is { } vpid && vpid == known.Vpid && (ReferenceEquals(known, process) || ContainerIds.Same(known.ContainerId, process.ContainerId));

    // Of the last one at least the parent's id may be known.
    private static List<string> Ids(ProcessFact? process, IReadOnlyList<ProcessFact> ancestors)
    {
        var ids = new List<string>(ancestors.Count + 1);
        for (var i = 0; i < ancestors.Count; i++)
        {
            if (ancestors[i].ExecId is { Length: > 0 } id)
            {
                ids.Add(id);
            }
        }

        var last = ancestors.Count > 0 ? ancestors[^1] : process;
        if (last is { ExecId.Length: > 0, ParentExecId: { Length: > 0 } parent } && !ids.Contains(parent))
        {
            ids.Add(parent);
        }

        return ids;
    }
}
