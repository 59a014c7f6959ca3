namespace Eyrie.Ingestor.Spool;

/// <summary>Finds what an earlier process left behind.</summary>
internal static class SpoolRecovery
{
    /// <summary>Hands the segments of a folder to the spool, each to be read from its beginning.</summary>
    /// <exception cref="IOException">A segment cannot be read.</exception>
    public static void Fill(EventSpool spool, SpoolFolder folder)
    {
        var found = folder.FindSegments();
        spool.Disk.Recover([.. spool.Lanes.Select(lane => Useful([.. found.Where(segment => segment.Worth == lane.Worth)], folder.Mark))], folder.Mark);
    }

    private static List<Segment> Useful(Segment[] segments, long settled)
    {
        for (var i = 0; i < segments.Length; i++)
        {
            if (i + 1 < segments.Length)
            {
                (segments[i].LastPosition, segments[i].NextNumber) = (segments[i + 1].FirstPosition - 1, segments[i + 1].FirstNumber);
            }
            else
            {
                FindEnd(segments[i]);
            }
        }

        var useful = new List<Segment>();
        foreach (var segment in segments)
        {
            if (segment.Bytes == 0 || segment.LastPosition < settled)
            {
                segment.Delete();
            }
            else
            {
                useful.Add(segment);
            }
        }

        return useful;
    }

    // Only the last one may have been torn, and only its end is not told by the next one's name.
    private static void FindEnd(Segment segment)
    {
        var (reader, events) = (new SegmentReader(), new List<KeptEvent>());
        var (offset, number) = (0L, segment.FirstNumber);
        try
        {
            while (offset < segment.Bytes)
            {
                var part = reader.Read(segment, offset, number, long.MaxValue, events);
                (offset, number) = (part.NextOffset, part.NextNumber);
                segment.LastPosition = events.Count > 0 ? events[^1].Position : segment.LastPosition;
                events.Clear();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A bad spot must not cost the use of all the others: whoever reads this one says that it cannot be read.
        }

        segment.NextNumber = number;
        segment.CloseReading();
    }
}
