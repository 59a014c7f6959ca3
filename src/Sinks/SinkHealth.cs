using Eyrie.Platform;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks;

/// <summary>Whether a sink's target takes what it is given; says so in one log line a change, and in metrics.</summary>
internal sealed class SinkHealth
{
    private readonly string _sink;
    private readonly TimeSpan _patience;
    private readonly SinkMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private SinkState _state = SinkState.Working;
    private long _since;

    /// <param name="sink">The sink's name.</param>
    /// <param name="patience">How long failures last before the target counts as away.</param>
    /// <param name="metrics">Where it is counted.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where changes are logged.</param>
    public SinkHealth(string sink, TimeSpan patience, SinkMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_sink, _patience, _metrics, _time, _logger) = (sink, patience, metrics, time, logger);
        _metrics.Reported(sink, up: true);
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
        _metrics.AttemptFailed(_sink, failure.Kind is FailureKind.Fatal);
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
        if (_state is not SinkState.Working)
        {
            _state = SinkState.Working;
            _metrics.Reported(_sink, up: true);
            _logger.SinkRecovered(_sink, _time.GetElapsedTime(_since).TotalSeconds);
        }
    }

    private void Say(string cause, TimeSpan elapsed)
    {
        _metrics.Reported(_sink, up: _state is SinkState.Failing);
        switch (_state)
        {
            case SinkState.Refused:
                _logger.SinkRefused(_sink, cause);
                break;
            case SinkState.Away:
                _logger.SinkAway(_sink, elapsed.TotalSeconds, cause);
                break;
            default:
                _logger.SinkFailing(_sink, cause);
                break;
        }
    }
}
