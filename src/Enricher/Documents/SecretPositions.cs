namespace Eyrie.Enricher.Documents;

/// <summary>Finds secrets that have a place of their own: <c>htpasswd -b file user x</c>, <c>net use \\host\share x</c>.</summary>
internal static class SecretPositions
{
    /// <summary>Adds the secrets among the words of a program.</summary>
    public static void Find(string text, ReadOnlySpan<char> program, ReadOnlySpan<Range> words, List<Range> secrets)
    {
        var secret = program is "htpasswd" ? OfHtpasswd(text, words) : OfNet(text, words);
        if (secret >= 0 && SecretValues.IsWorthHiding(text.AsSpan()[words[secret]]))
        {
            secrets.Add(words[secret]);
        }
    }

    // The last word, when an option says that it is there.
    private static int OfHtpasswd(string text, ReadOnlySpan<Range> words)
    {
        for (var i = 0; i < words.Length - 2; i++)
        {
            var word = text.AsSpan()[words[i]];
            if (word is ['-', not '-', ..] && word.Contains('b'))
            {
                return words.Length - 1;
            }
        }

        return -1;
    }

    // What follows the share, unless it is an option.
    private static int OfNet(string text, ReadOnlySpan<Range> words)
    {
        for (var i = 1; i < words.Length - 1; i++)
        {
            if (text.AsSpan()[words[0]] is "use" && text.AsSpan()[words[i]].StartsWith(@"\\") && text[words[i + 1].Start.Value] != '/')
            {
                return i + 1;
            }
        }

        return -1;
    }
}
