namespace Eyrie.Sinks.OnCall;

/// <summary>Holds requests to one address back: a few at once, then one an interval. One of the few is kept for what is urgent.</summary>
internal sealed class NoticePacer(TimeSpan interval, int burst)
{
    private const int SlowestAfterOutage = 4;

    private DateTimeOffset _emptyAt = DateTimeOffset.MinValue;
    private DateTimeOffset _lastAt = DateTimeOffset.MinValue;
    private int _slowness = 1;

    /// <summary>When the next request may be sent; not later than <paramref name="now"/> when it may be at once.</summary>
    public DateTimeOffset At(DateTimeOffset now, bool isUrgent)
    {
        var reserve = !isUrgent && burst > 1 ? 1 : 0;
        var at = Later(_emptyAt, now - (burst * interval)) + ((1 + reserve) * interval);
        return isUrgent || _slowness == 1 ? at : Later(at, _lastAt + (_slowness * interval));
    }

    /// <summary>A request is sent.</summary>
    public void Take(DateTimeOffset now)
    {
        _emptyAt = Later(_emptyAt, now - (burst * interval)) + interval;
        _lastAt = now;
    }

    /// <summary>The clock was set back.</summary>
    public void SetBack(TimeSpan by)
    {
        if (_lastAt > DateTimeOffset.MinValue)
        {
            (_emptyAt, _lastAt) = (_emptyAt - by, _lastAt - by);
        }
    }

    /// <summary>The target is back from an outage: what gathered does not fall on it all at once.</summary>
    public void SlowDown() => _slowness = SlowestAfterOutage;

    /// <summary>The target took one.</summary>
    public void SpeedUp() => _slowness = Math.Max(1, _slowness / 2);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
