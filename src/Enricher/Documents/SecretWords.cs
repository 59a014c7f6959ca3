namespace Eyrie.Enricher.Documents;

/// <summary>Finds words that are secrets as a whole: the one after <c>--password</c>, whatever blanks and quotes are in it.</summary>
internal static class SecretWords
{
    /// <summary>Adds them, as places in the line that the words make with one blank between them.</summary>
    public static void Find(IReadOnlyList<string> words, RedactionRules rules, List<Range> secrets)
    {
        var at = 0;
        for (var i = 0; i < words.Count; i++)
        {
            if (i > 0 && IsValue(words[i - 1], words[i], rules))
            {
                secrets.Add(at..(at + words[i].Length));
            }

            at += words[i].Length + 1;
        }
    }

    private static bool IsValue(string option, string value, RedactionRules rules) =>
        option is ['-', ..] && value is not (['-', ..] or "")
        && rules.IsSecretName(option.AsSpan().TrimStart('-')) && SecretValues.IsWorthHiding(value);
}
