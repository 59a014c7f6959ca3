using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Eyrie.Demo.StandIns;

/// <summary>What a text in Slack's markup must not contain when an attacker may have written parts of it.</summary>
internal static partial class SlackText
{
    /// <summary>What is wrong with a text; null when nothing is.</summary>
    /// <param name="text">As it is sent.</param>
    /// <param name="markup">It is read as markup: mentions, links and entities mean something.</param>
    /// <param name="trust">Which links and mentions the sender means.</param>
    public static string? Problem(string text, bool markup, SlackTrust trust)
    {
        if (text.EnumerateRunes().Any(IsHidden))
        {
            return $"a control character, or one that hides or turns text: U+{text.EnumerateRunes().First(IsHidden).Value:X4}";
        }

        if (Flood.IsMatch(text))
        {
            return "a flood of marks on one letter";
        }

        if (!markup)
        {
            return null;
        }

        text = Token.Replace(text, token => trust.Has(token.Groups["what"].Value, token.Groups["label"].Value) ? "" : token.Value);

        if (BareAmpersand.Match(text) is { Success: true } ampersand)
        {
            return $"an unescaped '&' before '{After(text, ampersand)}'";
        }

        return Bracket.Match(text) is { Success: true } bracket ? $"an unescaped '{bracket.Value}' before '{After(text, bracket)}'" : null;
    }

    /// <summary>What a person sees of a text: links by their words, entities as what they stand for.</summary>
    public static string Unescape(string text) => Token.Replace(text, token => token.Groups["label"] is { Length: > 0 } label ? label.Value : token.Groups["what"].Value)
        .Replace("&lt;", "<", StringComparison.Ordinal)
        .Replace("&gt;", ">", StringComparison.Ordinal)
        .Replace("&amp;", "&", StringComparison.Ordinal);

    private static bool IsHidden(Rune rune) => rune.Value is not ('\n' or '\t') && Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string After(string text, Match match) => SafeText.OneLine(text[(match.Index + match.Length)..], 20);

    [GeneratedRegex("&(?!(amp|lt|gt);)")]
    private static partial Regex BareAmpersand { get; }

    [GeneratedRegex("[<>]")]
    private static partial Regex Bracket { get; }

    [GeneratedRegex(@"<(?<what>[^<>|]*)(\|(?<label>[^<>|]*))?>", RegexOptions.ExplicitCapture)]
    private static partial Regex Token { get; }

    [GeneratedRegex(@"\p{M}{5}")]
    private static partial Regex Flood { get; }
}
