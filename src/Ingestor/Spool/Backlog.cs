namespace Eyrie.Ingestor.Spool;

/// <summary>
/// Reads what is no longer in memory back from disk, or what an earlier process left there. The publisher's thread alone uses it; only the
/// reading itself is done outside of the spool's gate.
/// </summary>
internal sealed class Backlog(EventSpool spool, SpoolAccount account)
{
    private readonly SegmentReader _reader = new();
    private readonly List<KeptEvent> _part = [];

    /// <summary>Reads some more of a lane.</summary>
    public void Read(Lane lane)
    {
        SpoolPlace place;
        long last;
        lock (spool.Gate)
        {
            if (!lane.NeedsRead)
            {
                return;
            }

            (place, last) = (lane.ReadAt!.Value, lane.ReadEndNumber);
        }

        var part = ReadPart(place, last);
        lock (spool.Gate)
        {
            if (!place.Segment.IsGivenUp) // else it was counted as dropped from this very place on
            {
                account.Corrupt(part.Corrupt, place.Segment.FirstPosition < spool.First);
                Keep(lane, place.Segment, part);
            }
        }

        if (lane.ReadAt?.Segment != place.Segment)
        {
            place.Segment.CloseReading();
        }

        _part.Clear();
    }

    private SegmentPart ReadPart(in SpoolPlace place, long last)
    {
        try
        {
            return _reader.Read(place.Segment, place.Offset, place.Number, last, _part);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _part.Clear();
            account.Unreadable(place.Segment, e);
            var next = SegmentReader.Wanted(place.Segment, last);
            return new(place.Segment.Bytes, Math.Max(next, place.Number), Math.Max(0, next - place.Number));
        }
    }

    private void Keep(Lane lane, Segment segment, in SegmentPart part)
    {
        foreach (var kept in _part)
        {
            if (kept.Position >= lane.SkipBelow && kept.Position <= lane.ReadEnd)
            {
                kept.Place = new SpoolPlace(segment, 0, 0); // where exactly nobody asks any more
                lane.Ahead.Enqueue(kept);
                if (kept.Position < spool.First)
                {
                    account.Recovered(kept.Sensor);
                }
            }
        }

        if (part.NextNumber > lane.ReadEndNumber)
        {
            lane.ReadOn(place: null);
        }
        else if (part.NextOffset < segment.Bytes)
        {
            lane.ReadOn(new SpoolPlace(segment, part.NextOffset, part.NextNumber));
        }
        else
        {
            lane.ReadOn(segment);
        }
    }
}
