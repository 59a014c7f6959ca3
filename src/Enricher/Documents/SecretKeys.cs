namespace Eyrie.Enricher.Documents;

/// <summary>Finds what is between the lines that begin and end a private key.</summary>
internal static class SecretKeys
{
    private const string Begin = "-----BEGIN";
    private const string End = "-----END";
    private const string Dashes = "-----";
    private const int LongestTitle = 64;

    /// <summary>Adds the key that may begin here.</summary>
    /// <returns>Where to go on.</returns>
    public static int Find(string text, int at, List<Range> secrets)
    {
        var title = text.AsSpan(at + Begin.Length, Math.Min(LongestTitle, text.Length - at - Begin.Length));
        var close = title.IndexOf(Dashes);
        var start = at + Begin.Length + close + Dashes.Length;
        if (close < 0 || !title[..close].Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return at + Begin.Length;
        }

        var end = KeyEnd(text, start);
        if (end > start && !text.AsSpan(start, end - start).Trim().StartsWith(Redaction.Mark))
        {
            secrets.Add(start..end);
        }

        return Math.Max(end, start);
    }

    // The footer, else as far as it looks like a key: what was cut must not hide what follows.
    private static int KeyEnd(string text, int at)
    {
        for (; at < text.Length; at++)
        {
            var c = text[at];
            var isKey = char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=' or ' ' or '\n' or '\r' or '\t' or '\\' or ':' or ',' or '-' or '.' or '…' or '[' or ']';
            if (!isKey || text.AsSpan(at).StartsWith(End))
            {
                break;
            }
        }

        return at;
    }
}
