namespace Eyrie.Ingestor.Spool;

/// <summary>
/// The spool as its writer sees it (<see cref="SpoolWriter"/>): what is to go to disk, what is safe there, what an earlier process left, and
/// what goes when the disk is full. Locks the spool's gate itself.
/// </summary>
internal sealed class DiskSide(
    Lock gate, SpoolLanes lanes, SpoolPositions positions, SpoolMemory memory, SpoolAccount account, Signal arrived)
{
    /// <summary>Somebody waits for what is not synced yet.</summary>
    public bool IsAwaited
    {
        get
        {
            lock (gate)
            {
                return positions.IsAwaited;
            }
        }
    }

    /// <summary>The disk can be used, or cannot: without it memory is all there is.</summary>
    public void Use(bool usable)
    {
        lock (gate)
        {
            if (usable && !memory.UsesDisk)
            {
                arrived.Set(); // what an earlier process left may be there to be read now
            }

            memory.UsesDisk = usable;
            memory.Trim(positions.Settled);
        }
    }

    /// <summary>Takes in what an earlier process left on disk.</summary>
    /// <param name="left">Its segments by lane, in order.</param>
    /// <param name="settled">All below this position was settled by it.</param>
    /// <exception cref="IOException">Its positions are above ours, which are in use: nothing was taken in.</exception>
    public void Recover(IReadOnlyList<Segment>[] left, long settled)
    {
        lock (gate)
        {
            var last = Math.Max(settled - 1, left.SelectMany(static lane => lane).Select(static segment => segment.LastPosition).DefaultIfEmpty(-1).Max());
            var oldest = left.SelectMany(static lane => lane).Select(static segment => segment.FirstPosition).DefaultIfEmpty(long.MaxValue).Min();
            positions.CheckBefore(last);
            foreach (var lane in lanes.All)
            {
                lane.Recover(left[(int)lane.Worth], settled);
            }

            positions.Recover(oldest, last, settled);
        }
    }

    /// <summary>Gives the writer what it has not been at.</summary>
    /// <returns>All below this position is written when this is.</returns>
    public long GiveToWriter(List<KeptEvent>[] batches, long bytesEach)
    {
        lock (gate)
        {
            var safe = positions.Next;
            foreach (var lane in lanes.All)
            {
                safe = Math.Min(safe, lane.GiveToWriter(batches[(int)lane.Worth], bytesEach) ?? safe);
            }

            return safe;
        }
    }

    /// <summary>The writer is done with what it was given.</summary>
    public void WriterIsDone(bool succeeded)
    {
        lock (gate)
        {
            foreach (var lane in lanes.All)
            {
                lane.WriterIsDone(succeeded);
            }

            memory.Trim(positions.Settled);
        }
    }

    /// <summary>All below this position was synced to disk.</summary>
    public void Synced(long position)
    {
        lock (gate)
        {
            positions.Synced(position);
        }
    }

    /// <summary>Chooses what goes when the disk holds too much: the oldest of the least worth.</summary>
    public Eviction? Evict()
    {
        lock (gate)
        {
            foreach (var lane in lanes.All)
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
        memory.Forgot(kept);
        if (!wasTaken)
        {
            account.Dropped(kept.Sensor, DropReasons.SpoolFull, 1);
        }
    }
}
