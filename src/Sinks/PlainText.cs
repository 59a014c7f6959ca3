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
        foreach (var rune in text.EnumerateRunes())
        {
            var other = rewrite(rune);
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
        _ => Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator => $"\\u{{{rune.Value:x}}}",
            _ => null,
        },
    };
}
