using System.Buffers;

namespace Eyrie.Enricher.Documents;

/// <summary>Finds credentials in URLs: <c>postgres://user:x@host</c>, <c>https://x@github.com</c>, webhooks, and <c>user:x@tcp(host)</c>.</summary>
internal static class SecretUrls
{
    /// <summary>One of these is in every text with such a URL.</summary>
    public static readonly string[] Hints = ["://", "@tcp(", "@unix("];

    // A user name alone is worth showing; one this long is a token.
    private const int ShortestToken = 20;

    private static readonly string[] Webhooks = ["hooks.slack.com/", "/api/webhooks/", "/webhookb2/", "api.telegram.org/bot", "hooks.zapier.com/hooks/catch/"];

    private static readonly SearchValues<char> AuthorityEnds = SearchValues.Create("/?# \t\r\n\"'`<>|");

    private static readonly SearchValues<char> UrlEnds = SearchValues.Create(" \t\r\n\"'`<>|;");

    /// <summary>Adds the secrets in the text.</summary>
    public static void Find(string text, List<Range> secrets)
    {
        for (var scheme = Scheme(text, 0); scheme < text.Length;)
        {
            var start = scheme + 3;
            scheme = Scheme(text, start);
            var url = text.AsSpan(start, scheme - start);
            var length = url.IndexOfAny(UrlEnds);
            url = length < 0 ? url : url[..length];
            FindUser(url, start, secrets);
            FindWebhook(url, start, secrets);
        }

        FindDataSource(text, "@tcp(", secrets);
        FindDataSource(text, "@unix(", secrets);
    }

    private static int Scheme(string text, int from) =>
        text.IndexOf("://", from, StringComparison.Ordinal) is >= 0 and var at ? at : text.Length;

    private static void FindUser(ReadOnlySpan<char> url, int start, List<Range> secrets)
    {
        var length = url.IndexOfAny(AuthorityEnds);
        var authority = length < 0 ? url : url[..length];
        var user = authority.LastIndexOf('@');
        var colon = (user < 0 ? authority : authority[..user]).IndexOf(':');
        if (user < 0 && colon >= 0 && length >= 0 && authority[(colon + 1)..].ContainsAnyExceptInRange('0', '9'))
        {
            user = url.LastIndexOf('@'); // a password with '/', '?' or '#' in it: what is behind the colon is no port
        }

        if (user <= 0)
        {
            return;
        }

        var from = colon >= 0 && colon + 1 < user ? colon + 1 : 0;
        var secret = url[from..(from > 0 || colon < 0 ? user : colon)];
        if (from > 0 ? SecretValues.IsWorthHiding(secret) : secret.Length >= ShortestToken && !secret.StartsWith(Redaction.Mark))
        {
            secrets.Add((start + from)..(start + from + secret.Length));
        }
    }

    // Whoever knows the path of a webhook may post there.
    private static void FindWebhook(ReadOnlySpan<char> url, int start, List<Range> secrets)
    {
        foreach (var webhook in Webhooks)
        {
            var at = url.IndexOf(webhook);
            var rest = at + webhook.Length;
            if (at >= 0 && rest < url.Length && !SecretValues.IsMarked(url, rest))
            {
                secrets.Add((start + rest)..(start + url.Length));
                return;
            }
        }
    }

    // 'user:x@tcp(host:3306)/db', as Go's MySQL driver has it.
    private static void FindDataSource(string text, string mark, List<Range> secrets)
    {
        var from = 0;
        for (var at = 0; text.IndexOf(mark, at, StringComparison.Ordinal) is >= 0 and var user; at = from = user + mark.Length)
        {
            var start = from + text.AsSpan(from, user - from).LastIndexOfAny(UrlEnds) + 1;
            var colon = text.AsSpan(start, user - start).IndexOf(':');
            if (colon >= 0 && SecretValues.IsWorthHiding(text.AsSpan(start + colon + 1, user - start - colon - 1)))
            {
                secrets.Add((start + colon + 1)..user);
            }
        }
    }
}
