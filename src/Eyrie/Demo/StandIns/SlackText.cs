using System.Text.RegularExpressions;

namespace Eyrie.Demo.StandIns;

/// <summary>What a text in Slack's markup must not contain when an attacker may have written parts of it.</summary>
internal static partial class SlackText
{
    /// <summary>What is wrong with a text; null when nothing is.</summary>
    /// <param name="text">As it is sent.</param>
    /// <param name="markup">It is read as markup: mentions, links and entities mean something.</param>
    public static string? Problem(string text, bool markup)
    {
        if (text.Any(character => char.IsControl(character) && character is not ('\n' or '\t')))
        {
            return "a control character";
        }

        if (!markup)
        {
            return null;
        }

        if (BareAmpersand.Match(text) is { Success: true } ampersand)
        {
            return $"an unescaped '&' before '{After(text, ampersand)}'";
        }

        return Bracket.Match(text) is { Success: true } bracket ? $"an unescaped '{bracket.Value}' before '{After(text, bracket)}'" : null;
    }

    /// <summary>What a person sees of an escaped text.</summary>
    public static string Unescape(string text) => text
        .Replace("&lt;", "<", StringComparison.Ordinal)
        .Replace("&gt;", ">", StringComparison.Ordinal)
        .Replace("&amp;", "&", StringComparison.Ordinal);

    private static string After(string text, Match match) => SafeText.OneLine(text[(match.Index + match.Length)..], 20);

    [GeneratedRegex("&(?!(amp|lt|gt);)")]
    private static partial Regex BareAmpersand { get; }

    [GeneratedRegex("[<>]")]
    private static partial Regex Bracket { get; }
}
