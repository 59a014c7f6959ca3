using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace Eyrie.Sinks.Routing.Matching;

/// <summary>
/// What a text is compared with: a text with wildcards (<c>*</c>, <c>?</c>) that has to fit all of it, or a regular expression between slashes that is
/// looked for in it. Upper and lower case are the same. However hostile the text, comparing takes time in proportion to its length.
/// </summary>
internal sealed class TextPattern
{
    private const int LongestPattern = 500;

    // Names are shorter; what is beyond that, an attacker wrote.
    private const int LongestText = 1_024;

    private readonly Regex? _regex;
    private readonly bool _isPlain;

    private TextPattern(string text, Regex? regex) =>
        (Text, _regex, _isPlain) = (text, regex, regex is null && text.AsSpan().IndexOfAny('*', '?', '\\') < 0);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>It is one word, without wildcards.</summary>
    public bool IsPlain => _isPlain;

    /// <summary>It fits everything.</summary>
    public bool FitsAll => Text is "*" or "/.*/" or "//";

    /// <summary>Reads one; null when it is none, and what is wrong with it.</summary>
    public static TextPattern? Read(string text, out string? problem)
    {
        problem = text.Length > LongestPattern ? $"more than {LongestPattern} characters" : null;
        if (problem is not null || text is not ['/', .., '/'])
        {
            return problem is null ? new(text, null) : null;
        }

        try
        {
            return new(text, new(text[1..^1], RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));
        }
        catch (NotSupportedException)
        {
            problem = "a regular expression that looks ahead, behind or back, or is too large: it would take time without bounds";
        }
        catch (ArgumentException e)
        {
            problem = $"no regular expression: {e.Message}";
        }

        return null;
    }

    public bool Fits(ReadOnlySpan<char> text)
    {
        text = text.Length > LongestText ? text[..LongestText] : text;
        return _regex is not null ? _regex.IsMatch(text)
            : _isPlain ? text.Equals(Text, StringComparison.OrdinalIgnoreCase)
            : FileSystemName.MatchesSimpleExpression(Text, text);
    }
}
