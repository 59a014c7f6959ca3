namespace Eyrie.Demo.StandIns;

/// <summary>Slack's limit on a channel: about one message a second, a few more at once are let through.</summary>
internal sealed class ChannelRate(TimeProvider time, double perSecond = 1, double burst = ChannelRate.Burst)
{
    private const double Burst = 4;
    private const double UpdatesPerMinute = 50;
    private const double UpdateBurst = 25;
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(100);
    private readonly Lock _lock = new();
    private readonly double _burst = burst;
    private double _allowed = burst;
    private long _seen = time.GetTimestamp();
    private long? _throttled;

    /// <summary>How long a sender is told to wait.</summary>
    public static TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The limit on changes of messages, of all channels together: Slack's tier 3.</summary>
    public static ChannelRate OfUpdates(TimeProvider time) => new(time, UpdatesPerMinute / 60, UpdateBurst);

    /// <summary>Whether a message may pass now.</summary>
    /// <param name="tooEager">It comes before the wait that the last one was told is over.</param>
    public bool TryTake(out bool tooEager)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _allowed = Math.Min(_burst, _allowed + (perSecond * time.GetElapsedTime(_seen, now).TotalSeconds));
            _seen = now;
            tooEager = _throttled is { } told && time.GetElapsedTime(told, now) < RetryAfter - Tolerance;
            if (_allowed < 1)
            {
                _throttled = now;
                return false;
            }

            _allowed--;
            _throttled = null;
            return true;
        }
    }
}
