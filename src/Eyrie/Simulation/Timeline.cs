namespace Eyrie.Simulation;

/// <summary>Plays messages at their times. Several sources become one, in an order that depends on nothing but them.</summary>
internal static class Timeline
{
    /// <summary>Shortest wait: what falls due within it goes out together, so that high rates cost few timers.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);

    /// <summary>Merges sources by time, the first source first where times are equal. Each must be in order itself.</summary>
    public static IEnumerable<TimedMessage> Merge(IReadOnlyList<IEnumerable<TimedMessage>> sources)
    {
        var upcoming = new PriorityQueue<IEnumerator<TimedMessage>, (TimeSpan At, int Source)>();
        for (var source = 0; source < sources.Count; source++)
        {
            Take(sources[source].GetEnumerator(), source);
        }

        while (upcoming.TryDequeue(out var source, out var next))
        {
            yield return source.Current;
            Take(source, next.Source);
        }

        void Take(IEnumerator<TimedMessage> source, int index)
        {
            if (source.MoveNext())
            {
                upcoming.Enqueue(source, (source.Current.At, index));
            }
            else
            {
                source.Dispose();
            }
        }
    }

    /// <summary>Publishes every message when its time has come; late ones at once.</summary>
    public static async Task PlayAsync(
        IEnumerable<TimedMessage> messages,
        Action<SensorMessage> publish,
        TimeProvider time,
        CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        await Task.Yield(); // whoever starts the play does not have to sit through it
        var elapsed = TimeSpan.Zero;
        foreach (var (at, message) in messages)
        {
            while (at > elapsed)
            {
                elapsed = time.GetElapsedTime(started);
                if (at > elapsed)
                {
                    var wait = at - elapsed;
                    await Task.Delay(wait > Tick ? wait : Tick, time, cancellation);
                }
            }

            cancellation.ThrowIfCancellationRequested();
            publish(message);
        }
    }
}
