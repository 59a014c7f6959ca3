namespace Eyrie.Enricher;

/// <summary>The ancestors as the event itself names them, for where the table's chain breaks.</summary>
internal static class ToldAncestry
{
    private const int MaxDepth = 64;

    /// <summary>Appends what the event tells above the last known process.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="ancestors">Parent first; what is known so far.</param>
    public static void Complete(Observation alert, List<ProcessFact> ancestors)
    {
        if (ancestors is [.., { Pid: 1 }])
        {
            return;
        }

        // Where to go on: above the process that is the last one known, or from the parent when none is.
        var from = ancestors.Count == 0 ? 0 : IndexAbove(alert, ancestors[^1].Pid);
        for (var i = from; i >= 0 && i <= alert.Ancestors.Count && ancestors.Count < MaxDepth; i++)
        {
            if (At(alert, i) is { } fact && (fact.Pid is not null || fact.Name is not null))
            {
                ancestors.Add(fact);
            }
        }
    }

    private static int IndexAbove(Observation alert, long? pid)
    {
        for (var i = 0; pid is not null && i <= alert.Ancestors.Count; i++)
        {
            if (At(alert, i)?.Pid == pid)
            {
                return i + 1;
            }
        }

        return -1;
    }

    private static ProcessFact? At(Observation alert, int level) => level == 0 ? alert.Parent : alert.Ancestors[level - 1];
}
