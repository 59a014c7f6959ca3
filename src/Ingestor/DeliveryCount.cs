namespace Eyrie.Ingestor;

/// <summary>Counts records on their way to Kafka. Once closed, a late report changes nothing, so that no event is counted twice.</summary>
internal sealed class DeliveryCount
{
    private const long Closed = long.MinValue / 2;

    private TaskCompletionSource? _zero;
    private long _count;

    public void Add() => Interlocked.Increment(ref _count);

    /// <summary>A record got its outcome; false when it came too late to count.</summary>
    public bool TryRemove()
    {
        var left = Interlocked.Decrement(ref _count);
        if (left == 0)
        {
            Volatile.Read(ref _zero)?.TrySetResult();
        }

        return left >= 0;
    }

    /// <summary>Completes when nothing is on its way. To be asked when nothing is added any more.</summary>
    public Task ZeroAsync()
    {
        var zero = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _zero, zero); // first the signal, then the look: a report in between is not missed
        if (Interlocked.Read(ref _count) == 0)
        {
            zero.TrySetResult();
        }

        return zero.Task;
    }

    /// <summary>Ends the count.</summary>
    /// <returns>How many were still on their way.</returns>
    public long Close() => Interlocked.Exchange(ref _count, Closed);
}
