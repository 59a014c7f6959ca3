namespace Eyrie.Platform.Status;

/// <summary>What the instruments say, as it is at one moment.</summary>
/// <param name="tallies">By the instrument's name.</param>
/// <param name="slot">The last second.</param>
/// <param name="span">Since the oldest second that is known.</param>
internal sealed class Figures(ILookup<string, Tally> tallies, int slot, TimeSpan span)
{
    /// <summary>The instrument is there: the stage that has it is in this process.</summary>
    public bool Has(string instrument) => tallies.Contains(instrument);

    /// <summary>What it said, one cell a set of tags; those alone whose tags have these values.</summary>
    public IEnumerable<FigureCell> Cells(string instrument, params (string Tag, string Value)[] tags) =>
        tallies[instrument].SelectMany(static tally => tally.Cells).Where(cell => tags.All(tag => cell.Tag(tag.Tag) == tag.Value));

    /// <summary>What was counted.</summary>
    public long Sum(string instrument, params (string Tag, string Value)[] tags) => Cells(instrument, tags).Sum(static cell => cell.Count);

    /// <summary>How much a second over the last seconds.</summary>
    public double PerSecond(string instrument, params (string Tag, string Value)[] tags) =>
        span > TimeSpan.Zero ? Math.Round(Cells(instrument, tags).Sum(cell => cell.Growth(slot)) / span.TotalSeconds, 2) : 0;

    /// <summary>What was counted, by a tag; what was not counted at all is left out.</summary>
    public IReadOnlyDictionary<string, long> By(string instrument, string by, params (string Tag, string Value)[] tags) =>
        Cells(instrument, tags).GroupBy(cell => cell.Tag(by), static cell => cell.Count)
            .Select(static group => (group.Key, Sum: group.Sum())).Where(static one => one.Sum != 0)
            .OrderBy(static one => one.Key, StringComparer.Ordinal)
            .ToDictionary(static one => one.Key, static one => one.Sum, StringComparer.Ordinal);

    /// <summary>What a gauge says, summed over what it says it of; null when it says nothing.</summary>
    public double? Value(string instrument, params (string Tag, string Value)[] tags)
    {
        var cells = Cells(instrument, tags).ToArray();
        return cells.Length > 0 ? Math.Round(cells.Sum(static cell => cell.Value), 3) : null;
    }

    /// <summary>The same, in whole numbers; 0 when it says nothing.</summary>
    public long Whole(string instrument, params (string Tag, string Value)[] tags) => (long)(Value(instrument, tags) ?? 0);

    /// <summary>What a histogram measures typically of late (a geometric mean), over all that fits; null when it measured nothing.</summary>
    public double? Typical(string instrument, params (string Tag, string Value)[] tags)
    {
        var cells = Cells(instrument, tags).Where(static cell => cell.Count > 0).ToArray();
        return cells.Length > 0 ? Math.Round(cells.Average(static cell => cell.Typical!.Value), 4) : null;
    }

    /// <summary>The values that a tag has in any of the instruments.</summary>
    public IReadOnlyList<string> Names(string tag, params string[] instruments) =>
        [.. instruments.SelectMany(one => Cells(one)).Select(cell => cell.Tag(tag)).Where(static name => name.Length > 0).Distinct().Order(StringComparer.Ordinal)];
}
