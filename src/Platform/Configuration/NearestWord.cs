namespace Eyrie.Platform.Configuration;

/// <summary>Finds what was probably meant: the fewest typing errors, a swap of neighbours being one.</summary>
public static class NearestWord
{
    private const int ShortestPart = 3;

    /// <summary>A hint to put behind a complaint; empty when no known word is near.</summary>
    public static string Hint(string written, IEnumerable<string> known) =>
        Find(written, known) is { } nearest ? $"; did you mean {nearest}?" : "";

    /// <summary>The known word nearest to the written one; null when none is near enough to be a typing error.</summary>
    public static string? Find(string written, IEnumerable<string> known)
    {
        string? nearest = null;
        var least = int.MaxValue;
        foreach (var word in known)
        {
            var distance = Distance(written, word);
            if (distance < least && (distance <= 1 + (written.Length / 4) || IsPart(written, word)))
            {
                (nearest, least) = (word, distance);
            }
        }

        return nearest;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one into the other; case does not count.</summary>
    public static int Distance(string left, string right)
    {
        var (a, b) = (left.ToLowerInvariant(), right.ToLowerInvariant());
        var costs = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                costs[i, j] = i == 0 || j == 0 ? i + j : Cheapest(a, b, i, j, costs);
            }
        }

        return costs[a.Length, b.Length];
    }

    private static int Cheapest(string a, string b, int i, int j, int[,] costs)
    {
        var replaced = costs[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        var cheapest = Math.Min(replaced, 1 + Math.Min(costs[i - 1, j], costs[i, j - 1]));
        return i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]
            ? Math.Min(cheapest, 1 + costs[i - 2, j - 2])
            : cheapest;
    }

    // 'ca' is too short to be looked for anywhere, but plainly is 'caFile'.
    private static bool IsPart(string written, string word) =>
        word.Equals($"{written}File", StringComparison.OrdinalIgnoreCase)
        || (written.Length >= ShortestPart
        && (word.Contains(written, StringComparison.OrdinalIgnoreCase) || written.Contains(word, StringComparison.OrdinalIgnoreCase)));
}
