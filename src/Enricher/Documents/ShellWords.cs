using System.Buffers;

namespace Eyrie.Enricher.Documents;

/// <summary>Finds the words of a command within a line: up to what ends a command in a shell.</summary>
internal static class ShellWords
{
    private static readonly SearchValues<char> Stops = SearchValues.Create(" ;|&<>()`\n\"'");

    /// <summary>Where the word that begins here ends, its quotes included.</summary>
    public static int End(string text, int at)
    {
        while (at < text.Length)
        {
            var length = text.AsSpan(at).IndexOfAny(Stops);
            if (length < 0)
            {
                return text.Length;
            }

            at += length;
            if (text[at] is not ('"' or '\'') || IsClosing(text, at) || text.IndexOf(text[at], at + 1) is not (> 0 and var close))
            {
                return at;
            }

            at = close + 1;
        }

        return at;
    }

    /// <summary>The words behind a place, as many as there is room for.</summary>
    /// <returns>How many they are.</returns>
    public static int Split(string text, int at, Span<Range> words)
    {
        var count = 0;
        while (count < words.Length && at < text.Length && text[at] is ' ' or '"' or '\'')
        {
            at += text[at] is ' ' ? 0 : 1; // the quote that closes '"/usr/bin/mysql"'
            var blanks = text.AsSpan(at).IndexOfAnyExcept(' ');
            if (blanks <= 0)
            {
                break;
            }

            at += blanks;
            var end = End(text, at);
            if (end == at)
            {
                break;
            }

            words[count++] = at..end;
            at = end;
        }

        return count;
    }

    // The quote around all of it, as in 'sh -c "mysql -px"', and not one that opens within the word.
    private static bool IsClosing(string text, int at) => at + 1 >= text.Length || text[at + 1] is ' ' or ';' or '|' or '&' or ')' or ',' or '}' or ']';
}
