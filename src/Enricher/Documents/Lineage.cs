namespace Eyrie.Enricher.Documents;

/// <summary>Sorts a process' ancestors: what it ran before in the same pid, its parent, who let it into its container.</summary>
internal sealed class Lineage
{
    // A container's id is told with 12, 15, 24, 31 or 64 characters.
    private const int ShortestContainerId = 12;

    /// <summary>Sorts them.</summary>
    /// <param name="process">The acting process.</param>
    /// <param name="ancestors">Parent first, every image on its own.</param>
    public Lineage(ProcessFact? process, IReadOnlyList<ProcessFact> ancestors)
    {
        var own = 0;
        while (process?.Pid is { } pid && own < ancestors.Count && ancestors[own].Pid == pid)
        {
            own++;
        }

        Previous = own == 0 ? [] : [.. ancestors.Take(own)];
        Parent = own < ancestors.Count ? ancestors[own] : null;
        EntryLeader = process?.ContainerId is { } container ? Topmost(process, ancestors, container) : null;
        EntityIds = Ids(ancestors);
    }

    /// <summary>Images that the same pid ran before, latest first.</summary>
    public IReadOnlyList<ProcessFact> Previous { get; }

    /// <summary>The nearest ancestor with a pid of its own.</summary>
    public ProcessFact? Parent { get; }

    /// <summary>The container's first process above this one; null on the host.</summary>
    public ProcessFact? EntryLeader { get; }

    /// <summary>Entity ids of the ancestors, closest first.</summary>
    public IReadOnlyList<string> EntityIds { get; }

    // Known only where the chain is seen to leave the container: Falco's ancestors do not say where they ran.
    private static ProcessFact? Topmost(ProcessFact process, IReadOnlyList<ProcessFact> ancestors, string container)
    {
        var (top, i) = (process, 0);
        for (; i < ancestors.Count && SameContainer(ancestors[i].ContainerId, container); i++)
        {
            top = ancestors[i];
        }

        return top.Vpid is 1 || (i < ancestors.Count && ancestors[i].ExecId is not null) ? top : null;
    }

    private static bool SameContainer(string? id, string other) =>
        id is { Length: >= ShortestContainerId } && other.Length >= ShortestContainerId
        && (id.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(id, StringComparison.Ordinal));

    private static List<string> Ids(IReadOnlyList<ProcessFact> ancestors)
    {
        var ids = new List<string>(ancestors.Count);
        for (var i = 0; i < ancestors.Count; i++)
        {
            if (ancestors[i].ExecId is { Length: > 0 } id)
            {
                ids.Add(id);
            }
        }

        return ids;
    }
}
