namespace Eyrie.Platform.Kafka.Letters;

/// <summary>Which letters are done with: a bit each, so that millions of them are a few hundred kilobytes.</summary>
public sealed class SettledLetters
{
    private const int Bits = 64;
    private const int WordsPerPage = 512;
    private const int PerPage = Bits * WordsPerPage;

    private readonly Dictionary<(int Partition, long Page), ulong[]> _pages = [];
    private readonly Dictionary<int, long> _ends = [];

    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>Adds one; twice is once.</summary>
    public void Add(LetterId letter)
    {
        if (letter.Offset < 0 || Contains(letter))
        {
            return;
        }

        var page = (letter.Partition, letter.Offset / PerPage);
        if (!_pages.TryGetValue(page, out var words))
        {
            _pages[page] = words = new ulong[WordsPerPage];
        }

        words[letter.Offset % PerPage / Bits] |= 1UL << (int)(letter.Offset % Bits);
        Count++;
    }

    /// <summary>Whether it is done with.</summary>
    public bool Contains(LetterId letter) =>
        _pages.TryGetValue((letter.Partition, letter.Offset / PerPage), out var words)
        && (words[letter.Offset % PerPage / Bits] & (1UL << (int)(letter.Offset % Bits))) != 0;

    /// <summary>The partition was read up to there: of what is behind nobody knows whether it is done with.</summary>
    internal void ReadTo(int partition, long end) => _ends[partition] = end;

    /// <summary>Whether the markers of this letter were read.</summary>
    internal bool Covers(LetterId letter) => _ends.TryGetValue(letter.Partition, out var end) && letter.Offset < end;
}
