using System.Buffers;
using System.Globalization;
using System.Text;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>
/// Writes an ancestry as one line that a person reads: <c>containerd-shim(1201) &gt; nginx(3312) &gt; sh(4711)</c>. Keeps its buffers; not
/// thread-safe.
/// </summary>
internal sealed class ProcessTree
{
    // A line is for reading: what is longer loses its middle, never its root or the process itself.
    private const int MostProcesses = 24;
    private const int KeptAtRoot = 6;
    private const int LongestName = 48;

    private readonly List<ProcessFact> _chain = [];
    private readonly HashSet<long> _seen = [];
    private readonly ArrayBufferWriter<char> _line = new(512);

    /// <summary>The line; null when nothing is known of the process or its ancestors.</summary>
    /// <param name="process">The acting process; last in the line.</param>
    /// <param name="ancestors">Parent first; of several images of one pid the latest is shown.</param>
    public static string? Line(ProcessFact? process, IReadOnlyList<ProcessFact> ancestors) =>
        new ProcessTree().Put(process, ancestors, null) is { Length: > 0 } line ? line.ToString() : null;

    /// <summary>Writes the line as a field; none when nothing is known of the process or its ancestors.</summary>
    /// <param name="ecs">Where it is written.</param>
    /// <param name="field">The field's name.</param>
    /// <param name="process">The acting process; last in the line.</param>
    /// <param name="ancestors">Parent first; of several images of one pid the latest is shown.</param>
    /// <param name="guard">Takes secrets out of the names before they are cut.</param>
    public void Write(EcsWriter ecs, string field, ProcessFact? process, IReadOnlyList<ProcessFact> ancestors, TextGuard guard) =>
        guard.Write(ecs, field, Put(process, ancestors, guard));

    private ReadOnlySpan<char> Put(ProcessFact? process, IReadOnlyList<ProcessFact> ancestors, TextGuard? guard)
    {
        _line.ResetWrittenCount();
        FillChain(process, ancestors);
        var skipped = _chain.Count - MostProcesses;
        for (var i = _chain.Count - 1; i >= 0; i--)
        {
            var fromRoot = _chain.Count - 1 - i;
            if (skipped > 0 && fromRoot == KeptAtRoot)
            {
                _line.Write(" > …");
                Append(skipped);
                _line.Write(" more…");
                i -= skipped;
            }

            _line.Write(_line.WrittenCount == 0 ? "" : " > ");
            Append(_chain[i], guard);
        }

        return _line.WrittenSpan;
    }

    // Closest first, each pid once; an image without a pid stands for itself.
    private void FillChain(ProcessFact? process, IReadOnlyList<ProcessFact> ancestors)
    {
        _chain.Clear();
        _seen.Clear();
        if (process is not null)
        {
            _chain.Add(process);
            _seen.Add(process.Pid ?? -1);
        }

        for (var i = 0; i < ancestors.Count; i++)
        {
            if (ancestors[i].Pid is not { } pid || _seen.Add(pid))
            {
                _chain.Add(ancestors[i]);
            }
        }
    }

    private void Append(ProcessFact process, TextGuard? guard)
    {
        var name = process.Name ?? Mapping.CommandLine.BaseName(process.Executable) ?? "?";
        name = guard?.WithoutSecrets(name) ?? name;
        var length = 0;
        Span<char> plain = stackalloc char[2];
        foreach (var rune in name.EnumerateRunes())
        {
            if (length++ == LongestName)
            {
                _line.Write("…");
                break;
            }

            _line.Write(IsPlain(rune) ? plain[..rune.EncodeToUtf16(plain)] : "?");
        }

        if (process.Pid is { } pid)
        {
            _line.Write("(");
            Append(pid);
            _line.Write(")");
        }
    }

    private void Append(long number)
    {
        Span<char> text = stackalloc char[20];
        number.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        _line.Write(text[..length]);
    }

    // What moves the cursor, turns the writing direction or is no character has no place in a line people trust.
    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate) && rune != Rune.ReplacementChar;
}
