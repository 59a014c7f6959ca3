using Eyrie.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Ingestor.Health;

/// <summary>
/// Tells what happens to sensors and to ourselves as events of the pseudo sensor <c>eyrie</c>. The first of a kind goes out at once,
/// then one an <see cref="IngestorOptions.HealthInterval"/> with the sum of those in between. Any thread may call it; it never waits,
/// never throws, and what keeping an event brings about (it may be dropped) never comes back as a call inside a call.
/// </summary>
internal sealed class HealthReporter : IDisposable
{
    /// <summary>The pseudo sensor's name in metrics and configuration: no configured sensor is told of under it.</summary>
    public const string Sensor = "eyrie";

    // What is told before there is an intake; a process has far fewer sensors.
    private const int MostUntold = 4_096;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HealthTopic> _topics = new(StringComparer.Ordinal);
    private readonly Queue<(HealthTopic Topic, HealthEvent Event)> _outbox = new();
    private readonly TimeSpan _interval;
    private readonly IngestorMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<HealthReporter> _logger;
    private readonly ITimer _timer;
    private IEventIntake? _intake;
    private long _number;
    private bool _telling;

    public HealthReporter(IOptions<IngestorOptions> options, IngestorMetrics metrics, TimeProvider time, ILogger<HealthReporter> logger)
    {
        _interval = options.Value.HealthInterval;
        (_metrics, _time, _logger) = (metrics, time, logger);
        _number = time.GetUtcNow().ToUnixTimeMilliseconds(); // beyond all that an earlier run of ours can have counted to
        _timer = time.CreateTimer(static reporter => ((HealthReporter)reporter!).TellDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gives the intake of the pseudo sensor; what was reported before goes to it now.</summary>
    public void Connect(IEventIntake intake)
    {
        lock (_gate)
        {
            _intake = intake;
        }

        Tell();
    }

    /// <summary>Reports what happened; time, number and message are filled in, and our own name where it is about no sensor.</summary>
    public void Report(HealthEvent happened)
    {
        try
        {
            happened = happened with
            {
                Time = EventTime.From(_time.GetUtcNow()),
                Sensor = happened.Sensor.Length > 0 ? happened.Sensor : Sensor,
            };
            lock (_gate)
            {
                var topic = TopicOf(happened);
                if (topic.Take(happened, _time.GetTimestamp()) is { } now)
                {
                    _outbox.Enqueue((topic, now));
                }

                Schedule();
            }

            Tell();
        }
        catch (Exception e)
        {
            _logger.HealthNotTold(e, happened.Kind.Word(), happened.Sensor); // whoever reports has more important things to do
        }
    }

    /// <summary>
    /// Events were read and could not be kept. To be called with sums, not for each of them. Those of the pseudo sensor are counted in
    /// metrics alone: telling them would be the next to drop.
    /// </summary>
    /// <param name="sensor">Whose they were.</param>
    /// <param name="reason">One of <see cref="DropReasons"/>.</param>
    /// <param name="count">How many.</param>
    public void EventsDropped(string sensor, string reason, long count)
    {
        if (sensor != Sensor)
        {
            Report(new(HealthKind.EventsDropped) { Sensor = sensor, Reason = reason, Lost = count });
        }
    }

    /// <summary>Tells what waits for its minute: nothing more will be told. To be called before the intake closes.</summary>
    public void TellAll()
    {
        lock (_gate)
        {
            Collect(all: true);
        }

        Tell();
    }

    public void Dispose() => _timer.Dispose();

    private void TellDue()
    {
        lock (_gate)
        {
            Collect(all: false);
            Schedule();
        }

        Tell();
    }

    private HealthTopic TopicOf(HealthEvent happened)
    {
        var key = HealthTopic.KeyOf(happened);
        if (!_topics.TryGetValue(key, out var topic))
        {
            _topics.Add(key, topic = new(_interval, _time));
        }

        return topic;
    }

    private void Collect(bool all)
    {
        var now = _time.GetTimestamp();
        foreach (var topic in _topics.Values)
        {
            if (topic.TakeDue(now, all) is { } due)
            {
                _outbox.Enqueue((topic, due));
            }
        }
    }

    private void Schedule()
    {
        var now = _time.GetTimestamp();
        TimeSpan? next = null;
        foreach (var topic in _topics.Values)
        {
            next = topic.DueIn(now) is { } due && (next is null || due < next) ? due : next;
        }

        _timer.Change(next ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Hands over what is to be told, outside the lock; a call that comes while this goes on leaves its event to it.</summary>
    private void Tell()
    {
        IEventIntake intake;
        lock (_gate)
        {
            if (_telling || _intake is null || _outbox.Count == 0)
            {
                TrimUntold();
                return;
            }

            (_telling, intake) = (true, _intake);
        }

        while (Next() is { } next)
        {
            Hand(intake, next.Topic, next.Event);
        }

        Flush(intake);
    }

    private (HealthTopic Topic, HealthEvent Event)? Next()
    {
        lock (_gate)
        {
            _telling = _outbox.TryDequeue(out var next);
            return _telling ? (next.Topic, Finish(next.Event)) : null;
        }
    }

    private HealthEvent Finish(HealthEvent health) => health with { Number = ++_number, Message = HealthSentences.Of(health) };

    private void Hand(IEventIntake intake, HealthTopic topic, HealthEvent health)
    {
        var kept = false;
        try
        {
            kept = intake.TryKeep(HealthEventCodec.Write(health), SensorFormat.EyrieJson, out _);
        }
        catch (Exception e)
        {
            _logger.HealthNotTold(e, health.Kind.Word(), health.Sensor); // and is tried again with the next
        }

        if (kept)
        {
            _metrics.HealthTold(health.Kind);
            return;
        }

        lock (_gate)
        {
            topic.Return(health, _time.GetTimestamp());
            Schedule();
        }
    }

    private void Flush(IEventIntake intake)
    {
        try
        {
            intake.Flush();
        }
        catch (Exception e)
        {
            _logger.HealthNotFlushed(e);
        }
    }

    private void TrimUntold()
    {
        while (_outbox.Count > MostUntold)
        {
            _outbox.Dequeue();
        }
    }
}
