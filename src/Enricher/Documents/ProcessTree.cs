using System.Globalization;
using System.Text;

namespace Eyrie.Enricher.Documents;

/// <summary>Writes an ancestry as one line that a person reads: <c>containerd-shim(1201) &gt; nginx(3312) &gt; sh(4711)</c>.</summary>
internal static class ProcessTree
{
    // A line is for reading: what is longer loses its middle, never its root or the process itself.
    private const int MostProcesses = 24;
    private const int KeptAtRoot = 6;
    private const int LongestName = 48;

    /// <summary>The line; null when nothing is known of the process or its ancestors.</summary>
    /// <param name="process">The acting process; last in the line.</param>
    /// <param name="ancestors">Parent first; of several images of one pid the latest is shown.</param>
    /// <param name="guard">Takes secrets out of the names before they are cut; null leaves them.</param>
    public static string? Line(ProcessFact? process, IReadOnlyList<ProcessFact> ancestors, TextGuard? guard = null)
    {
        var chain = Chain(process, ancestors);
        if (chain.Count == 0)
        {
            return null;
        }

        var line = new StringBuilder();
        var skipped = chain.Count - MostProcesses;
        for (var i = chain.Count - 1; i >= 0; i--)
        {
            var fromRoot = chain.Count - 1 - i;
            if (skipped > 0 && fromRoot == KeptAtRoot)
            {
                line.Append(CultureInfo.InvariantCulture, $" > …{skipped} more…");
                i -= skipped;
            }

            Append(line.Append(line.Length == 0 ? "" : " > "), chain[i], guard);
        }

        return line.ToString();
    }

    // Closest first, each pid once; an image without a pid stands for itself.
    private static List<ProcessFact> Chain(ProcessFact? process, IReadOnlyList<ProcessFact> ancestors)
    {
        var chain = new List<ProcessFact>(ancestors.Count + 1);
        var seen = new HashSet<long>();
        if (process is not null)
        {
            chain.Add(process);
            seen.Add(process.Pid ?? -1);
        }

        for (var i = 0; i < ancestors.Count; i++)
        {
            if (ancestors[i].Pid is not { } pid || seen.Add(pid))
            {
                chain.Add(ancestors[i]);
            }
        }

        return chain;
    }

    private static void Append(StringBuilder line, ProcessFact process, TextGuard? guard)
    {
        var name = process.Name ?? Mapping.CommandLine.BaseName(process.Executable) ?? "?";
        name = guard?.WithoutSecrets(name) ?? name;
        var length = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            if (length++ == LongestName)
            {
                line.Append('…');
                break;
            }

            line.Append(IsPlain(rune) ? rune.ToString() : "?");
        }

        if (process.Pid is { } pid)
        {
            line.Append(CultureInfo.InvariantCulture, $"({pid})");
        }
    }

    // What moves the cursor, turns the writing direction or is no character has no place in a line people trust.
    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate) && rune != Rune.ReplacementChar;
}
