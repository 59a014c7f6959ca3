using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;

namespace Eyrie.Ingestor.Health;

/// <summary>
/// Notices that a sensor which is being read says nothing, and that it speaks again. An event costs a write and a read of memory: whether
/// any came is looked at now and then, by a clock that no change of the time of day moves.
/// </summary>
internal sealed class SensorSilence : IDisposable
{
    private const int LooksPerLimit = 20;

    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TetragonLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FalcoLimit = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly Told _told;
    private readonly ITimer? _timer;
    private long _heard;
    private volatile bool _silent;

    // Whether and since when it is listened to, what was heard at the last look, and when that was.
    private bool _listening;
    private EventTime _since;
    private long _lastHeard;
    private long _lastNews;

    /// <param name="limit">Longest silence that is nothing; zero: any.</param>
    /// <param name="time">The clock.</param>
    /// <param name="told">Is called once a change, never at the same time from two threads.</param>
    public SensorSilence(TimeSpan limit, TimeProvider time, Told told)
    {
        (_limit, _time, _told) = (limit, time, told);
        _since = EventTime.From(time.GetUtcNow());
        _lastNews = time.GetTimestamp();
        if (limit > TimeSpan.Zero)
        {
            var look = limit / LooksPerLimit;
            look = look < ShortestLook ? ShortestLook : look > LongestLook ? LongestLook : look;
            _timer = time.CreateTimer(static silence => ((SensorSilence)silence!).Look(), this, look, look);
        }
    }

    /// <summary>The sensor fell silent, or speaks again.</summary>
    /// <param name="silent">Which of the two.</param>
    /// <param name="since">Its last event before, or when listening began.</param>
    /// <param name="length">How long that is ago.</param>
    internal delegate void Told(bool silent, EventTime since, TimeSpan length);

    /// <summary>Whether it ever said anything.</summary>
    public bool WasHeard => Volatile.Read(ref _heard) != 0;

    /// <summary>Since its last event, or since it is listened to.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
            {
                var elapsed = EventTime.From(_time.GetUtcNow()) - Last(Volatile.Read(ref _heard));
                return elapsed > TimeSpan.Zero ? elapsed : TimeSpan.Zero;
            }
        }
    }

    /// <summary>The silence that is told, by the sensor's type where it is not set: nothing happens on a quiet host that Falco has a rule for.</summary>
    public static TimeSpan Limit(SensorOptions sensor) => sensor.SilenceAfter ?? sensor.Type switch
    {
        var type when type.EndsWith("-stdin", StringComparison.Ordinal) => TimeSpan.Zero,
        var type when type.StartsWith("tetragon", StringComparison.Ordinal) => TetragonLimit,
        var type when type.StartsWith("falco", StringComparison.Ordinal) => FalcoLimit,
        _ => TimeSpan.Zero, // our own events
    };

    /// <summary>An event came.</summary>
    public void Heard(EventTime received)
    {
        Volatile.Write(ref _heard, received.UnixNanoseconds);
        if (_silent)
        {
            Look();
        }
    }

    /// <summary>It is listened to from now on; so it is with its first event.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            (_listening, _since, _lastNews) = (true, EventTime.From(_time.GetUtcNow()), _time.GetTimestamp());
        }
    }

    /// <summary>It is not listened to any more, so its silence says nothing; who was told of a silence hears of the loss next.</summary>
    public void End()
    {
        lock (_gate)
        {
            (_listening, _silent, _lastHeard) = (false, false, Volatile.Read(ref _heard));
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        lock (_gate)
        {
            var heard = Volatile.Read(ref _heard);
            if (heard != _lastHeard)
            {
                SpeakAgain(heard);
                return;
            }

            var quiet = _time.GetElapsedTime(_lastNews);
            if (_listening && !_silent && quiet >= _limit)
            {
                _silent = true;
                _told(silent: true, Last(heard), quiet);
            }
        }
    }

    private void SpeakAgain(long heard)
    {
        var (before, quiet) = (Last(_lastHeard), _time.GetElapsedTime(_lastNews));
        (_listening, _lastHeard, _lastNews) = (true, heard, _time.GetTimestamp());
        if (_silent)
        {
            _silent = false;
            _told(silent: false, before, quiet);
        }
    }

    private EventTime Last(long heard) => _since.UnixNanoseconds > heard ? _since : new(heard);
}
