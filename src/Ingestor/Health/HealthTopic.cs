using Eyrie.Contracts;

namespace Eyrie.Ingestor.Health;

/// <summary>
/// What is told of one thing about one sensor, at a bounded pace: <see cref="HealthReporter"/> holds its lock around every call. Kinds that
/// undo each other (lost, connected) are one topic, so that the last one told is what is true.
/// </summary>
internal sealed class HealthTopic(TimeSpan interval, TimeProvider time)
{
    private readonly Dictionary<HealthKind, long> _told = [];
    private HealthEvent? _waiting;

    /// <summary>Which topic an event belongs to. Its texts are the configuration's and ours, so there are not many.</summary>
    public static string KeyOf(HealthEvent happened) => happened.Kind switch
    {
        HealthKind.SensorConnected or HealthKind.SensorLost or HealthKind.SensorUnreachable => $"connection {happened.Sensor} {happened.Address}",
        HealthKind.SensorSilent or HealthKind.SensorHeard => $"voice {happened.Sensor}",
        HealthKind.SensorThrottled or HealthKind.SensorUnthrottled => $"throttle {happened.Sensor}",
        HealthKind.SpoolTrouble or HealthKind.SpoolRecovered => "spool",
        HealthKind.KafkaTrouble or HealthKind.KafkaRecovered => "kafka",
        HealthKind.EventsDropped => $"dropped {happened.Reason} {happened.Sensor}",
        var kind => $"{kind.Word()} {happened.Sensor} {happened.Address}",
    };

    /// <summary>Takes an event in.</summary>
    /// <returns>The event when it is to be told now; null when it waits.</returns>
    public HealthEvent? Take(HealthEvent happened, long now)
    {
        _waiting = Add(_waiting, happened);
        return TakeDue(now, all: false);
    }

    /// <summary>Takes out what waits, when its time has come.</summary>
    public HealthEvent? TakeDue(long now, bool all)
    {
        if (_waiting is not { } waiting || (!all && DueIn(now) > TimeSpan.Zero))
        {
            return null;
        }

        _waiting = null;
        _told[waiting.Kind] = now;
        return waiting;
    }

    /// <summary>When what waits is to be told; null when nothing waits.</summary>
    public TimeSpan? DueIn(long now)
    {
        if (_waiting is not { } waiting)
        {
            return null;
        }

        if (!_told.TryGetValue(waiting.Kind, out var told))
        {
            return TimeSpan.Zero;
        }

        var left = interval - time.GetElapsedTime(told, now);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>It could not be told: it waits again, unless there is later news; their sums are kept together.</summary>
    public void Return(HealthEvent untold, long now)
    {
        _told[untold.Kind] = now;
        _waiting = _waiting is null ? untold : Add(untold, _waiting);
    }

    // Of events that are told as one the last speaks for all; what was lost and how often adds up, and the worst says how bad.
    private static HealthEvent Add(HealthEvent? before, HealthEvent latest) => before is null ? latest : latest with
    {
        Occurrences = before.Occurrences + latest.Occurrences,
        Lost = long.MaxValue - before.Lost < latest.Lost ? long.MaxValue : before.Lost + latest.Lost,
        Since = before.Since ?? before.Time,
        Severity = before.Kind == latest.Kind && before.Severity > latest.Severity ? before.Severity : latest.Severity,
    };
}
