using Eyrie.Ingestor.Sensors;

namespace Eyrie.Ingestor.Spool;

/// <summary>
/// What the spool has in memory, within its limits: what need not be there is freed, and when nothing can be, the oldest of the least
/// worth is dropped. Guarded by the spool's gate.
/// </summary>
internal sealed class SpoolMemory(Lock gate, Lane[] lanes, SpoolLimits limits, SpoolAccount account, long first)
{
    private const double RoomShare = 0.75; // of the disk; above it sources that can wait do. Dropping begins at 7/8
    private const int Reserve = 8; // the part of the memory that has to be free for those who wait

    private TaskCompletionSource? _room;
    private long _settled = first; // all below this position is in Kafka
    private long _bytes;
    private long _events;

    /// <summary>Events in memory, taken or not.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>Bytes of them.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The disk can be used: what is written there need not be in memory.</summary>
    public bool UsesDisk { get; set; }

    /// <summary>An event has come in.</summary>
    public void Added(KeptEvent kept)
    {
        lanes[(int)kept.Worth].Memory.Add(kept);
        _events++;
        _bytes += kept.Cost;
    }

    /// <summary>Waits until events of that worth have room without anything of theirs being dropped.</summary>
    public async ValueTask RoomAsync(EventWorth worth, CancellationToken cancellation)
    {
        while (true)
        {
            Task room;
            lock (gate)
            {
                if (HasRoom(worth))
                {
                    return;
                }

                room = (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await room.WaitAsync(cancellation);
        }
    }

    /// <summary>Frees what need not be in memory, and tells those who wait for room.</summary>
    /// <param name="settled">All below this position is in Kafka.</param>
    public void Trim(long settled)
    {
        _settled = settled;
        foreach (var lane in lanes)
        {
            while (lane.TryForget(onlyTaken: true, _settled, out var kept))
            {
                Forgot(kept);
            }
        }

        while (IsOver(0, 0) && ForgetWritten())
        {
        }

        _room?.TrySetResult(); // those who wait look for themselves
        _room = null;
    }

    private bool HasRoom(EventWorth worth)
    {
        var onDisk = 0L;
        for (var i = (int)worth; i < lanes.Length; i++)
        {
            onDisk += lanes[i].Bytes;
        }

        // With a disk, memory is full as long as there is a backlog, and what comes takes the place of what is written.
        return onDisk < limits.DiskBytes * RoomShare && !(UsesDisk ? IsOver(0, 0) : IsOver(1, limits.MemoryBytes / Reserve));
    }

    private bool IsOver(int events, long bytes)
    {
        var (inMemory, size) = Limited();
        return inMemory > 0 && (inMemory + events > limits.MemoryEvents || size + bytes > limits.MemoryBytes);
    }

    // The writer frees memory in a moment: only when it lags far behind, or there is none, something is dropped.
    private bool IsFarOver(KeptEvent kept)
    {
        var (inMemory, size) = Limited();
        return UsesDisk
            ? inMemory > 2L * limits.MemoryEvents || size + kept.Cost > 2 * limits.MemoryBytes
            : IsOver(1, kept.Cost);
    }

    // What was taken is limited by the queue of Kafka's client: it must not take the room of what is worth more.
    private (long Events, long Bytes) Limited()
    {
        var (events, bytes) = (_events, _bytes);
        foreach (var lane in lanes)
        {
            (events, bytes) = (events - lane.TakenEvents, bytes - lane.TakenBytes);
        }

        return (events, bytes);
    }

    /// <summary>Makes room for an event; false when there is none, and nothing of less worth to drop for it.</summary>
    public bool MakeRoom(KeptEvent kept)
    {
        while (IsOver(1, kept.Cost))
        {
            if (ForgetWritten())
            {
                continue;
            }

            if (!IsFarOver(kept))
            {
                return true;
            }

            if (!DropUpTo(kept.Worth))
            {
                return false;
            }
        }

        return true;
    }

    private bool ForgetWritten()
    {
        foreach (var lane in lanes)
        {
            if (lane.TryForget(onlyTaken: false, _settled, out var kept))
            {
                Forgot(kept);
                return true;
            }
        }

        return false;
    }

    /// <summary>An event is no longer in memory.</summary>
    public void Forgot(KeptEvent? kept)
    {
        if (kept is not null)
        {
            _events--;
            _bytes -= kept.Cost;
        }
    }

    private bool DropUpTo(EventWorth worth)
    {
        foreach (var lane in lanes)
        {
            if (lane.Worth <= worth && lane.Drop() is { } dropped)
            {
                Forgot(dropped);
                account.Dropped(dropped.Sensor, DropReasons.BufferFull, 1);
                return true;
            }
        }

        return false;
    }
}
