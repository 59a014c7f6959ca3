namespace Eyrie.Enricher.Documents;

/// <summary>Finds secrets that have a place of their own: <c>htpasswd -b file user x</c>, <c>net use \\host\share x</c>, <c>secretsdump.py domain/user:x@host</c>.</summary>
internal static class SecretPositions
{
    /// <summary>One of these is in every text with such a program.</summary>
    public static readonly string[] Hints = ["htpasswd", "mkpasswd", "net ", "openssl", "smbclient", .. Impacket];

    // The pentester's tools of one family, all with the same form of a target.
    private static string[] Impacket =>
    [
        "impacket-", "secretsdump", "psexec", "wmiexec", "smbexec", "atexec", "dcomexec", "mssqlclient", "GetUserSPNs", "GetNPUsers", "GetADUsers",
        "getTGT", "getST", "lookupsid", "samrdump",
    ];

    private static readonly string[] Targeting = Impacket;

    // What follows one of these is no password.
    private static readonly string[] TakesValue = ["-m", "--method", "-S", "--salt", "-salt", "-R", "--rounds", "-in", "-P", "-rand", "-C", "-r"];

    /// <summary>Adds the secrets among the words of a program.</summary>
    public static void Find(string text, ReadOnlySpan<char> program, ReadOnlySpan<Range> words, List<Range> secrets)
    {
        if (IsTargeting(program))
        {
            FindTargets(text, words, secrets);
            return;
        }

        var secret = program switch
        {
            "htpasswd" => OfHtpasswd(text, words),
            "net" => OfNet(text, words),
            "smbclient" => OfSmbclient(text, words),
            "mkpasswd" => Word(text, words, 0, 1),
            "openssl" => words.Length > 1 && text.AsSpan()[words[0]] is "passwd" ? Word(text, words, 1, 1) : -1,
            _ => -1,
        };
        if (secret >= 0)
        {
            Add(text, words[secret].Start.Value, words[secret].End.Value, secrets);
        }
    }

    private static void Add(string text, int start, int end, List<Range> secrets)
    {
        if (end - start > 1 && text[start] is '"' or '\'' && text[end - 1] == text[start])
        {
            (start, end) = (start + 1, end - 1);
        }

        if (SecretValues.IsWorthHiding(text.AsSpan(start, end - start)))
        {
            secrets.Add(start..end);
        }
    }

    private static bool IsTargeting(ReadOnlySpan<char> program)
    {
        foreach (var name in Targeting)
        {
            if (program.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // '[domain/]user:x@host'; without a host there must be a domain, to tell it from 'host:port'.
    private static void FindTargets(string text, ReadOnlySpan<Range> words, List<Range> secrets)
    {
        foreach (var range in words)
        {
            var word = text.AsSpan()[range];
            var (colon, host) = (word.IndexOf(':'), word.LastIndexOf('@'));
            if (colon > 0 && word[0] != '-' && (host > colon || word[..colon].Contains('/')) && !word.Contains("://", StringComparison.Ordinal))
            {
                var end = host > colon ? range.Start.Value + host : range.End.Value;
                Add(text, range.Start.Value + colon + 1, end, secrets);
            }
        }
    }

    // '-b file user x', '-nb user x': not the last word, in a sensor's message others follow.
    private static int OfHtpasswd(string text, ReadOnlySpan<Range> words)
    {
        var (isGiven, place) = (false, 3);
        foreach (var range in words)
        {
            var word = text.AsSpan()[range];
            if (word is ['-', not '-', ..])
            {
                isGiven |= word.Contains('b');
                place -= word.Contains('n') && place == 3 ? 1 : 0;
            }
        }

        return isGiven ? Word(text, words, 0, place) : -1;
    }

    // What follows the share, unless it is an option; what follows a user's name.
    private static int OfNet(string text, ReadOnlySpan<Range> words)
    {
        if (words.Length > 2 && text.AsSpan()[words[0]] is "user")
        {
            return text[words[1].Start.Value] is '/' || text[words[2].Start.Value] is '/' or '-' ? -1 : 2;
        }

        for (var i = 1; i < words.Length - 1; i++)
        {
            if (text.AsSpan()[words[0]] is "use" && text.AsSpan()[words[i]].StartsWith(@"\\") && text[words[i + 1].Start.Value] != '/')
            {
                return i + 1;
            }
        }

        return -1;
    }

    // 'smbclient //host/share x'.
    private static int OfSmbclient(string text, ReadOnlySpan<Range> words) =>
        words.Length > 1 && text.AsSpan()[words[0]] is ['/', '/', ..] or ['\\', '\\', ..] && text[words[1].Start.Value] != '-' ? 1 : -1;

    // A word that is no option and belongs to none.
    private static int Word(string text, ReadOnlySpan<Range> words, int first, int place)
    {
        for (var i = first; i < words.Length; i++)
        {
            var isOption = text[words[i].Start.Value] == '-' || (i > first && TakesValue.AsSpan().Contains(text[words[i - 1]]));
            if (!isOption && --place == 0)
            {
                return i;
            }
        }

        return -1;
    }
}
