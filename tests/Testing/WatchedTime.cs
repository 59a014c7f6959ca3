using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Testing;

/// <summary>A clock that stands still and tells how long somebody wants to wait.</summary>
public sealed class WatchedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>The next wait that began, or begins.</summary>
    public ValueTask<TimeSpan> WaitAsync(CancellationToken cancellation) => _waits.Reader.ReadAsync(cancellation);

    /// <summary>Lets the next wait be over.</summary>
    /// <returns>How long it was.</returns>
    public async Task<TimeSpan> PassAsync(CancellationToken cancellation)
    {
        var wait = await WaitAsync(cancellation);
        Advance(wait);
        return wait;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            _waits.Writer.TryWrite(dueTime);
        }

        return timer;
    }
}
