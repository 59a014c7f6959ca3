using System.Collections.Frozen;

namespace Eyrie.Enricher.Documents;

/// <summary>Reads MITRE ATT&amp;CK tactics and techniques from a rule's tags.</summary>
internal static class Mitre
{
    // 'mitre_' and the tactic's name is how Falco's rules write it; policies follow.
    private const string TacticPrefix = "mitre_";

    // No rule has more; searching what was read before makes each tag cost what those before it cost together.
    private const int MostTags = 512;

    private static readonly FrozenDictionary<string, string> TacticsByName = MitreNames.Ids
        .Where(id => id.StartsWith("TA", StringComparison.Ordinal))
        .ToFrozenDictionary(id => MitreNames.Find(id)!.Replace(' ', '_'), StringComparer.OrdinalIgnoreCase);

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
                (threat ??= new()).AddTactic(tactic, MitreNames.Find(tactic));
            }
        }
        else if (IdAt(tag, "TA") is { } tacticId)
        {
            (threat ??= new()).AddTactic(tacticId, MitreNames.Find(tacticId));
        }
        else if (IdAt(tag, "T") is { } technique)
        {
            threat ??= new();
            threat.AddTechnique(technique, MitreNames.Find(technique));
            if (Subtechnique(tag, technique.Length) is { } sub)
            {
                threat.AddSubtechnique(sub, MitreNames.Find(sub));
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
