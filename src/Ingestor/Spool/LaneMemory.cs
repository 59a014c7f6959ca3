namespace Eyrie.Ingestor.Spool;

/// <summary>The events of a lane that are in memory, found by their ordinals. One that was taken out leaves a gap.</summary>
internal sealed class LaneMemory
{
    private KeptEvent?[] _ring = new KeptEvent?[64]; // a power of two
    private long _first;
    private long _next;

    /// <summary>The oldest ordinal in it; <see cref="Next"/> when it is empty.</summary>
    public long First => _first;

    /// <summary>The ordinal after the newest.</summary>
    public long Next => _next;

    public KeptEvent? this[long ordinal] => _ring[ordinal & (_ring.Length - 1)];

    /// <summary>Adds an event at the end.</summary>
    public void Add(KeptEvent kept)
    {
        if (_next - _first == _ring.Length)
        {
            Grow();
        }

        _ring[_next++ & (_ring.Length - 1)] = kept;
    }

    /// <summary>Takes one out wherever it is; null when it was taken out before.</summary>
    public KeptEvent? TakeOut(long ordinal)
    {
        ref var slot = ref _ring[ordinal & (_ring.Length - 1)];
        var kept = slot;
        slot = null;
        return kept;
    }

    /// <summary>Removes the oldest, or the gap that it left.</summary>
    public KeptEvent? RemoveFirst() => TakeOut(_first++);

    private void Grow()
    {
        var larger = new KeptEvent?[_ring.Length * 2];
        for (var ordinal = _first; ordinal < _next; ordinal++)
        {
            larger[ordinal & (larger.Length - 1)] = this[ordinal];
        }

        _ring = larger;
    }
}
