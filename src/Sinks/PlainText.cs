using System.Globalization;
using System.Text;

namespace Eyrie.Sinks;

/// <summary>
/// Text that an attacker wrote, made safe to show: what is invisible or moves a cursor is spelled out, so that a reader
/// sees what is there; what is too long is cut between characters.
/// </summary>
internal static class PlainText
{
    private const char Ellipsis = '…';

    // Some scripts put three marks on a letter; a flood of them would cover the lines above and below.
    private const int MostMarks = 3;

    /// <summary>One line of visible characters, at most <paramref name="maxLength"/> UTF-16 units.</summary>
    public static string OneLine(string text, int maxLength) => Rewrite(text, maxLength, Visible);

    /// <summary>Rewrites each character, then cuts: never within a character, nor within what one was replaced by.</summary>
    /// <param name="text">Any text, broken surrogates included.</param>
    /// <param name="maxLength">Longest result in UTF-16 units, the ellipsis included.</param>
    /// <param name="rewrite">What stands for a character; null for the character itself.</param>
    public static string Rewrite(string text, int maxLength, Func<Rune, string?> rewrite)
    {
        var result = new StringBuilder(Math.Min(text.Length, maxLength));
        Span<char> one = stackalloc char[2];
        var fits = 0;
        var marks = MostMarks; // a mark in front has no letter: it would change what we wrote before it
        foreach (var rune in text.EnumerateRunes())
        {
            marks = IsMark(rune) ? marks + 1 : 0;
            var other = marks > MostMarks ? SpelledOut(rune) : rewrite(rune);
            var unit = other is null ? one[..rune.EncodeToUtf16(one)] : other.AsSpan();
            if (result.Length + unit.Length > maxLength)
            {
                result.Length = fits;
                return result.Append(Ellipsis).ToString();
            }

            result.Append(unit);
            fits = result.Length < maxLength ? result.Length : fits;
        }

        return result.ToString();
    }

    /// <summary>How a character is spelled out; null when it shows by itself.</summary>
    public static string? Visible(Rune rune) => rune.Value switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        ' ' => null,
        0x34f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or 0x2800 or 0x3164 or 0xffa0 => SpelledOut(rune), // letters and marks that show nothing
        _ => Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned => SpelledOut(rune),
            _ => null,
        },
    };

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark;

    private static string SpelledOut(Rune rune) => $"\\u{{{rune.Value:x}}}";
}
