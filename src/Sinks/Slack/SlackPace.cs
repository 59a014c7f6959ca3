namespace Eyrie.Sinks.Slack;

/// <summary>Holds requests back so that a limit of Slack's is not met: a few at once, then so many a second. For many threads.</summary>
internal sealed class SlackPace(double perSecond, TimeProvider time, int burst = SlackPace.Burst)
{
    public const int Burst = 3;
    private readonly Lock _lock = new();
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1 / perSecond);
    private readonly long _began = time.GetTimestamp(); // not by the wall clock, which somebody may set back
    private TimeSpan _fullAt;

    /// <summary>Ends when a request may be sent, and counts it.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="urgent">Counts it without a wait: the limit allows for short bursts, and this one is worth it.</param>
    public Task WaitAsync(CancellationToken cancellation, bool urgent = false)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = time.GetElapsedTime(_began);
            var start = _fullAt > now ? _fullAt : now;
            wait = start - now - ((burst - 1) * _interval);
            _fullAt = start + _interval;
        }

        return wait > TimeSpan.Zero && !urgent ? Task.Delay(wait, time, cancellation) : Task.CompletedTask;
    }
}
