namespace Eyrie.Enricher.Documents;

/// <summary>Knows by a name whether it is a secret's: by its end, as names of options, variables and fields are built.</summary>
internal static class SecretNameEndings
{
    // A name that ends in one of these, its separators left out, is a secret's.
    private static readonly string[] Endings =
    [
        "password", "passwords", "passwd", "passphrase", "passcode", "secret", "secrets", "token", "apikey", "accesskey", "secretkey",
        "privatekey", "signingkey", "encryptionkey", "masterkey", "accountkey", "sharedkey", "secretkeybase", "storagekey", "sessionkey",
        "credential", "credentials", "authorization", "bearer", "psk", "cookie", "signature", "authkey", "licensekey", "bindpw", "rootpw",
        "deploykey", "hmackey", "appkey", "clientkey", "jwt", "sastoken", "securitytoken", "sessionid", "apitoken",
    ];

    // The same, but only as a word of its own: 'compat' is no 'pat'.
    private static readonly string[] Words = ["pat", "pw", "sas"];

    private static readonly string[] NoSecrets =
        ["oldpwd", "bypass", "compass", "trespass", "overpass", "underpass", "multipass", "xdgsessionid"];

    /// <summary>Whether it is.</summary>
    public static bool Fit(ReadOnlySpan<char> name)
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
        return (EndsWithAny(word, Endings) || word is "auth" || word.EndsWith("redisauth") || word.EndsWith("rediscliauth")
                || word.EndsWith("pwd") || word.EndsWith("pass") || EndsInWord(name))
            && !EndsWithAny(word, NoSecrets);
    }

    private static bool EndsWithAny(ReadOnlySpan<char> word, string[] endings)
    {
        foreach (var ending in endings)
        {
            if (word.EndsWith(ending))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsInWord(ReadOnlySpan<char> name)
    {
        foreach (var word in Words)
        {
            if (name.EndsWith(word, StringComparison.OrdinalIgnoreCase)
                && (name.Length == word.Length || name[^(word.Length + 1)] is '_' or '-' or '.'))
            {
                return true;
            }
        }

        return false;
    }
}
