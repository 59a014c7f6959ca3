using System.Buffers.Text;
using System.Text;

namespace Eyrie.Enricher.Documents;

/// <summary>Knows headers: the schemes of <c>Authorization</c>, and cookies, of which there may be several.</summary>
internal static class SecretHeaders
{
    private const int ShortestToken = 12;
    private const int MostCookies = 64;

    private static readonly string[] Schemes =
        ["bearer", "basic", "token", "digest", "negotiate", "ntlm", "apikey", "oauth", "splunk", "hawk", "key", "sso-key", "private-token"];

    /// <summary>Whether this word says how a header authenticates.</summary>
    public static bool IsScheme(ReadOnlySpan<char> word)
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

    /// <summary>A header that lost its name: <c>Bearer</c> and something long, <c>Basic</c> and a user with a password in base64.</summary>
    public static bool IsLostScheme(string text, int start, int end)
    {
        var name = text.AsSpan(start, end - start);
        if (end >= text.Length || text[end] != ' ')
        {
            return false;
        }

        var length = SecretNames.WordEnd(text, end + 1) - end - 1;
        return (name.Equals("bearer", StringComparison.OrdinalIgnoreCase) && length >= ShortestToken)
            || (name.Equals("basic", StringComparison.OrdinalIgnoreCase) && IsUserAndPassword(text.AsSpan(end + 1, length)));
    }

    /// <summary>Whether it names the cookies that a client sends or gets.</summary>
    public static bool IsCookie(ReadOnlySpan<char> name) => name.EndsWith("cookie", StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds the values of more cookies: <c>; name=value</c>.</summary>
    /// <returns>Where the last one ends.</returns>
    public static int FindMore(string text, int at, List<Range> secrets)
    {
        for (var i = 0; i < MostCookies && text.AsSpan(at).StartsWith("; "); i++)
        {
            var end = SecretNames.WordEnd(text, at + 2);
            var sign = text.AsSpan(at + 2, end - at - 2).IndexOf('=');
            if (sign <= 0)
            {
                break;
            }

            if (SecretValues.IsWorthHiding(text.AsSpan(at + 3 + sign, end - at - 3 - sign)))
            {
                secrets.Add((at + 3 + sign)..end);
            }

            at = end;
        }

        return at;
    }

    private static bool IsUserAndPassword(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[256];
        Span<byte> plain = stackalloc byte[192];
        return text.Length is >= 4 and <= 256 && Encoding.ASCII.TryGetBytes(text, bytes, out var length)
            && Base64.DecodeFromUtf8(bytes[..length], plain, out _, out var written) is System.Buffers.OperationStatus.Done
            && plain[..written].Contains((byte)':') && !plain[..written].ContainsAnyInRange((byte)0, (byte)31);
    }
}
