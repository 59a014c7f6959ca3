using Eyrie.Platform;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks;

/// <summary>Whether a place takes what it is given; says so in one log line a change, in metrics and readiness.</summary>
internal sealed class SinkHealth
{
    private readonly SinkPlace _place;
    private readonly TimeSpan _patience;
    private readonly SinkStates _states;
    private readonly SinkMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private SinkState _state = SinkState.Working;
    private long _since;

    /// <param name="place">The place.</param>
    /// <param name="patience">How long failures last before the target counts as away.</param>
    /// <param name="states">Gets every change.</param>
    /// <param name="metrics">Where failures are counted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where changes are logged.</param>
    public SinkHealth(SinkPlace place, TimeSpan patience, SinkStates states, SinkMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_place, _patience, _states, _metrics, _time, _logger) = (place, patience, states, metrics, time, logger);
        _metrics.Started(place.Sink);
        _states.Reported(place, "");
        _states.CircuitChanged(place, CircuitState.Closed);
    }

    private enum SinkState
    {
        Working,
        Failing,
        Away,
        Refused,
    }

    public void AttemptFailed(PipelineException failure)
    {
        _metrics.AttemptFailed(_place.Sink, failure.Kind is FailureKind.Fatal);
        if (failure is { Kind: FailureKind.Transient, MadeProgress: true })
        {
            Delivered(); // slow is not away
            return;
        }

        if (_state is SinkState.Working)
        {
            _since = _time.GetTimestamp();
        }

        var elapsed = _time.GetElapsedTime(_since);
        var now = failure.Kind is FailureKind.Fatal ? SinkState.Refused
            : elapsed >= _patience ? SinkState.Away
            : SinkState.Failing;
        if (now != _state && (now, _state) is not (SinkState.Failing, SinkState.Refused))
        {
            _state = now;
            Say(failure.Message, elapsed);
        }
    }

    public void Delivered()
    {
        _metrics.Took(_place.Sink, _time.GetUtcNow());
        if (_state is not SinkState.Working)
        {
            _state = SinkState.Working;
            _states.Reported(_place, "");
            _logger.SinkRecovered(_place, _time.GetElapsedTime(_since).TotalSeconds);
        }
    }

    /// <summary>The breaker opened, closed, or lets a trial through.</summary>
    public void CircuitChanged(CircuitState state, TimeSpan wait)
    {
        _states.CircuitChanged(_place, state);
        if (state is CircuitState.Open)
        {
            _logger.CircuitOpened(_place, wait.TotalSeconds);
        }
    }

    private void Say(string cause, TimeSpan elapsed)
    {
        switch (_state)
        {
            case SinkState.Refused:
                _states.Reported(_place, "is refused by its target");
                _logger.SinkRefused(_place, cause);
                break;
            case SinkState.Away:
                _states.Reported(_place, "is not taken by its target");
                _logger.SinkAway(_place, elapsed.TotalSeconds, cause);
                break;
            default:
                _states.Reported(_place, "");
                _logger.SinkFailing(_place, cause);
                break;
        }
    }
}
