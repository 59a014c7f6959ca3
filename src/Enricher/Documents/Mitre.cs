using System.Collections.Frozen;

namespace Eyrie.Enricher.Documents;

/// <summary>Reads MITRE ATT&amp;CK tactics and techniques from a rule's tags.</summary>
internal static class Mitre
{
    // 'mitre_' and the tactic's name is how Falco's rules write it; policies follow.
    private const string TacticPrefix = "mitre_";

    // No rule has more; searching what was read before makes each tag cost what those before it cost together.
    private const int MostTags = 512;

    private static readonly FrozenDictionary<string, (string Id, string Name)> TacticsByName = new (string Id, string Name)[]
    {
        ("TA0043", "Reconnaissance"), ("TA0042", "Resource Development"), ("TA0001", "Initial Access"), ("TA0002", "Execution"),
        ("TA0003", "Persistence"), ("TA0004", "Privilege Escalation"), ("TA0005", "Defense Evasion"),
        ("TA0006", "Credential Access"), ("TA0007", "Discovery"), ("TA0008", "Lateral Movement"), ("TA0009", "Collection"),
        ("TA0011", "Command and Control"), ("TA0010", "Exfiltration"), ("TA0040", "Impact"),
    }.ToFrozenDictionary(tactic => tactic.Name.Replace(' ', '_'), StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> TacticsById =
        TacticsByName.Values.ToFrozenDictionary(tactic => tactic.Id, tactic => tactic.Name, StringComparer.Ordinal);

    /// <summary>What the tags name: <c>mitre_execution</c>, <c>TA0002</c>, <c>T1059</c>, <c>T1059.004</c>, also with words after it.</summary>
    public static Threat Read(IReadOnlyList<string> tags)
    {
        Threat? threat = null;
        for (var i = 0; i < Math.Min(tags.Count, MostTags); i++)
        {
            Read(tags[i], ref threat);
        }

        return threat ?? Threat.None;
    }

    private static void Read(string tag, ref Threat? threat)
    {
        if (tag.StartsWith(TacticPrefix, StringComparison.OrdinalIgnoreCase))
        {
            if (TacticsByName.TryGetValue(tag[TacticPrefix.Length..].Replace('-', '_'), out var tactic))
            {
                (threat ??= new()).AddTactic(tactic.Id, tactic.Name);
            }
        }
        else if (IdAt(tag, "TA") is { } tacticId)
        {
            (threat ??= new()).AddTactic(tacticId, TacticsById.GetValueOrDefault(tacticId));
        }
        else if (IdAt(tag, "T") is { } technique)
        {
            threat ??= new();
            threat.AddTechnique(technique, MitreTechniques.Name(technique));
            if (Subtechnique(tag, technique.Length) is { } sub)
            {
                threat.AddSubtechnique(sub, MitreTechniques.Name(sub));
            }
        }
    }

    // The prefix, four digits, and then the end or something that is not a letter or digit.
    private static string? IdAt(string tag, string prefix)
    {
        var length = prefix.Length + 4;
        if (tag.Length < length || !tag.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            || (tag.Length > length && char.IsLetterOrDigit(tag[length])))
        {
            return null;
        }

        return tag.AsSpan(prefix.Length, 4).IndexOfAnyExceptInRange('0', '9') < 0 ? tag[..length].ToUpperInvariant() : null;
    }

    private static string? Subtechnique(string tag, int at) =>
        tag.Length >= at + 4 && tag[at] == '.' && tag.AsSpan(at + 1, 3).IndexOfAnyExceptInRange('0', '9') < 0
        && (tag.Length == at + 4 || !char.IsLetterOrDigit(tag[at + 4]))
            ? tag[..(at + 4)].ToUpperInvariant()
            : null;
}
