using System.Globalization;
using System.Text;

namespace Eyrie.Demo;

/// <summary>Makes text of unknown origin safe to print: an attacker may have written escape sequences into a command line.</summary>
internal static class SafeText
{
    private const char Ellipsis = '…';

    /// <summary>One line in which everything that a terminal could obey is visible as <c>\x1b</c> and the like.</summary>
    /// <param name="text">Anything.</param>
    /// <param name="maxLength">Characters after which it is cut, an ellipsis included.</param>
    public static string OneLine(string? text, int maxLength = int.MaxValue)
    {
        var line = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (line.Length >= maxLength)
            {
                return CutTo(line, maxLength);
            }

            if (IsHarmless(rune))
            {
                line.Append(rune);
            }
            else
            {
                AppendEscaped(line, rune);
            }
        }

        return line.Length > maxLength ? CutTo(line, maxLength) : line.ToString();
    }

    /// <summary>The same, cut in front: of a process tree, the end matters most.</summary>
    public static string LineEnd(string? text, int maxLength)
    {
        var line = OneLine(text);
        if (line.Length <= maxLength)
        {
            return line;
        }

        var start = line.Length - maxLength + 1;
        var splitsPair = start < line.Length && char.IsLowSurrogate(line[start]);
        return Ellipsis + line[(splitsPair ? start + 1 : start)..];
    }

    // Controls move the cursor; format characters reorder or hide text; separators end the line for some.
    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static void AppendEscaped(StringBuilder line, Rune rune)
    {
        var escaped = rune.Value switch
        {
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < 0x100 => $"\\x{rune.Value:x2}",
            < 0x1_0000 => $"\\u{rune.Value:x4}",
            _ => $"\\U{rune.Value:x8}",
        };
        line.Append(escaped);
    }

    private static string CutTo(StringBuilder line, int maxLength)
    {
        line.Length = maxLength > 1 && char.IsHighSurrogate(line[maxLength - 2]) ? maxLength - 2 : maxLength - 1;
        return line.Append(Ellipsis).ToString();
    }
}
