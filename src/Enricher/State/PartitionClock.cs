using Eyrie.Contracts;

namespace Eyrie.Enricher.State;

/// <summary>
/// Event time of one partition: the latest time that an event has told, never later than we received it. While nothing
/// comes it moves on with the wall clock, so that nobody waits for an event that may never come.
/// </summary>
internal sealed class PartitionClock
{
    public EventTime Now { get; private set; }

    /// <summary>The last period of which old things were forgotten; null: an earlier version did not write it.</summary>
    public long? SweptPeriod { get; set; }

    private (EventTime Now, long? SweptPeriod) Saved { get; set; }

    /// <summary>An event was read.</summary>
    public void Advance(EventTime time, EventTime received)
    {
        time = time <= received ? time : received;
        Now = time > Now ? time : Now;
    }

    /// <summary>Nothing was read for so long.</summary>
    public void Idle(TimeSpan elapsed) => Now = Now == default ? Now : Now + elapsed;

    /// <summary>Puts back what <c>state.v1</c> remembers.</summary>
    public void Restore(EventTime now, long? sweptPeriod) => (Now, SweptPeriod, Saved) = (now, sweptPeriod, (now, sweptPeriod));

    /// <summary>Whether it moved since the last call.</summary>
    public bool TakeChange()
    {
        var changed = Saved != (Now, SweptPeriod);
        Saved = (Now, SweptPeriod);
        return changed;
    }
}
