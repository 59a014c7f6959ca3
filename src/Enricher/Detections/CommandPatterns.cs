using System.Globalization;
using System.Text.RegularExpressions;

namespace Eyrie.Enricher.Detections;

/// <summary>
/// Regular expressions on command lines, of which one has to be found. Their time grows with the line's length alone, and a line that is too
/// long fits none: what is not looked at to its end must not count as known.
/// </summary>
internal sealed class CommandPatterns
{
    /// <summary>The longest command line that is looked at, in characters.</summary>
    public const int LongestLine = 16_384;

    private const int LongestPattern = 1_000;

    // Never needed by an honest machine; a bound all the same.
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    private readonly Regex[] _patterns;

    private CommandPatterns(Regex[] patterns) => _patterns = patterns;

    /// <summary>Reads the list.</summary>
    /// <returns>Null when it is empty; what is wrong with it.</returns>
    public static (CommandPatterns? Patterns, string? Wrong) Read(IReadOnlyList<string> texts)
    {
        var patterns = new List<Regex>();
        foreach (var text in texts)
        {
            if (text.Length > LongestPattern)
            {
                return (null, string.Create(CultureInfo.InvariantCulture, $"commands '{text[..40]}' ... has {text.Length} characters; allowed are {LongestPattern}"));
            }

            try
            {
                patterns.Add(new(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MostTime));
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException)
            {
                return (null, $"commands '{text}' cannot be used: {e.Message} Write a regular expression without look-around and back-references");
            }

            if (patterns[^1].IsMatch(""))
            {
                return (null, $"commands '{text}' fits every command line; write what has to be in it, '^' and '$' for its ends");
            }
        }

        return (patterns.Count == 0 ? null : new([.. patterns]), null);
    }

    /// <summary>Whether one is found in the line. One that was not said fits none.</summary>
    public bool Fits(string? line)
    {
        if (line is null || line.Length > LongestLine)
        {
            return false;
        }

        try
        {
            foreach (var pattern in _patterns)
            {
                if (pattern.IsMatch(line))
                {
                    return true;
                }
            }
        }
        catch (RegexMatchTimeoutException)
        {
            return false; // an alert too much is better than one too few
        }

        return false;
    }
}
