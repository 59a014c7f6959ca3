using System.Buffers;

namespace Eyrie.Enricher.Documents;

/// <summary>Finds credentials in URLs: <c>postgres://user:x@host</c>, <c>https://x@github.com</c>.</summary>
internal static class SecretUrls
{
    // A user name alone is worth showing; one this long is a token.
    private const int ShortestToken = 20;

    private static readonly SearchValues<char> AuthorityEnds = SearchValues.Create("/?# \t\r\n\"'`<>|");

    /// <summary>Adds the secrets in the text.</summary>
    public static void Find(string text, List<Range> secrets)
    {
        var at = 0;
        while (text.IndexOf("://", at, StringComparison.Ordinal) is >= 0 and var scheme)
        {
            var start = scheme + 3;
            var length = text.AsSpan(start).IndexOfAny(AuthorityEnds);
            var authority = text.AsSpan(start, length < 0 ? text.Length - start : length);
            var user = authority.LastIndexOf('@');
            if (user > 0)
            {
                var colon = authority[..user].IndexOf(':');
                if (colon >= 0 ? SecretNames.IsWorthHiding(authority[(colon + 1)..user]) : user >= ShortestToken)
                {
                    secrets.Add((start + colon + 1)..(start + user));
                }
            }

            at = start + authority.Length;
        }
    }
}
