using Eyrie.Ingestor.Sensors;

namespace Eyrie.Ingestor.Spool;

/// <summary>
/// Every event that was read, until Kafka has it: in memory within limits, and on disk as soon as the writer has been at it. Sources add,
/// the publisher takes in the order of positions, the writer (<see cref="SpoolWriter"/>) moves to disk. None of them waits for another.
/// </summary>
internal sealed class EventSpool
{
    private readonly SpoolAccount _account;
    private readonly DurableWaits _waits = new();
    private readonly Backlog _backlog;
    private readonly SpoolMemory _memory;
    private long _next;
    private long _settled;
    private long _synced;
    private long _taken;
    private LateFind? _late;

    /// <param name="limits">What memory and disk may hold.</param>
    /// <param name="account">Told what is dropped.</param>
    /// <param name="first">The first position: above all that an earlier process gave, or its events would not be told apart from ours.</param>
    public EventSpool(SpoolLimits limits, SpoolAccount account, long first)
    {
        _account = account;
        _memory = new(Gate, Lanes, limits, account) { Settled = first };
        (_next, _settled, _synced, First) = (first, first, first, first);
        _backlog = new(this, account);
    }

    /// <summary>Guards the lanes and all that is below.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The least worth first.</summary>
    public Lane[] Lanes { get; } = [new(EventWorth.Telemetry), new(EventWorth.Policy), new(EventWorth.Alert)];

    /// <summary>There is something to take.</summary>
    public Signal Arrived { get; } = new();

    /// <summary>There is something to do for the writer.</summary>
    public Signal Due { get; } = new();

    /// <summary>And somebody waits for it.</summary>
    public Signal Urgent { get; } = new();

    /// <summary>Our first position: what is below was left by an earlier process.</summary>
    public long First { get; private set; }

    /// <summary>All below this position is in Kafka, or was dropped and counted.</summary>
    public long Settled => Interlocked.Read(ref _settled);

    /// <summary>The position that the next event gets.</summary>
    public long Next => Interlocked.Read(ref _next);

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
                return Lanes[0].Waiting + Lanes[1].Waiting + Lanes[2].Waiting;
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
                return Lanes[0].Bytes + Lanes[1].Bytes + Lanes[2].Bytes;
            }
        }
    }

    /// <summary>The disk can be used, or cannot: without it memory is all there is.</summary>
    public void UseDisk(bool usable)
    {
        lock (Gate)
        {
            if (usable && !_memory.UsesDisk)
            {
                Arrived.Set(); // what an earlier process left may be there to be read now
            }

            _memory.UsesDisk = usable;
            Trim();
        }
    }

    /// <summary>
    /// A position above all that earlier processes gave, also when their spool cannot be opened yet: the time, with room for a million events
    /// a millisecond.
    /// </summary>
    public static long FirstPosition(DateTimeOffset now) => now.ToUnixTimeMilliseconds() << 20;

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

    /// <summary>Takes in what an earlier process left on disk.</summary>
    /// <param name="left">Its segments by lane, in order.</param>
    /// <param name="settled">All below this position was settled by it.</param>
    /// <exception cref="IOException">Its positions are above ours, which are in use: nothing was taken in.</exception>
    public void Recover(IReadOnlyList<Segment>[] left, long settled)
    {
        lock (Gate)
        {
            var last = Math.Max(settled - 1, left.SelectMany(static lane => lane).Select(static segment => segment.LastPosition).DefaultIfEmpty(-1).Max());
            var oldest = left.SelectMany(static lane => lane).Select(static segment => segment.FirstPosition).DefaultIfEmpty(long.MaxValue).Min();
            var isIdle = _settled == _next;
            if (!isIdle && last >= First)
            {
                throw new IOException("an earlier process left events from a time that this machine's clock has not reached; they are taken in when Kafka has all others");
            }

            foreach (var lane in Lanes)
            {
                lane.Recover(left[(int)lane.Worth], settled);
            }

            if (isIdle)
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

    /// <summary>Gives the writer what it has not been at.</summary>
    /// <returns>All below this position is written when this is.</returns>
    public long GiveToWriter(List<KeptEvent>[] batches, long bytesEach)
    {
        lock (Gate)
        {
            var safe = _next;
            foreach (var lane in Lanes)
            {
                safe = Math.Min(safe, lane.GiveToWriter(batches[(int)lane.Worth], bytesEach) ?? safe);
            }

            return safe;
        }
    }

    /// <summary>The writer is done with what it was given.</summary>
    public void WriterIsDone(bool succeeded)
    {
        lock (Gate)
        {
            foreach (var lane in Lanes)
            {
                lane.WriterIsDone(succeeded);
            }

            Trim();
        }
    }

    /// <summary>Chooses what goes when the disk holds too much: the oldest of the least worth.</summary>
    public Eviction? Evict()
    {
        lock (Gate)
        {
            foreach (var lane in Lanes)
            {
                if (lane.Segments.First?.Value is { } oldest)
                {
                    return new(lane, oldest, lane.GiveUp(oldest, Lost), lane.ReadEnd, lane.ReadEndNumber);
                }
            }
        }

        return null;
    }

    private void Lost(KeptEvent kept, bool wasTaken)
    {
        _memory.Forgot(kept);
        if (!wasTaken)
        {
            _account.Dropped(kept.Sensor, DropReasons.SpoolFull, 1);
        }
    }

    /// <summary>Keeps an event; false when there is no room and nothing of less worth to drop for it.</summary>
    public bool TryAdd(KeptEvent kept)
    {
        lock (Gate)
        {
            if (!_memory.MakeRoom(kept))
            {
                return false;
            }

            kept.Position = _next++;
            _memory.Added(kept);
        }

        Arrived.Set();
        Due.Set();
        return true;
    }

    /// <summary>Takes what comes next, in order. The publisher alone calls it.</summary>
    public void Take(List<KeptEvent> batch, int most)
    {
        while (batch.Count < most)
        {
            Lane? unread;
            lock (Gate)
            {
                unread = TakeAtHand(batch, most);
                Trim();
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
            if (_late?.Postpones(position) is true)
            {
                return;
            }

            if (_late?.IsDone(position) is true)
            {
                position = Math.Max(position, _late.Settled);
                _late = null;
            }

            if (position > _settled)
            {
                _settled = position;
                _waits.Complete(_settled);
                Trim();
                Due.Set();
            }
        }
    }

    /// <summary>All below this position was synced to disk.</summary>
    public void Synced(long position)
    {
        lock (Gate)
        {
            _synced = Math.Max(_synced, position);
            _waits.Complete(_synced);
        }
    }

    /// <summary>Somebody waits for what is not synced yet.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (Gate)
            {
                return _waits.AnyFrom(Math.Max(_synced, _settled));
            }
        }
    }

    /// <inheritdoc cref="IEventIntake.DurableAsync"/>
    public ValueTask DurableAsync(long position, CancellationToken cancellation)
    {
        Task wait;
        lock (Gate)
        {
            if (position < Math.Max(_synced, _settled))
            {
                return ValueTask.CompletedTask;
            }

            wait = _waits.Add(position);
        }

        Urgent.Set();
        return new(wait.WaitAsync(cancellation));
    }

    /// <inheritdoc cref="SpoolMemory.RoomAsync"/>
    public ValueTask RoomAsync(EventWorth worth, CancellationToken cancellation) => _memory.RoomAsync(worth, cancellation);

    private void Trim()
    {
        _memory.Settled = _settled;
        _memory.Trim();
    }

    // Null when there is no more; else the lane that has to be read from disk first.
    private Lane? TakeAtHand(List<KeptEvent> batch, int most)
    {
        while (batch.Count < most)
        {
            Lane? oldest = null;
            var least = long.MaxValue;
            foreach (var lane in Lanes)
            {
                if (lane.NeedsRead)
                {
                    return lane;
                }

                if (lane.NextPosition() is { } position && position < least)
                {
                    (oldest, least) = (lane, position);
                }
            }

            if (oldest is null)
            {
                break;
            }

            batch.Add(oldest.TakeNext());
            _taken = Math.Max(_taken, least + 1);
        }

        return null;
    }
}
