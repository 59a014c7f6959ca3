using System.Globalization;
using System.Text;

namespace Eyrie.Enricher.Noise;

/// <summary>Writes a text so that every reader of YAML reads the same text, and no terminal obeys it.</summary>
internal static class YamlText
{
    private static readonly string[] Words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"];

    /// <summary>Plain where that is safe, else in quotes with everything unusual escaped.</summary>
    public static string Of(string text) => IsPlain(text) ? text : Quoted(text);

    /// <summary>A list on one line.</summary>
    public static string Of(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Of))}]";

    // A letter or a slash first, then nothing that means something; no word or number.
    private static bool IsPlain(string text) =>
        text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] is '/')
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '.' or '-' or '_' or ' ')
        && text[^1] is not ' '
        && !Words.Contains(text, StringComparer.OrdinalIgnoreCase);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                >= ' ' and <= '~' => ((char)rune.Value).ToString(),
                < 0x100 => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                < 0x1_0000 => IsLetter(rune) ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
            });
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsLetter(Rune rune) => Rune.IsLetterOrDigit(rune);
}
