using System.Text;
using Eyrie.Enricher.Documents;

namespace Eyrie.Enricher;

/// <summary>Compares command lines that two sensors wrote in their own ways.</summary>
internal static class CommandLines
{
    // Both sensors cut long lines, at different lengths: past this much in common, the shorter one was cut.
    private const int ConvincingPrefix = 100;
    private const int LongestComm = 15;

    /// <summary>
    /// Whether the arguments are the same. The first word is left out (Falco writes the process' name, Tetragon the path
    /// as called), and so is what quoting, escaping and bad characters change: all but ASCII's visible characters, and
    /// quotes and backslashes of them.
    /// </summary>
    public static bool SameArguments(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        AreSame(left, right)
        || (left.IndexOf(Redaction.Mark) >= 0 && right.IndexOf(Redaction.Mark) >= 0
            && (SameAroundSecrets(left, right) || SameAroundSecrets(right, left)));

    private static bool AreSame(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var (i, j, common) = (0, 0, 0);
        while (true)
        {
            i = NextCompared(left, i);
            j = NextCompared(right, j);
            if (i == left.Length || j == right.Length)
            {
                return (i == left.Length && j == right.Length) || common >= ConvincingPrefix;
            }

            if (left[i++] != right[j++])
            {
                return false;
            }

            common++;
        }
    }

    /// <summary>The line without its first word.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="first">What the first word is thought to be; it may contain spaces.</param>
    public static ReadOnlySpan<char> Arguments(ReadOnlySpan<char> line, ReadOnlySpan<char> first)
    {
        line = line.Trim();
        if (first.Length > 0 && line.StartsWith(first) && (line.Length == first.Length || line[first.Length] == ' '))
        {
            return line[first.Length..];
        }

        var space = line.IndexOf(' ');
        return space < 0 ? [] : line[space..];
    }

    /// <summary>Arguments without the path of the script that runs: to Falco it is the interpreter's first, to us the program.</summary>
    public static ReadOnlySpan<char> WithoutScript(ReadOnlySpan<char> arguments, ReadOnlySpan<char> script)
    {
        var first = arguments.TrimStart(' ');
        return script.Length > 0 && first.StartsWith(script) && (first.Length == script.Length || first[script.Length] == ' ')
            ? first[script.Length..]
            : arguments;
    }

    /// <summary>Whether the names are the same; the kernel cuts a name to 15 bytes, which Falco tells.</summary>
    public static bool SameName(ReadOnlySpan<char> falco, ReadOnlySpan<char> program) =>
        falco.Length > 0 && (falco.SequenceEqual(program) || (falco.Length >= LongestComm && program.StartsWith(falco)));

    // How much of a line is blanked depends on how it is quoted: what is left must follow one another in both.
    private static bool SameAroundSecrets(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var (plain, pattern) = (Compared(right), Compared(left).Split(Redaction.Mark));
        if (!plain.StartsWith(pattern[0], StringComparison.Ordinal) || !plain.EndsWith(pattern[^1], StringComparison.Ordinal))
        {
            return false;
        }

        var at = pattern[0].Length;
        for (var i = 1; i < pattern.Length; i++)
        {
            var found = plain.IndexOf(pattern[i], at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + pattern[i].Length;
        }

        return true;
    }

    private static string Compared(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = NextCompared(text, 0); i < text.Length; i = NextCompared(text, i + 1))
        {
            plain.Append(text[i]);
        }

        return plain.ToString();
    }

    /// <summary>Where the next character is that counts in a comparison; the text's length when there is none.</summary>
    public static int NextCompared(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && (text[at] is <= ' ' or '"' or '\'' or '\\' or > '~'))
        {
            at++;
        }

        return at;
    }
}
