using System.Buffers;

namespace Eyrie.Enricher.Documents;

/// <summary>Finds tokens by how they begin: keys of AWS, GitHub, GitLab, Slack, Stripe, Google; JSON web tokens; private keys.</summary>
internal static class SecretTokens
{
    /// <summary>How they begin.</summary>
    public static readonly string[] Prefixes =
    [
        "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-",
        "sk_live_", "rk_live_", "AIza", "eyJ", "hvs.", "dop_v1_", "npm_", "PRIVATE KEY-----",
    ];

    private const int ShortestToken = 16;

    private static readonly SearchValues<string> Search = SearchValues.Create(Prefixes, StringComparison.Ordinal);

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

            at += hit;
            var end = text.AsSpan(at).StartsWith("PRIVATE") ? KeyEnd(text, at) : TokenEnd(text, at);
            if (end - at >= ShortestToken && (at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1])))
            {
                secrets.Add(at..end);
            }

            at = Math.Max(end, at + 1);
        }
    }

    private static int TokenEnd(string text, int at)
    {
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '-' or '.' or '/' or '+'))
        {
            at++;
        }

        return at;
    }

    private static int KeyEnd(string text, int at)
    {
        var end = text.IndexOf("-----END", at, StringComparison.Ordinal);
        return end < 0 ? text.Length : end;
    }
}
