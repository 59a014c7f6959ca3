namespace Eyrie.Simulation;

/// <summary>What became of one sensor's events so far.</summary>
/// <param name="Generated">Events the sensor made.</param>
/// <param name="Sent">Events handed to clients; an event that two Tetragon clients got counts twice.</param>
/// <param name="Dropped">Events a client should have had: its queue was full, or its stream broke.</param>
/// <param name="Waiting">Events in queues now.</param>
/// <param name="Unheard">Events nobody was there for, or nobody's filter let through.</param>
internal readonly record struct StreamCounts(long Generated, long Sent, long Dropped, long Waiting, long Unheard);

/// <summary>Counts for <see cref="StreamCounts"/>, from any thread.</summary>
internal sealed class StreamTally
{
    private long _generated;
    private long _sent;
    private long _dropped;
    private long _waiting;
    private long _unheard;

    public StreamCounts Counts => new(
        Interlocked.Read(ref _generated),
        Interlocked.Read(ref _sent),
        Interlocked.Read(ref _dropped),
        Interlocked.Read(ref _waiting),
        Interlocked.Read(ref _unheard));

    public void EventGenerated() => Interlocked.Increment(ref _generated);

    public void EventQueued() => Interlocked.Increment(ref _waiting);

    public void EventOverflowed() => Interlocked.Increment(ref _dropped);

    public void EventUnheard() => Interlocked.Increment(ref _unheard);

    public void EventSent()
    {
        Interlocked.Increment(ref _sent);
        Interlocked.Decrement(ref _waiting);
    }

    /// <summary>Some were asked for and handed over at once.</summary>
    public void EventsHandedOver(long count)
    {
        Interlocked.Add(ref _generated, count);
        Interlocked.Add(ref _sent, count);
    }

    public void EventsLost(long count)
    {
        Interlocked.Add(ref _dropped, count);
        Interlocked.Add(ref _waiting, -count);
    }
}
