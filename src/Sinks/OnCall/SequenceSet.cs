namespace Eyrie.Sinks.OnCall;

/// <summary>Whole numbers as ranges, closest first: alerts of an incident come in order but for a few. Immutable.</summary>
internal sealed class SequenceSet
{
    // Gaps beyond this are forgotten, the oldest first: what is in them counts as told.
    private const int MostRanges = 64;

    private readonly (long First, long Last)[] _ranges;

    private SequenceSet((long First, long Last)[] ranges) => _ranges = ranges;

    public static SequenceSet Empty { get; } = new([]);

    /// <summary>The ranges, ascending.</summary>
    public IReadOnlyList<(long First, long Last)> Ranges => _ranges;

    public bool Contains(long number)
    {
        foreach (var (first, last) in _ranges)
        {
            if (number >= first && number <= last)
            {
                return true;
            }
        }

        return false;
    }

    public SequenceSet With(long number)
    {
        if (Contains(number))
        {
            return this;
        }

        var ranges = new List<(long First, long Last)>(_ranges.Length + 1);
        var added = (First: number, Last: number);
        foreach (var range in _ranges)
        {
            if (range.Last + 1 < added.First || added.Last + 1 < range.First)
            {
                ranges.Add(range);
            }
            else
            {
                added = (Math.Min(range.First, added.First), Math.Max(range.Last, added.Last));
            }
        }

        ranges.Add(added);
        ranges.Sort();
        while (ranges.Count > MostRanges)
        {
            ranges[0] = (ranges[0].First, ranges[1].Last);
            ranges.RemoveAt(1);
        }

        return new([.. ranges]);
    }

    /// <summary>Builds one from ranges that were written down.</summary>
    public static SequenceSet Of(IEnumerable<(long First, long Last)> ranges) => new([.. ranges.Where(range => range.First <= range.Last).Order()]);
}
