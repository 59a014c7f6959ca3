using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes the rule that spoke and the techniques it names: <c>rule</c>, <c>threat</c>, <c>tags</c>.</summary>
internal static class RuleSection
{
    /// <summary>Writes the section.</summary>
    public static void Write(EcsWriter ecs, TextGuard guard, RuleIds ids, RuleThreats threats, Observation observation)
    {
        if (observation.Rule is not { } rule)
        {
            return;
        }

        var id = ids.Of(rule.Sensor ?? observation.Format.Sensor(), rule.Name);
        ecs.Open("rule");
        ecs.Write("id", id);
        ecs.Write("name", guard.Clean(rule.Name));
        ecs.Write("ruleset", guard.Clean(rule.Ruleset));
        ecs.Write("description", guard.Clean(rule.Description));
        ecs.Close();
        ecs.Write("tags", guard.Clean(rule.Tags));
        WriteThreat(ecs, threats.Of(id, rule.Tags));
    }

    private static void WriteThreat(EcsWriter ecs, Threat threat)
    {
        if (threat.IsNone)
        {
            return;
        }

        ecs.Open("threat");
        ecs.Write("framework", "MITRE ATT&CK");
        ecs.Open("tactic");
        ecs.Write("id", threat.TacticIds);
        ecs.Write("name", threat.TacticNames);
        ecs.Close();
        ecs.Open("technique");
        ecs.Write("id", threat.TechniqueIds);
        ecs.Write("name", threat.TechniqueNames);
        ecs.Open("subtechnique");
        ecs.Write("id", threat.SubtechniqueIds);
        ecs.Write("name", threat.SubtechniqueNames);
        ecs.Close();
        ecs.Close();
        ecs.Close();
    }
}
