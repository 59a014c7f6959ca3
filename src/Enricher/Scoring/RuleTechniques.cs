using Eyrie.Contracts;
using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher.Scoring;

/// <summary>The techniques that rules' tags name, each sub-technique after its technique. Remembers them; not thread-safe.</summary>
internal sealed class RuleTechniques
{
    private readonly RuleIds _ids = new();
    private readonly RuleThreats _threats = new();

    /// <summary>Of an alert's rule.</summary>
    public IReadOnlyList<string> Of(Observation observation)
    {
        if (observation.Rule is not { Tags.Count: > 0 } rule)
        {
            return [];
        }

        var threat = _threats.Of(_ids.Of(observation.Format.Sensor(), rule.Name), rule.Tags);
        return threat.SubtechniqueIds.Count == 0 ? threat.TechniqueIds : [.. threat.TechniqueIds, .. threat.SubtechniqueIds];
    }

    /// <summary>How many techniques there are; a sub-technique is its technique.</summary>
    public static int Distinct(IReadOnlyList<string> techniques)
    {
        var count = 0;
        for (var i = 0; i < techniques.Count; i++)
        {
            count += techniques[i].Contains('.', StringComparison.Ordinal) ? 0 : 1; // each comes with its technique
        }

        return count;
    }
}
