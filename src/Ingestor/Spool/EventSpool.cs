using Eyrie.Ingestor.Sensors;

namespace Eyrie.Ingestor.Spool;

/// <summary>
/// Every event that was read, until Kafka has it: in memory within limits, and on disk as soon as the writer has been at it. Sources add,
/// the publisher takes in the order of positions, the writer moves to disk (<see cref="Disk"/>). None of them waits for another.
/// </summary>
internal sealed class EventSpool
{
    private readonly SpoolAccount _account;
    private readonly SpoolPositions _positions;
    private readonly SpoolLanes _lanes;
    private readonly SpoolMemory _memory;
    private readonly Backlog _backlog;

    /// <param name="limits">What memory and disk may hold.</param>
    /// <param name="account">Told what is dropped.</param>
    /// <param name="first">The first position: above all that an earlier process gave, or its events would not be told apart from ours.</param>
    public EventSpool(SpoolLimits limits, SpoolAccount account, long first)
    {
        (_account, _positions) = (account, new(first));
        _lanes = new(_positions);
        _memory = new(Gate, Lanes, limits, account, first);
        _backlog = new(this, account);
        Disk = new(Gate, _lanes, _positions, _memory, account, Arrived);
    }

    /// <summary>Guards the lanes and all that is below.</summary>
    public Lock Gate { get; } = new();

    /// <summary>What its writer is to know and to tell.</summary>
    public DiskSide Disk { get; }

    /// <summary>The least worth first.</summary>
    public Lane[] Lanes => _lanes.All;

    /// <summary>There is something to take.</summary>
    public Signal Arrived { get; } = new();

    /// <summary>There is something to do for the writer.</summary>
    public Signal Due { get; } = new();

    /// <summary>And somebody waits for it.</summary>
    public Signal Urgent { get; } = new();

    /// <inheritdoc cref="SpoolPositions.First"/>
    public long First => _positions.First;

    /// <inheritdoc cref="SpoolPositions.Settled"/>
    public long Settled => _positions.Settled;

    /// <inheritdoc cref="SpoolPositions.Next"/>
    public long Next => _positions.Next;

    /// <summary>Events in memory, taken or not.</summary>
    public long MemoryEvents => _memory.Events;

    /// <summary>Bytes of them.</summary>
    public long MemoryBytes => _memory.Bytes;

    /// <summary>Events that are still to be taken.</summary>
    public long Waiting
    {
        get
        {
            lock (Gate)
            {
                return _lanes.Waiting;
            }
        }
    }

    /// <summary>Bytes on disk.</summary>
    public long DiskBytes
    {
        get
        {
            lock (Gate)
            {
                return _lanes.Bytes;
            }
        }
    }

    /// <summary>
    /// A position above all that earlier processes gave, also when their spool cannot be opened yet: the time, with room for a million events
    /// a millisecond.
    /// </summary>
    public static long FirstPosition(DateTimeOffset now) => now.ToUnixTimeMilliseconds() << 20;

    /// <summary>Keeps an event; false when there is no room and nothing of less worth to drop for it.</summary>
    public bool TryAdd(KeptEvent kept)
    {
        lock (Gate)
        {
            if (!_memory.MakeRoom(kept))
            {
                return false;
            }

            kept.Position = _positions.Give();
            _memory.Added(kept);
        }

        Arrived.Set();
        Due.Set();
        return true;
    }

    /// <inheritdoc cref="SpoolMemory.RoomAsync"/>
    public ValueTask RoomAsync(EventWorth worth, CancellationToken cancellation) => _memory.RoomAsync(worth, cancellation);

    /// <inheritdoc cref="IEventIntake.DurableAsync"/>
    public ValueTask DurableAsync(long position, CancellationToken cancellation)
    {
        Task? wait;
        lock (Gate)
        {
            wait = _positions.UntilSafe(position);
        }

        if (wait is null)
        {
            return ValueTask.CompletedTask;
        }

        Urgent.Set();
        return new(wait.WaitAsync(cancellation));
    }

    /// <summary>Takes what comes next, in order. The publisher alone calls it.</summary>
    public void Take(List<KeptEvent> batch, int most)
    {
        while (batch.Count < most)
        {
            Lane? unread;
            lock (Gate)
            {
                unread = _lanes.Take(batch, most);
                _memory.Trim(_positions.Settled);
            }

            if (unread is null)
            {
                return;
            }

            _backlog.Read(unread);
        }
    }

    /// <summary>All below this position is done with.</summary>
    public void Settle(long position)
    {
        lock (Gate)
        {
            if (_positions.Settle(position))
            {
                _memory.Trim(_positions.Settled);
                Due.Set();
            }
        }
    }

    /// <summary>Ends the account: what was not taken and is not on disk is lost.</summary>
    /// <returns>How many that are.</returns>
    public long Close()
    {
        var lost = 0L;
        lock (Gate)
        {
            foreach (var kept in Lanes.SelectMany(static lane => lane.Untaken()).Where(static kept => !kept.IsOnDisk))
            {
                _account.LostAtStop(kept.Sensor);
                lost++;
            }
        }

        return lost;
    }
}
