using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Eyrie.Contracts;
using Eyrie.Platform.Metrics;

namespace Eyrie.Ingestor;

/// <summary>Knows whose events come from the future: there the clock of a node is ahead of ours by at least as much.</summary>
internal sealed class ClocksAhead
{
    private readonly ConcurrentDictionary<string, Clock> _clocks = new(StringComparer.Ordinal);
    private volatile bool _any;

    /// <param name="meter">Where it is shown.</param>
    /// <param name="sensors">Those that are read.</param>
    /// <param name="time">The clock that is right.</param>
    public ClocksAhead(Meter meter, Func<IEnumerable<string>> sensors, TimeProvider time) => meter.CreateObservableGauge(
        "eyrie.ingestor.clock.ahead",
        () => sensors().Distinct(StringComparer.Ordinal).Select(sensor => new Measurement<double>(
            _clocks.TryGetValue(sensor, out var clock) ? clock.SecondsAt(EventTime.From(time.GetUtcNow())) : 0, new KeyValuePair<string, object?>("sensor", sensor))),
        "s",
        "How far the clock of one of a sensor's nodes is ahead of ours at least, by its events of the last two minutes; 0 when none came from the future.",
        Labels.Of("sensor"));

    /// <summary>An event came. While all clocks are right this is one comparison.</summary>
    /// <param name="sensor">Whose.</param>
    /// <param name="lag">From its time to its receipt.</param>
    /// <param name="received">Its receipt.</param>
    public void Saw(string sensor, TimeSpan lag, EventTime received)
    {
        if (lag < TimeSpan.Zero || _any)
        {
            _any = true;
            _clocks.GetOrAdd(sensor, static _ => new()).Saw(lag, received);
        }
    }

    private sealed class Clock
    {
        private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
        private readonly Lock _gate = new();
        private EventTime _began;
        private TimeSpan _before;
        private TimeSpan _most;

        public double SecondsAt(EventTime now)
        {
            lock (_gate)
            {
                return (now - _began) switch
                {
                    var since when since < Minute => Math.Max(_before.TotalSeconds, _most.TotalSeconds),
                    var since when since < Minute * 2 => _most.TotalSeconds,
                    _ => 0, // nothing came since
                };
            }
        }

        public void Saw(TimeSpan lag, EventTime received)
        {
            lock (_gate)
            {
                if (received - _began >= Minute)
                {
                    _before = received - _began < Minute * 2 ? _most : TimeSpan.Zero;
                    (_began, _most) = (received, TimeSpan.Zero);
                }

                _most = lag.Negate() > _most ? lag.Negate() : _most;
            }
        }
    }
}
