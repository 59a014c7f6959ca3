namespace Eyrie.Enricher.Documents;

/// <summary>
/// Sorts a process' ancestors: what it ran before in the same pid, its parent, who let it into its container. Keeps its lists from process to
/// process; not thread-safe.
/// </summary>
internal sealed class Lineage
{
    private readonly List<ProcessFact> _previous = [];
    private readonly List<string> _entityIds = [];

    /// <summary>Images that the same pid ran before, latest first.</summary>
    public IReadOnlyList<ProcessFact> Previous => _previous;

    /// <summary>The nearest ancestor with a pid of its own.</summary>
    public ProcessFact? Parent { get; private set; }

    /// <summary>How it came here; null when that is not known.</summary>
    public EntryPoint? Entry { get; private set; }

    /// <summary>Entity ids of the ancestors, closest first.</summary>
    public IReadOnlyList<string> EntityIds => _entityIds;

    /// <summary>Sorts them.</summary>
    /// <param name="process">The acting process.</param>
    /// <param name="ancestors">Parent first, every image on its own.</param>
    /// <param name="session">The session's leader, where it is known.</param>
    /// <returns>Itself, until the next call.</returns>
    public Lineage Sort(ProcessFact? process, IReadOnlyList<ProcessFact> ancestors, ProcessFact? session = null)
    {
        _previous.Clear();
        while (process?.Pid is { } pid && _previous.Count < ancestors.Count && ancestors[_previous.Count].Pid == pid)
        {
            _previous.Add(ancestors[_previous.Count]);
        }

        Parent = _previous.Count < ancestors.Count ? ancestors[_previous.Count] : null;
        Entry = process is null ? null : EntryPoint.Find(process, ancestors, session);
        CollectIds(process, ancestors);
        return this;
    }

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
                return leader.Executable is null || leader.Executable == ancestors[i].Executable
                    ? ancestors[i]
                    : ancestors[i] with { Executable = leader.Executable };
            }
        }

        return leader;
    }

    private static bool Is(ProcessFact leader, ProcessFact known, ProcessFact process) => leader.Pid is { } pid
        ? pid == known.Pid
        : leader.Vpid is { } vpid && vpid == known.Vpid && (ReferenceEquals(known, process) || ContainerIds.Same(known.ContainerId, process.ContainerId));

    // Of the last one at least the parent's id may be known.
    private void CollectIds(ProcessFact? process, IReadOnlyList<ProcessFact> ancestors)
    {
        _entityIds.Clear();
        for (var i = 0; i < ancestors.Count; i++)
        {
            if (ancestors[i].ExecId is { Length: > 0 } id)
            {
                _entityIds.Add(id);
            }
        }

        var last = ancestors.Count > 0 ? ancestors[^1] : process;
        if (last is { ExecId.Length: > 0, ParentExecId: { Length: > 0 } parent } && !_entityIds.Contains(parent))
        {
            _entityIds.Add(parent);
        }
    }
}
