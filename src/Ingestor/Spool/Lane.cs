using Eyrie.Ingestor.Sensors;

namespace Eyrie.Ingestor.Spool;

/// <summary>
/// Events of one worth, in order. The newest are in memory; all that the writer has been at are on disk, too. What is not taken for Kafka
/// and no longer in memory is read back from there. Guarded by the spool's gate.
/// </summary>
internal sealed class Lane(EventWorth worth)
{
    private long _dropped; // no event before it can be dropped any more

    public EventWorth Worth { get; } = worth;

    public LaneMemory Memory { get; } = new();

    /// <summary>On disk, oldest first; the last one is being written unless it is sealed.</summary>
    public LinkedList<Segment> Segments { get; } = new();

    /// <summary>Bytes on disk.</summary>
    public long Bytes { get; set; }

    /// <summary>How many were ever written: the number of the next one on disk.</summary>
    public long Written { get; set; }

    /// <summary>The next in memory to be taken for Kafka.</summary>
    public long Take { get; private set; }

    /// <summary>The next in memory to be written to disk.</summary>
    public long Write { get; private set; }

    /// <summary>Up to here the writer has them in hand.</summary>
    public long InHand { get; private set; }

    /// <summary>Where the reader goes on; null when all that was not taken is in memory.</summary>
    public SpoolPlace? ReadAt { get; private set; }

    /// <summary>The last position that has to be read from disk: what follows is in memory.</summary>
    public long ReadEnd { get; private set; }

    /// <summary>Its number.</summary>
    public long ReadEndNumber { get; private set; } = -1;

    /// <summary>What is on disk below this position was settled by an earlier process.</summary>
    public long SkipBelow { get; private set; }

    /// <summary>In memory although they were taken: neither on disk nor in Kafka yet.</summary>
    public long TakenEvents { get; private set; }

    /// <summary>Bytes of them.</summary>
    public long TakenBytes { get; private set; }

    /// <summary>How many are still to be taken.</summary>
    public long Waiting => Ahead.Count + (ReadAt is { } place ? Math.Max(0, ReadEndNumber + 1 - place.Number) : 0) + (Memory.Next - Take);

    /// <summary>Read from disk and not yet taken.</summary>
    public Queue<KeptEvent> Ahead { get; } = new();

    /// <summary>What comes next has to be read from disk first.</summary>
    public bool NeedsRead => Ahead.Count == 0 && ReadAt is not null;

    /// <summary>There is something in memory that the writer has not been at.</summary>
    public bool NeedsWrite => Write < Memory.Next;

    /// <summary>The position of the next to be taken; null when there is none. Not to be asked while it <see cref="NeedsRead"/>.</summary>
    public long? NextPosition()
    {
        if (Ahead.TryPeek(out var ahead))
        {
            return ahead.Position;
        }

        while (Take < Memory.Next)
        {
            if (Memory[Take] is { } kept)
            {
                return kept.Position;
            }

            Take++;
        }

        return null;
    }

    /// <summary>Takes what <see cref="NextPosition"/> tells of.</summary>
    public KeptEvent TakeNext()
    {
        if (Ahead.TryDequeue(out var ahead))
        {
            return ahead;
        }

        var kept = Memory[Take++]!;
        (TakenEvents, TakenBytes) = (TakenEvents + 1, TakenBytes + kept.Cost);
        return kept;
    }

    /// <summary>
    /// Frees the oldest in memory, which is on disk or in Kafka; null when there is none such. What was only taken stays: until Kafka has
    /// it, the writer may still be asked to bring it to disk.
    /// </summary>
    /// <param name="onlyTaken">Leaves alone what was not taken.</param>
    /// <param name="settled">All below this position is in Kafka.</param>
    /// <param name="kept">What was freed; null for a gap that a dropped one left.</param>
    public bool TryForget(bool onlyTaken, long settled, out KeptEvent? kept)
    {
        kept = null;
        var oldest = Memory.First;
        if (oldest == Memory.Next)
        {
            return false;
        }

        var isTaken = oldest < Take;
        var isWritten = oldest < Write;
        if (Memory[oldest] is { } first && !(isTaken ? isWritten || first.Position < settled : isWritten && !onlyTaken))
        {
            return false;
        }

        kept = Memory.RemoveFirst();
        (Take, Write) = (Math.Max(Take, Memory.First), Math.Max(Write, Memory.First));
        if (kept is not null && !isTaken)
        {
            ReadAt ??= kept.Place;
            (ReadEnd, ReadEndNumber) = (kept.Position, kept.Place!.Value.Number);
        }

        Forgot(kept, isTaken);
        return true;
    }

    private void Forgot(KeptEvent? kept, bool wasTaken)
    {
        if (kept is not null && wasTaken)
        {
            (TakenEvents, TakenBytes) = (TakenEvents - 1, TakenBytes - kept.Cost);
        }
    }

    /// <summary>Drops the oldest that is nowhere but in memory; null when there is none.</summary>
    public KeptEvent? Drop()
    {
        _dropped = Math.Max(Math.Max(_dropped, Take), Math.Max(InHand, Write));
        for (; _dropped < Memory.Next; _dropped++)
        {
            if (Memory.TakeOut(_dropped) is { } kept)
            {
                return kept;
            }
        }

        return null;
    }

    /// <summary>Gives the writer what comes next, up to so many bytes.</summary>
    /// <returns>The position of the first that it was not given; null when it was given all.</returns>
    public long? GiveToWriter(List<KeptEvent> batch, long bytes)
    {
        InHand = Math.Max(Write, Memory.First);
        for (; InHand < Memory.Next && bytes > 0; InHand++)
        {
            if (Memory[InHand] is { } kept)
            {
                batch.Add(kept);
                bytes -= kept.Cost;
            }
        }

        for (var left = InHand; left < Memory.Next; left++)
        {
            if (Memory[left] is { } kept)
            {
                return kept.Position;
            }
        }

        return null;
    }

    /// <summary>The writer is done with what it was given; if it failed it asks again for what it did not get to.</summary>
    public void WriterIsDone(bool succeeded)
    {
        Write = Math.Max(succeeded ? InHand : Write, Memory.First);
        while (Write < InHand && Memory[Write] is not { Place: null })
        {
            Write++; // else it would be there twice
        }

        InHand = Write;
    }

    /// <summary>A segment goes although Kafka does not have all of it.</summary>
    /// <param name="segment">The oldest.</param>
    /// <param name="lost">Told of those that are in memory, too, and whether they were taken.</param>
    /// <returns>From where on it holds what was neither taken nor is in memory; null when there is no such.</returns>
    public SpoolPlace? GiveUp(Segment segment, Action<KeptEvent, bool> lost)
    {
        segment.GiveUp();
        while (Memory.First < Write && (Memory[Memory.First]?.Place?.Segment ?? segment) == segment)
        {
            var wasTaken = Memory.First < Take;
            if (Memory.RemoveFirst() is { } kept)
            {
                Forgot(kept, wasTaken);
                lost(kept, wasTaken);
            }

            Take = Math.Max(Take, Memory.First);
        }

        if (ReadAt is not { } from || from.Segment != segment)
        {
            return null;
        }

        ReadOn(segment);
        return from;
    }

    /// <summary>What is at hand and was not taken.</summary>
    public IEnumerable<KeptEvent> Untaken()
    {
        foreach (var ahead in Ahead)
        {
            yield return ahead;
        }

        for (var i = Take; i < Memory.Next; i++)
        {
            if (Memory[i] is { } kept)
            {
                yield return kept;
            }
        }
    }

    /// <summary>The reader goes on in the next segment, unless what follows is in memory.</summary>
    public void ReadOn(Segment segment) =>
        ReadAt = Segments.Find(segment)?.Next?.Value is { } next && next.FirstPosition <= ReadEnd ? new(next, 0, next.FirstNumber) : null;

    /// <summary>The reader goes on there.</summary>
    public void ReadOn(SpoolPlace? place) => ReadAt = place;

    /// <summary>Adds what an earlier process left: all of it has to be read from disk.</summary>
    /// <param name="left">Its segments, in order.</param>
    /// <param name="settled">What is below was settled by it.</param>
    public void Recover(IEnumerable<Segment> left, long settled)
    {
        foreach (var segment in left)
        {
            Segments.AddLast(segment);
            Bytes += segment.Bytes;
            Written = segment.NextNumber;
        }

        SkipBelow = settled;
        if (Segments.First?.Value is { } first)
        {
            ReadAt = new(first, 0, first.FirstNumber);
            (ReadEnd, ReadEndNumber) = (Segments.Last!.Value.LastPosition, Written - 1);
        }
    }
}
