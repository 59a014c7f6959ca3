using System.Text;

namespace Eyrie.Enricher.Mapping;

/// <summary>Takes command lines apart, as a shell would as far as quotes go, and never fails on what a shell would refuse.</summary>
internal static class CommandLine
{
    private const int MaxWords = 512;

    /// <summary>The words of a line; quotes and the backslashes before quotes are gone.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">Put before them: the binary, where the line has only arguments.</param>
    public static IReadOnlyList<string> Split(string? line, string? first = null)
    {
        var words = new List<string>();
        if (!string.IsNullOrEmpty(first))
        {
            words.Add(first);
        }

        var rest = line.AsSpan();
        while (words.Count < MaxWords && (rest = rest.TrimStart(' ')).Length > 0)
        {
            var length = WordLength(rest, out var plain);
            words.Add(plain ? rest[..length].ToString() : Unquote(rest[..length]));
            rest = rest[length..];
        }

        return words;
    }

    /// <summary>The last part of a path; the path itself when it ends in a slash.</summary>
    public static string? BaseName(string? path)
    {
        var slash = path?.LastIndexOf('/') ?? -1;
        return slash < 0 || slash == path!.Length - 1 ? path : path[(slash + 1)..];
    }

    private static int WordLength(ReadOnlySpan<char> text, out bool plain)
    {
        plain = true;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\'' or '\\' && quote != '\'')
            {
                plain = false;
                i++;
            }
            else if (quote == '\0' && c is ' ')
            {
                return i;
            }
            else if (c is '"' or '\'' && (quote == '\0' || quote == c))
            {
                plain = false;
                quote = quote == '\0' ? c : '\0';
            }
        }

        return text.Length;
    }

    private static string Unquote(ReadOnlySpan<char> word)
    {
        var text = new StringBuilder(word.Length);
        var quote = '\0';
        for (var i = 0; i < word.Length; i++)
        {
            var c = word[i];
            if (c == '\\' && i + 1 < word.Length && word[i + 1] is '"' or '\'' or '\\' && quote != '\'')
            {
                text.Append(word[++i]);
            }
            else if (c is '"' or '\'' && (quote == '\0' || quote == c))
            {
                quote = quote == '\0' ? c : '\0';
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }
}
