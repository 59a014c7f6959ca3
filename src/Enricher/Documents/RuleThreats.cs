namespace Eyrie.Enricher.Documents;

/// <summary>Remembers what rules' tags name: they are the same with every event of a rule. Not thread-safe.</summary>
internal sealed class RuleThreats
{
    // As RuleIds: far more than anyone has, and names come from outside.
    private const int MostKept = 4096;
    private const int MostTags = 64;

    private readonly Dictionary<string, (IReadOnlyList<string> Tags, Threat Threat)> _threats = new(StringComparer.Ordinal);

    /// <summary>What they name.</summary>
    /// <param name="ruleId">The rule's id.</param>
    /// <param name="tags">Its tags: a rule of the same name may have others elsewhere.</param>
    public Threat Of(string ruleId, IReadOnlyList<string> tags)
    {
        if (tags.Count == 0)
        {
            return Threat.None;
        }

        if (_threats.TryGetValue(ruleId, out var known) && Same(known.Tags, tags))
        {
            return known.Threat;
        }

        var threat = Mitre.Read(tags);
        if (tags.Count <= MostTags && (_threats.Count < MostKept || _threats.ContainsKey(ruleId)))
        {
            _threats[ruleId] = (tags, threat);
        }

        return threat;
    }

    private static bool Same(IReadOnlyList<string> left, IReadOnlyList<string> right)
    {
        var same = left.Count == right.Count;
        for (var i = 0; same && i < left.Count; i++)
        {
            same = left[i] == right[i];
        }

        return same;
    }
}
