namespace Eyrie.Ingestor.Spool;

/// <summary>Counts what goes with a segment, by sensor.</summary>
internal static class EvictionCount
{
    /// <summary>Reads what is nowhere else once more, and counts it as dropped.</summary>
    /// <param name="eviction">What goes.</param>
    /// <param name="account">Told.</param>
    /// <param name="first">Our first position: what is below was left by an earlier process.</param>
    public static void Drop(in Eviction eviction, SpoolAccount account, long first)
    {
        if (eviction.From is not { } from)
        {
            return;
        }

        var (reader, events) = (new SegmentReader(), new List<KeptEvent>());
        var (offset, number) = (from.Offset, from.Number);
        using var segment = eviction.Segment.Again(); // another thread may be reading it
        while (offset < segment.Bytes && number <= eviction.LastNumber)
        {
            var part = Read(reader, segment, offset, number, eviction.LastNumber, events);
            account.Corrupt(part.Corrupt, isRecovered: segment.FirstPosition < first);
            foreach (var kept in events)
            {
                Drop(kept, eviction, account, first);
            }

            events.Clear();
            (offset, number) = (part.NextOffset, part.NextNumber);
        }
    }

    // What cannot be read is gone as well: it must not go uncounted.
    private static SegmentPart Read(SegmentReader reader, Segment segment, long offset, long number, long last, List<KeptEvent> events)
    {
        try
        {
            return reader.Read(segment, offset, number, last, events);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            events.Clear();
            return new(segment.Bytes, segment.NextNumber, Math.Max(0, SegmentReader.Wanted(segment, last) - number));
        }
    }

    private static void Drop(KeptEvent kept, in Eviction eviction, SpoolAccount account, long first)
    {
        if (kept.Position < eviction.Lane.SkipBelow || kept.Position > eviction.Last)
        {
            return;
        }

        if (kept.Position < first)
        {
            account.Recovered(kept.Sensor);
        }

        account.Dropped(kept.Sensor, DropReasons.SpoolFull, 1);
    }
}
