using Eyrie.Ingestor.Sensors;

namespace Eyrie.Ingestor.Spool;

/// <summary>The lanes of a spool as one: their events are taken in the order of positions. Guarded by the spool's gate.</summary>
internal sealed class SpoolLanes(SpoolPositions positions)
{
    /// <summary>The least worth first.</summary>
    public Lane[] All { get; } = [new(EventWorth.Telemetry), new(EventWorth.Policy), new(EventWorth.Alert)];

    /// <summary>Events that are still to be taken.</summary>
    public long Waiting => All[0].Waiting + All[1].Waiting + All[2].Waiting;

    /// <summary>Bytes on disk.</summary>
    public long Bytes => All[0].Bytes + All[1].Bytes + All[2].Bytes;

    /// <summary>Takes what comes next and is at hand.</summary>
    /// <returns>Null when there is no more; else the lane that has to be read from disk first.</returns>
    public Lane? Take(List<KeptEvent> batch, int most)
    {
        while (batch.Count < most)
        {
            Lane? oldest = null;
            var least = long.MaxValue;
            foreach (var lane in All)
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
            positions.Took(least);
        }

        return null;
    }
}
