namespace Eyrie.Enricher.Processes;

/// <summary>
/// Cuts what is remembered: an attacker writes command lines of megabytes, and all that is remembered is in memory fifty
/// thousand times and goes to <c>state.v1</c> as a record. Whatever the event itself says goes out uncut.
/// </summary>
internal static class KeptText
{
    /// <summary>Longest text that is remembered, in UTF-16 units: Falco's own limit of a command line.</summary>
    public const int Longest = 4_096;

    /// <summary>Most elements of a list or map that are remembered.</summary>
    public const int MostItems = 64;

    private const int LongestItem = 1_024;

    /// <summary>The text, cut between characters; the same instance when it is short.</summary>
    public static string? Cut(string? text, int longest = Longest) =>
        text is null || text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];

    /// <summary>The first texts, each cut.</summary>
    public static IReadOnlyList<string> Cut(IReadOnlyList<string> texts) =>
        texts.Count == 0 ? texts : [.. texts.Take(MostItems).Select(text => Cut(text, LongestItem)!)];

    /// <summary>The first entries, each cut; a key that is too long is left out.</summary>
    public static IReadOnlyDictionary<string, string> Cut(IReadOnlyDictionary<string, string> texts) =>
        texts.Count == 0 ? texts : texts.Where(text => text.Key.Length <= LongestItem).Take(MostItems)
            .ToDictionary(text => text.Key, text => Cut(text.Value, LongestItem)!, StringComparer.Ordinal);
}
