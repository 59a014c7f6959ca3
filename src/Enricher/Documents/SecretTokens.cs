using System.Buffers;

namespace Eyrie.Enricher.Documents;

/// <summary>Finds tokens by how they begin: keys of clouds, forges, chats, payment and model providers; JSON web tokens; private keys; password hashes.</summary>
internal static class SecretTokens
{
    /// <summary>How they begin; from each provider's own documentation of its formats.</summary>
    public static readonly string[] Prefixes =
    [
        "AKIA", "ASIA", "ABIA", "ACCA", "AIza", "ya29.", "GOCSPX-", "eyJ",
        "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glsoat-", "glagent-", "GR1348941",
        "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe.", "xoxe-", "xapp-", "sk_live_", "rk_live_", "sk_test_", "rk_test_", "whsec_",
        "hvs.", "hvb.", "hvr.", "dop_v1_", "doo_v1_", "dor_v1_", "npm_", "pypi-", "rubygems_", "dckr_pat_", "dckr_oat_", "SG.", "hf_",
        "sk-", "glsa_", "glc_", "NRAK-", "sntrys_", "sntryu_", "PMAK-", "pul-", "pscale_", "AGE-SECRET-KEY-", "shpat_", "shpca_", "shppa_",
        "shpss_", "lin_api_", "ntn_", "ATATT3", "tskey-", "ops_eyJ", "sbp_", "nfp_", "CCIPAT_", "dp.pt.", "dp.st.", "dapi", "HRKU-", "sq0csp-",
        "sq0atp-", "AKCp", "LTAI", "glft-", "glimt-", "ATBB", "ATCTT3", "gsk_", "pplx-", "r8_", "xai-", "dt0c01.", "dt0s01.", "bkua_", "xkeysib-",
        "SWMTKN-1-", "nvapi-", "figd_", "figu_", "fm2_", "sha256~", "1//0", "rnd_", "tfp_", "AccountKey=", "$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$y$", "$apr1$", "$argon2", "-----BEGIN",
    ];

    private const int ShortestRest = 12;
    private const int ShortestPlain = 20;

    private static readonly SearchValues<char> Parts =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./+=$,~");

    /// <summary>Adds the secrets in the text.</summary>
    public static void Find(string text, RedactionRules rules, List<Range> secrets)
    {
        for (var at = 0; at < text.Length;)
        {
            var hit = text.AsSpan(at).IndexOfAny(rules.Prefixes);
            if (hit < 0)
            {
                return;
            }

            at += hit;
            if (text.AsSpan(at).StartsWith("-----BEGIN"))
            {
                at = SecretKeys.Find(text, at, secrets);
                continue;
            }

            var end = TokenEnd(text, at);
            if ((at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1])) && IsToken(text.AsSpan(at, end - at)))
            {
                secrets.Add(at..end);
            }

            at = Math.Max(end, at + 1);
        }
    }

    // Hashes of passwords are guessed offline: they are secrets as well. 'sk-learn', 'hf_hub', 'dapi' need digits to be tokens.
    private static bool IsToken(ReadOnlySpan<char> token) => token[0] switch
    {
        '$' => token.Length > ShortestPlain && token.Count('$') >= 3,
        'A' or 'L' when token.StartsWith("AKIA") || token.StartsWith("ASIA") || token.StartsWith("ABIA") || token.StartsWith("ACCA") || token.StartsWith("LTAI") =>
            token.Length is >= 16 and <= 32 && token.IndexOfAnyExceptInRange('0', 'Z') < 0,
        's' or 'h' or 'd' or 'p' or 'n' when token.StartsWith("sk-") || token.StartsWith("hf_") || token.StartsWith("dapi")
            || token.StartsWith("pul-") || token.StartsWith("pypi-") || token.StartsWith("npm_") || token.StartsWith("ntn_")
            || token.StartsWith("pplx-") =>
            token.Length >= ShortestPlain && token.ContainsAnyInRange('0', '9') && !token.Contains('/') && !token.Contains('.'),
        '1' or 'r' or 't' or 'A' when token.StartsWith("1//0") || token.StartsWith("r8_") || token.StartsWith("rnd_") || token.StartsWith("tfp_") || token.StartsWith("ATBB") =>
            token.Length >= ShortestPlain && token.ContainsAnyInRange('0', '9') && token.ContainsAnyInRange('A', 'Z') && token.ContainsAnyInRange('a', 'z'),
        _ => token.Length > ShortestRest + 3,
    };

    private static int TokenEnd(string text, int at)
    {
        var length = text.AsSpan(at).IndexOfAnyExcept(Parts);
        var end = length < 0 ? text.Length : at + length;
        while (end > at && text[end - 1] is '.' or ',')
        {
            end--; // the sentence's
        }

        return text[at] == '$' ? end : TokenAlone(text, at, end);
    }

    // '=', ',' and '$' belong to hashes of passwords; '=' to base64 as well, but only at its end.
    private static int TokenAlone(string text, int at, int end)
    {
        var stop = text.AsSpan(at, end - at).IndexOfAny('=', ',', '$');
        if (stop < 0)
        {
            return end;
        }

        stop += at;
        while (stop < end && text[stop] == '=')
        {
            stop++;
        }

        return stop;
    }
}
