namespace Eyrie.Sinks.OnCall;

/// <summary>Which offsets of a partition are settled, whatever the order: what may be committed never passes one that is not.</summary>
internal sealed class OffsetWindow
{
    private readonly SortedDictionary<long, (DateTimeOffset Written, int Bytes)> _unsettled = [];
    private long _next = -1;
    private long _committed = -1;

    /// <summary>How many are read and not settled.</summary>
    public int Unsettled => _unsettled.Count;

    /// <summary>About how much memory they take.</summary>
    public long Bytes { get; private set; }

    /// <summary>When the oldest that is not settled was written; null when all are.</summary>
    public DateTimeOffset? Oldest => First?.Written;

    /// <summary>The oldest that is not settled; null when all are.</summary>
    public (long Offset, DateTimeOffset Written)? First
    {
        get
        {
            foreach (var first in _unsettled)
            {
                return (first.Key, first.Value.Written);
            }

            return null;
        }
    }

    /// <summary>The offset to commit, the one to be read next; null when nothing was read or that is committed.</summary>
    public long? Committable
    {
        get
        {
            var offset = _next;
            foreach (var first in _unsettled)
            {
                offset = first.Key;
                break;
            }

            return offset > _committed && offset >= 0 && offset != Begun ? offset : null;
        }
    }

    // What was read first: there is nothing to commit before it is settled.
    private long Begun { get; set; } = -1;

    /// <summary>A record was read.</summary>
    public void Read(long offset, DateTimeOffset written, int bytes)
    {
        Begun = Begun < 0 ? offset : Begun;
        _next = Math.Max(_next, offset + 1);
        Settle(offset);
        _unsettled[offset] = (written, bytes);
        Bytes += bytes;
    }

    /// <summary>The record is done with. Once more changes nothing.</summary>
    public void Settle(long offset)
    {
        if (_unsettled.Remove(offset, out var settled))
        {
            Bytes -= settled.Bytes;
        }
    }

    /// <summary>What waits takes another amount of memory than it did.</summary>
    public void Resize(long offset, int bytes)
    {
        if (_unsettled.TryGetValue(offset, out var known))
        {
            _unsettled[offset] = known with { Bytes = bytes };
            Bytes += bytes - known.Bytes;
        }
    }

    /// <summary>Kafka has it.</summary>
    public void Committed(long offset) => _committed = Math.Max(_committed, offset);
}
