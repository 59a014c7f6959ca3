namespace Eyrie.Ingestor.Spool;

/// <summary>
/// How far the spool's events are. Each has a position, in the order in which they came: up to where they are given, taken, synced to disk and
/// settled, and who waits for that. Guarded by the spool's gate, but for what says otherwise.
/// </summary>
/// <param name="first">The first position.</param>
internal sealed class SpoolPositions(long first)
{
    private readonly DurableWaits _waits = new();
    private long _next = first;
    private long _taken;
    private long _synced = first;
    private long _settled = first;
    private LateFind? _late;

    /// <summary>Our first position: what is below was left by an earlier process.</summary>
    public long First { get; private set; } = first;

    /// <summary>The position that the next event gets. Needs no gate.</summary>
    public long Next => Interlocked.Read(ref _next);

    /// <summary>All below this position is in Kafka, or was dropped and counted. Needs no gate.</summary>
    public long Settled => Interlocked.Read(ref _settled);

    /// <summary>Somebody waits for what is not synced yet.</summary>
    public bool IsAwaited => _waits.AnyFrom(Safe);

    private bool IsIdle => _settled == _next;

    private long Safe => Math.Max(_synced, _settled);

    /// <summary>The position of an event that has come.</summary>
    public long Give() => _next++;

    /// <summary>The event at this position is on its way to Kafka.</summary>
    public void Took(long position) => _taken = Math.Max(_taken, position + 1);

    /// <summary>All below this position was synced to disk.</summary>
    public void Synced(long position)
    {
        _synced = Math.Max(_synced, position);
        _waits.Complete(_synced);
    }

    /// <summary>All below this position is done with.</summary>
    /// <returns>True when that is news.</returns>
    public bool Settle(long position)
    {
        if (_late?.Postpones(position) is true)
        {
            return false;
        }

        if (_late?.IsDone(position) is true)
        {
            position = Math.Max(position, _late.Settled);
            _late = null;
        }

        if (position <= _settled)
        {
            return false;
        }

        _settled = position;
        _waits.Complete(_settled);
        return true;
    }

    /// <summary>Waits until the event at this position is safe; null when it is.</summary>
    public Task? UntilSafe(long position) => position < Safe ? null : _waits.Add(position);

    /// <summary>Makes sure that what an earlier process left can come before ours.</summary>
    /// <param name="last">Its last position.</param>
    /// <exception cref="IOException">It is above ours, which are in use.</exception>
    public void CheckBefore(long last)
    {
        if (!IsIdle && last >= First)
        {
            throw new IOException("an earlier process left events from a time that this machine's clock has not reached; they are taken in when Kafka has all others");
        }
    }

    /// <summary>What an earlier process left comes before ours.</summary>
    /// <param name="oldest">Its oldest position; <see cref="long.MaxValue"/> when it left nothing.</param>
    /// <param name="last">Its last position.</param>
    /// <param name="settled">All below this position was settled by it.</param>
    public void Recover(long oldest, long last, long settled)
    {
        if (IsIdle)
        {
            _next = First = _synced = Math.Max(_next, last + 1); // the clock may have gone back
            _settled = Math.Min(First, Math.Max(oldest, settled));
        }
        else if (oldest < long.MaxValue)
        {
            _late = new(last, _taken, _settled);
            _settled = Math.Max(oldest, settled);
        }
    }
}
