using System.Buffers;

namespace Eyrie.Enricher.Documents;

/// <summary>Finds passwords among the short options of programs that take them there: <c>mysql -px</c>, <c>curl -u me:x</c>.</summary>
internal static class SecretOptions
{
    /// <summary>The programs that are known.</summary>
    public static readonly string[] Programs =
    [
        "mysql", "mariadb", "sshpass", "curl", "redis-cli", "ldap", "docker", "podman", "helm", "mongo", "sqlcmd", "smbclient",
        "rpcclient", "zip",
    ];

    // How far a program's options reach in a line: an hostile line must not make the search quadratic.
    private const int MostWords = 64;

    private const int LongestProgram = 32;

    private static readonly SearchValues<string> Search = SearchValues.Create(Programs, StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" ;|&<>()`\n\"'");

    private static readonly SearchValues<char> PortParts = SearchValues.Create("0123456789.:-/tcpudp");

    /// <summary>Adds the secrets in the text.</summary>
    public static void Find(string text, List<Range> secrets)
    {
        for (var at = 0; at < text.Length;)
        {
            var hit = text.AsSpan(at).IndexOfAny(Search);
            if (hit < 0)
            {
                return;
            }

            var start = at + hit;
            var end = WordEnd(text, start);
            if (start == 0 || text[start - 1] is ' ' or '/' or '"' or '\'' or '=' or ';' or '|' or '(' or '&' or '`')
            {
                FindOptions(text, text.AsSpan(start, end - start), end, secrets);
            }

            at = start + 1; // a program among the words of another, 'docker exec', has its own options
        }
    }

    /// <summary>The name of the known program that a word calls; null for any other word.</summary>
    public static string? Program(string word)
    {
        var name = word.AsSpan()[(word.LastIndexOf('/') + 1)..];
        return name.Length <= LongestProgram && name.ContainsAny(Search) ? name.ToString() : null;
    }

    /// <summary>Whether the word after this option is a secret.</summary>
    public static bool TakesNext(ReadOnlySpan<char> program, ReadOnlySpan<char> option) => option switch
    {
        "-p" => program is "sshpass" or "docker" or "podman" or "helm" || program.StartsWith("mongo"),
        "-u" or "-U" or "--user" or "--proxy-user" => program is "curl" || (option is "-U" && program is "smbclient" or "rpcclient"),
        "-a" => program is "redis-cli",
        "-w" => program.StartsWith("ldap"),
        "-P" => program is "sqlcmd" or "zip" or "unzip",
        _ => false,
    };

    /// <summary>Where the secret in this word begins; 0 for none: <c>-psecret</c>.</summary>
    public static int Attached(ReadOnlySpan<char> program, ReadOnlySpan<char> word)
    {
        if (word.Length <= 2 || word[0] != '-')
        {
            return 0;
        }

        return word[1] switch
        {
            'p' when program.StartsWith("mysql") || program.StartsWith("mariadb") || program is "sshpass" => 2,
            'u' when program is "curl" && word.Contains(':') => 2,
            'w' when program.StartsWith("ldap") => 2,
            _ => 0,
        };
    }

    private static void FindOptions(string text, ReadOnlySpan<char> program, int at, List<Range> secrets)
    {
        var previous = ReadOnlySpan<char>.Empty;
        for (var words = 0; words < MostWords && at < text.Length && text[at] is ' '; words++)
        {
            while (at < text.Length && text[at] is ' ')
            {
                at++;
            }

            var end = WordEnd(text, at);
            var word = text.AsSpan(at, end - at);
            if (word is ['-', ..] && Attached(program, word) is > 0 and var skip)
            {
                secrets.Add((at + skip)..end);
            }
            else if (word is not ['-', ..] && TakesNext(program, previous)
                && SecretNames.IsWorthHiding(word) && !IsPorts(word))
            {
                secrets.Add(Unquoted(text, at, end));
            }

            previous = word;
            at = end;
        }
    }

    // 'docker run -p 8080:80' publishes a port.
    private static bool IsPorts(ReadOnlySpan<char> word) => word.IndexOfAnyExcept(PortParts) < 0;

    private static Range Unquoted(string text, int start, int end) =>
        end - start > 2 && text[start] is '"' or '\'' && text[end - 1] == text[start] ? (start + 1)..(end - 1) : start..end;

    private static int WordEnd(string text, int at)
    {
        if (at < text.Length && text[at] is '"' or '\'' && text.IndexOf(text[at], at + 1) is > 0 and var close)
        {
            return close + 1;
        }

        var length = text.AsSpan(at).IndexOfAny(WordEnds);
        var end = length < 0 ? text.Length : at + length;
        return end >= text.Length || text[end] is not ('"' or '\'') ? end
            : end == at ? end + 1 // a quote that never closes
            : text.IndexOf(text[end], end + 1) is > 0 and var last ? last + 1 // -p"secret"
            : end;
    }
}
