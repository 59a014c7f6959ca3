using System.Buffers;

namespace Eyrie.Enricher.Documents;

/// <summary>Finds values by the name before them: <c>--password x</c>, <c>TOKEN=x</c>, <c>"secret": "x"</c>, <c>Authorization: Bearer x</c>.</summary>
internal static class SecretNames
{
    /// <summary>Parts that are in every secret's name.</summary>
    public static readonly string[] Stems = ["pass", "pwd", "secret", "token", "key", "cred", "auth", "bearer", "psk", "cookie", "sig=", "signature"];

    private const int ShortestToken = 12;

    // A name that ends in one of these, its separators left out, is a secret's.
    private static readonly string[] Endings =
    [
        "password", "passwd", "passphrase", "passcode", "secret", "token", "apikey", "accesskey", "secretkey", "privatekey",
        "signingkey", "encryptionkey", "masterkey", "accountkey", "sharedkey", "secretkeybase", "credential", "credentials",
        "authorization", "bearer", "psk", "cookie", "sig", "signature", "passwords", "secrets", "tokens", "authkey", "licensekey",
    ];

    private static readonly SearchValues<string> StemSearch = SearchValues.Create(Stems, StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\n\"'`;&|<>(),\\");

    private static readonly string[] Schemes = ["bearer", "basic", "token", "digest", "negotiate", "apikey"];

    /// <summary>Adds the secrets in the text.</summary>
    public static void Find(string text, List<Range> secrets)
    {
        for (var at = 0; at < text.Length;)
        {
            var hit = text.AsSpan(at).IndexOfAny(StemSearch);
            if (hit < 0)
            {
                return;
            }

            var (start, end) = Name(text, at + hit, at);
            if (IsSecretName(text.AsSpan(start, end - start).TrimStart('-')) && Value(text, start, end) is { } value)
            {
                secrets.Add(value);
                end = value.End.Value;
            }

            at = Math.Max(end, at + hit + 1);
        }
    }

    /// <summary>Whether a thing with this name is a secret.</summary>
    public static bool IsSecretName(ReadOnlySpan<char> name)
    {
        Span<char> plain = stackalloc char[64];
        var length = 0;
        foreach (var c in name.Length <= plain.Length ? name : name[^plain.Length..])
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                plain[length++] = char.ToLowerInvariant(c);
            }
        }

        var word = plain[..length].TrimEnd("0123456789");
        foreach (var ending in Endings)
        {
            if (word.EndsWith(ending))
            {
                return true;
            }
        }

        return word is "auth" || word.EndsWith("redisauth") || word.EndsWith("rediscliauth")
            || (word.EndsWith("pwd") && word is not "oldpwd")
            || (word.EndsWith("pass") && !word.EndsWith("bypass") && !word.EndsWith("compass") && !word.EndsWith("trespass"));
    }

    /// <summary>Whether a value tells anything: a variable's name, a path, a truth value do not.</summary>
    public static bool IsWorthHiding(ReadOnlySpan<char> value) =>
        value.Length > 0 && value[0] is not ('$' or '/' or '*' or '<' or '[') && !value.StartsWith("./") && !value.StartsWith("%")
        && !(value.Equals("true", StringComparison.OrdinalIgnoreCase) || value.Equals("false", StringComparison.OrdinalIgnoreCase)
            || value.Equals("null", StringComparison.OrdinalIgnoreCase) || value.Equals("none", StringComparison.OrdinalIgnoreCase));

    // The whole word around a hit; not before what was already looked at.
    private static (int Start, int End) Name(string text, int hit, int from)
    {
        var (start, end) = (hit, hit);
        while (start > from && IsNamePart(text[start - 1]))
        {
            start--;
        }

        while (end < text.Length && IsNamePart(text[end]))
        {
            end++;
        }

        return (start, end);
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';

    private static Range? Value(string text, int nameStart, int nameEnd)
    {
        var at = nameEnd;
        while (at < text.Length && text[at] is '"' or '\'' or '\\' or ']')
        {
            at++; // the quote that closes a JSON name, escaped or not
        }

        if (at < text.Length && text[at] is '=' or ':')
        {
            at++;
            at += at < text.Length && text[at] is '=' or '>' ? 1 : 0;
            at = SkipBlanks(text, at);
        }
        else if (at < text.Length && text[at] == ' ' && (text[nameStart] == '-' || IsBearer(text, nameStart, nameEnd)))
        {
            at = SkipBlanks(text, at);
        }
        else
        {
            return null;
        }

        return At(text, at, nested: false);
    }

    private static Range? At(string text, int at, bool nested)
    {
        var start = at;
        while (start < text.Length && text[start] is '\\')
        {
            start++;
        }

        var quote = start < text.Length && text[start] is '"' or '\'' ? text[start++] : '\0';
        var end = quote == '\0' ? WordEnd(text, start) : QuoteEnd(text, start, quote);
        var value = text.AsSpan(start, end - start);
        var blank = value.IndexOf(' ');
        if (!nested && IsScheme(blank < 0 ? value : value[..blank]) && SkipBlanks(text, start + (blank < 0 ? value.Length : blank)) is var next && next < text.Length)
        {
            // 'Authorization: Bearer x': the scheme stays, what follows goes.
            return blank < 0 ? At(text, next, nested: true) : next..end;
        }

        return (quote != '\0' || value is not ['-', ..]) && IsWorthHiding(value) ? start..end : null;
    }

    // A header that lost its name: 'Bearer' and something long.
    private static bool IsBearer(string text, int start, int end) =>
        text.AsSpan(start, end - start).Equals("bearer", StringComparison.OrdinalIgnoreCase)
        && WordEnd(text, SkipBlanks(text, end)) - end > ShortestToken;

    private static bool IsScheme(ReadOnlySpan<char> word)
    {
        foreach (var scheme in Schemes)
        {
            if (word.Equals(scheme, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && text[at] is ' ')
        {
            at++;
        }

        return at;
    }

    // Ends where a shell's word ends: an attacker must not hide the next command behind a made-up secret.
    private static int WordEnd(string text, int at)
    {
        var length = text.AsSpan(at).IndexOfAny(WordEnds);
        return length < 0 ? text.Length : at + length;
    }

    private static int QuoteEnd(string text, int at, char quote)
    {
        for (; at < text.Length && text[at] != quote; at++)
        {
        }

        while (at > 0 && at <= text.Length && text[at - 1] == '\\')
        {
            at--; // the quote was an escaped one, and so is its other half
        }

        return at;
    }
}
