using Eyrie.Contracts;

namespace Eyrie.Enricher.State;

/// <summary>
/// Event time of one partition: the latest time that an event has told, never later than we received it. While nothing
/// comes it moves on with the wall clock, so that nobody waits for an event that may never come.
/// </summary>
internal sealed class PartitionClock
{
    // A quiet partition has something to write once in so long.
    private static readonly TimeSpan QuietStep = TimeSpan.FromSeconds(5);

    public EventTime Now { get; private set; }

    /// <summary>The last period of which old things were forgotten; null: an earlier version did not write it.</summary>
    public long? SweptPeriod { get; set; }

    /// <summary>
    /// How long it has stood still while nothing came. Open incidents count it, so that they end; what is waited for and what is forgotten
    /// does not: after an outage, events come that are as old as the clock.
    /// </summary>
    public TimeSpan Quiet { get; private set; }

    private (EventTime Now, long? SweptPeriod, long Quiet) Saved { get; set; }

    /// <summary>An event was read.</summary>
    public void Advance(EventTime time, EventTime received)
    {
        time = time <= received ? time : received;
        (Now, Quiet) = time > Now ? (time, TimeSpan.Zero) : (Now, Quiet);
    }

    /// <summary>Nothing was read for so long.</summary>
    public void Idle(TimeSpan elapsed) => Now = Now == default ? Now : Now + elapsed;

    /// <summary>Nothing was read for so long, and nobody waits.</summary>
    /// <returns>Whether a step is full: time to look what is over.</returns>
    public bool Rest(TimeSpan elapsed)
    {
        var before = Step(Quiet);
        Quiet += elapsed;
        return Step(Quiet) != before;
    }

    /// <summary>Something came, although it moves no clock.</summary>
    public void Wake() => Quiet = TimeSpan.Zero;

    /// <summary>Puts back what <c>state.v1</c> remembers.</summary>
    public void Restore(EventTime now, long? sweptPeriod, TimeSpan quiet) =>
        (Now, SweptPeriod, Quiet, Saved) = (now, sweptPeriod, quiet, (now, sweptPeriod, Step(quiet)));

    /// <summary>Whether it moved since the last call.</summary>
    public bool TakeChange()
    {
        var changed = Saved != (Now, SweptPeriod, Step(Quiet));
        Saved = (Now, SweptPeriod, Step(Quiet));
        return changed;
    }

    private static long Step(TimeSpan quiet) => quiet.Ticks / QuietStep.Ticks;
}
