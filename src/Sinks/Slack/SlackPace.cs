namespace Eyrie.Sinks.Slack;

/// <summary>Holds messages back so that a channel's limit is not met: a few at once, then so many a second.</summary>
internal sealed class SlackPace(double messagesPerSecond, TimeProvider time, int burst = SlackPace.Burst)
{
    public const int Burst = 3;
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1 / messagesPerSecond);
    private DateTimeOffset _fullAt = DateTimeOffset.MinValue;

    /// <summary>Ends when a message may be sent, and counts it.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var start = _fullAt > now ? _fullAt : now;
        var wait = start - now - ((burst - 1) * _interval);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellation);
        }

        _fullAt = start + _interval;
    }
}
