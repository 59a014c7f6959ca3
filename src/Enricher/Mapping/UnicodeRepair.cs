using System.Globalization;
using System.Text;

namespace Eyrie.Enricher.Mapping;

/// <summary>Makes JSON readable whose text is not Unicode: what cannot be a character becomes U+FFFD.</summary>
internal static class UnicodeRepair
{
    /// <summary>The same JSON with invalid UTF-8 and lone surrogate escapes replaced.</summary>
    public static byte[] Repair(ReadOnlySpan<byte> json)
    {
        var text = Encoding.UTF8.GetString(json).ToCharArray();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                continue;
            }

            if (Escape(text, i) is not { } unit)
            {
                i++; // \\ and \" are two characters
            }
            else if (char.IsHighSurrogate(unit) && Escape(text, i + 6) is { } next && char.IsLowSurrogate(next))
            {
                i += 11;
            }
            else
            {
                if (char.IsSurrogate(unit))
                {
                    "\\uFFFD".CopyTo(text.AsSpan(i));
                }

                i += 5;
            }
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static char? Escape(char[] text, int at) =>
        at + 6 <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
        && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
