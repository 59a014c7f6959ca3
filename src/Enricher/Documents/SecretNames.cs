using System.Buffers;

namespace Eyrie.Enricher.Documents;

/// <summary>Finds values by the name before them: <c>--password x</c>, <c>TOKEN=x</c>, <c>"secret": "x"</c>, <c>Authorization: Bearer x</c>.</summary>
internal static class SecretNames
{
    /// <summary>Parts that are in every secret's name.</summary>
    public static readonly string[] Stems =
    [
        "pass", "pwd", "secret", "token", "key", "cred", "auth", "bearer", "basic ", "psk", "cookie", "sig=", "signature", "session",
        "pat=", "pw=", "pw ", "pw:", "identified by", "sas=", "jwt",
    ];

    private const int LongestName = 256;

    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\n\"'`;&|<>(),\\");

    private static readonly SearchValues<char> NameParts =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>Whether a thing with this name is a secret.</summary>
    public static bool IsSecretName(ReadOnlySpan<char> name) => SecretNameEndings.Fit(name);

    /// <summary>Adds the secrets in the text.</summary>
    public static void Find(string text, RedactionRules rules, List<Range> secrets)
    {
        for (var at = 0; at < text.Length;)
        {
            var hit = text.AsSpan(at).IndexOfAny(rules.Stems);
            if (hit < 0)
            {
                return;
            }

            var (start, end) = Name(text, at + hit, at);
            var name = text.AsSpan(start, end - start);
            if ((rules.IsSecretName(name.TrimStart('-')) || IsLooseName(text, start, end)) && Value(text, start, end) is { } value
                && !IsNameOfSecret(text, name, value))
            {
                secrets.Add(value);
                end = SecretHeaders.IsCookie(name) ? SecretHeaders.FindMore(text, value.End.Value, secrets) : value.End.Value;
            }

            at = Math.Max(end, at + hit + 1);
        }
    }

    /// <summary>Where a word ends in a shell: an attacker must not hide the next command behind a made-up secret.</summary>
    public static int WordEnd(string text, int at)
    {
        var length = text.AsSpan(at).IndexOfAny(WordEnds);
        return length < 0 ? text.Length : at + length;
    }

    // Names that are secrets in their place only: '?sig=', '?key=' of a URL, 'IDENTIFIED BY', 'Basic' or 'Bearer' without a header.
    private static bool IsLooseName(string text, int start, int end)
    {
        var name = text.AsSpan(start, end - start);
        var inQuery = start > 0 && text[start - 1] is '?' or '&';
        return (inQuery && (name.Equals("sig", StringComparison.OrdinalIgnoreCase) || name.Equals("key", StringComparison.OrdinalIgnoreCase)))
            || (name.Equals("by", StringComparison.OrdinalIgnoreCase) && end < text.Length && text[end] is ' ')
            || SecretHeaders.IsLostScheme(text, start, end);
    }

    // The whole word around a hit; not before what was already looked at.
    private static (int Start, int End) Name(string text, int hit, int from)
    {
        if (text.AsSpan(hit).StartsWith("identified by", StringComparison.OrdinalIgnoreCase))
        {
            return (hit + "identified ".Length, hit + "identified by".Length);
        }

        var before = text.AsSpan(from, hit - from).LastIndexOfAnyExcept(NameParts);
        var after = text.AsSpan(hit).IndexOfAnyExcept(NameParts);
        return (from + before + 1, after < 0 ? text.Length : hit + after);
    }

    private static Range? Value(string text, int nameStart, int nameEnd)
    {
        if (nameEnd - nameStart > LongestName || IsPathPart(text, nameStart, nameEnd))
        {
            return null;
        }

        var at = nameEnd;
        while (at < text.Length && text[at] is '"' or '\'' or '\\' or ']')
        {
            at++; // the quote that closes a JSON name, escaped or not
        }

        if (at < text.Length - 1 && text[at] is '(' && text[at + 1] is '\'' or '"' && IsPassword(text.AsSpan(nameStart, nameEnd - nameStart)))
        {
            return At(text, at + 1, separate: true); // SQL's PASSWORD('x')
        }

        var closed = at > nameEnd;
        var blanks = SkipBlanks(text, at);
        if (at < text.Length && text[at] is ':' or '=')
        {
            return Assigned(text, at);
        }

        if (blanks > at && blanks < text.Length && text[blanks] is ':' or '=')
        {
            return Assigned(text, blanks, spaced: true); // 'password = x' of a configuration file
        }

        return blanks > at && !closed && TakesNext(text, nameStart, nameEnd, blanks) ? At(text, blanks, separate: true) : null;
    }

    private static Range? Assigned(string text, int at, bool spaced = false)
    {
        var sign = text[at++];
        at += at < text.Length && text[at] is '=' or '>' ? 1 : 0;
        var value = SkipBlanks(text, at);
        return sign == '=' && value > at && !spaced ? null // 'PGPASSWORD= psql' sets it to nothing
            : At(text, value, separate: value > at);
    }

    // An option, a lost header, 'config set NAME VALUE', SQL's "PASSWORD 'x'".
    private static bool TakesNext(string text, int start, int end, int next) =>
        text[start] == '-' || SecretHeaders.IsLostScheme(text, start, end)
        || text.AsSpan(start, end - start).Equals("by", StringComparison.OrdinalIgnoreCase)
        || (next < text.Length && text[next] is '\'' && IsPassword(text.AsSpan(start, end - start)))
        || FollowsSet(text.AsSpan(0, start)) || FollowsLogin(text.AsSpan(0, start));

    private static bool IsPassword(ReadOnlySpan<char> name) => name.Equals("password", StringComparison.OrdinalIgnoreCase);

    private static bool FollowsSet(ReadOnlySpan<char> before) =>
        before.EndsWith(" set ") || before.EndsWith(" config ") || before.EndsWith(" --global ") || before.EndsWith(" --secret ")
        || before.EndsWith(" SET ") || before.EndsWith("/:");

    // 'machine h login me password x' of a .netrc.
    private static bool FollowsLogin(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd(' ');
        before = before[Math.Max(0, before.Length - LongestName)..];
        var user = before.LastIndexOf(' ');
        return user > 0 && before[..user].EndsWith("login", StringComparison.Ordinal);
    }

    // '/etc/passwd: Permission denied', 'registry/my-token:1.2'; not Windows' '/password:x'.
    private static bool IsPathPart(string text, int start, int end) =>
        start > 0 && text[start - 1] is '/' && end < text.Length && text[end] is ':'
        && !((start == 1 || text[start - 2] is ' ') && end + 1 < text.Length && text[end + 1] is not ' ');

    // Falco's Kubernetes rules print the name of a Secret so, and its namespace behind it.
    private static bool IsNameOfSecret(string text, ReadOnlySpan<char> name, Range value) =>
        name.SequenceEqual("secret") && text.AsSpan(value.End.Value).StartsWith(" ns=");

    private static Range? At(string text, int at, bool separate, bool nested = false)
    {
        var start = at;
        while (start < text.Length && text[start] is '\\')
        {
            start++;
        }

        var close = start < text.Length && text[start] is '"' or '\'' ? QuoteEnd(text, start + 1, text[start]) : -1;
        start += close >= 0 ? 1 : 0;
        var end = close >= 0 ? close : WordEnd(text, start);
        var value = text.AsSpan(start, end - start);
        var blank = value.IndexOf(' ');
        if (!nested && SecretHeaders.IsScheme(blank < 0 ? value : value[..blank]))
        {
            // 'Authorization: Bearer x': the scheme stays, what follows goes.
            var next = SkipBlanks(text, start + (blank < 0 ? value.Length : blank));
            return next >= text.Length ? null : blank < 0 ? At(text, next, separate: true, nested: true) : Worth(text, next, end);
        }

        var isCall = end < text.Length && text[end] is '(' && IsPassword(value); // 'PASSWORD = PASSWORD('x')'
        return isCall || (close < 0 && separate && value is ['-', ..]) ? null : Worth(text, start, end);
    }

    private static Range? Worth(string text, int start, int end) =>
        end > start && SecretValues.IsWorthHiding(text.AsSpan(start, end - start)) ? start..end : null;

    private static int SkipBlanks(string text, int at)
    {
        var length = text.AsSpan(at).IndexOfAnyExcept(' ');
        return length < 0 ? text.Length : at + length;
    }

    // -1 when it never closes: then it is a character like any other.
    private static int QuoteEnd(string text, int from, char quote)
    {
        var length = text.AsSpan(from).IndexOf(quote);
        if (length < 0)
        {
            return -1;
        }

        var at = from + length;
        while (at > from && text[at - 1] == '\\')
        {
            at--; // the quote was an escaped one, and so is its other half
        }

        return at;
    }
}
