using System.Text.RegularExpressions;

namespace Eyrie.Enricher.Documents;

/// <summary>Finds what a user's regular expression matches.</summary>
internal static class SecretPatterns
{
    private const string Group = "secret";

    /// <summary>Adds the secrets in the text: the group <c>secret</c> of each match, or all of it.</summary>
    public static void Find(string text, Regex pattern, List<Range> secrets)
    {
        for (var match = pattern.Match(text); match.Success; match = match.NextMatch())
        {
            var found = match.Groups[Group] is { Success: true } group ? group : match;
            if (found.Length > 0 && !SecretValues.IsMarked(text, found.Index))
            {
                secrets.Add(found.Index..(found.Index + found.Length));
            }
        }
    }
}
