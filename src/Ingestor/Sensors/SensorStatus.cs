using Eyrie.Contracts;
using Eyrie.Ingestor.Health;
using Eyrie.Platform;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors;

/// <summary>
/// Knows whether a sensor is read and whether it speaks, and tells each change once: in the log, in metrics, and as a health event.
/// Attempts in between are silent. Any thread may call it.
/// </summary>
internal sealed class SensorStatus : IDisposable
{
    /// <summary>A sensor that has not answered for so long since we began is told as unreachable: it may never have been there.</summary>
    public static readonly TimeSpan UnreachableAfter = TimeSpan.FromSeconds(30);

    /// <summary>How often the version of a sensor that is being read is told again: what is told no more is gone after four times as long.</summary>
    public static readonly TimeSpan VersionInterval = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();
    private readonly SensorOptions _sensor;
    private readonly string _node;
    private readonly SensorTag _tag;
    private readonly IngestorMetrics _metrics;
    private readonly HealthReporter _health;
    private readonly TimeProvider _time;
    private readonly ILogger<SensorStatus> _logger;
    private readonly SensorSilence _silence;
    private readonly EventTime _began;
    private readonly ITimer _unreachable;
    private readonly ITimer _version;
    private readonly bool _isOneOfMany;
    private string? _lastCause;
    private bool _connected;
    private bool _answered;
    private bool _hasMany;

    /// <param name="sensor">Which sensor.</param>
    /// <param name="node">The node that it watches, as far as that is known without its events.</param>
    /// <param name="health">Is told what happens.</param>
    /// <param name="metrics">Counts it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Says it.</param>
    public SensorStatus(
        SensorOptions sensor, string node, HealthReporter health, IngestorMetrics metrics, TimeProvider time, ILogger<SensorStatus> logger)
        : this(sensor, node, health, metrics, time, logger, SensorSilence.Limit(sensor), isOneOfMany: false)
    {
    }

    private SensorStatus(
        SensorOptions sensor,
        string node,
        HealthReporter health,
        IngestorMetrics metrics,
        TimeProvider time,
        ILogger<SensorStatus> logger,
        TimeSpan silenceLimit,
        bool isOneOfMany)
    {
        (_sensor, _node, _health, _metrics, _time, _logger, _isOneOfMany) = (sensor, node, health, metrics, time, logger, isOneOfMany);
        _tag = new(sensor.Name);
        _began = EventTime.From(time.GetUtcNow());
        _silence = new(silenceLimit, time, TellSilence);
        _unreachable = time.CreateTimer(
            static status => ((SensorStatus)status!).TellUnreachable(), this, UnreachableAfter, Timeout.InfiniteTimeSpan);
        _version = time.CreateTimer(static status => ((SensorStatus)status!).TellVersion(), this, VersionInterval, VersionInterval);
        metrics.Watch(this);
    }

    /// <summary>The version that the sensor last told; null when it told none.</summary>
    public string? Version { get; private set; }

    /// <summary>The sensor's name as a metric tag.</summary>
    public ref readonly SensorTag Tag => ref _tag;

    /// <summary>The address, where the sensor has several.</summary>
    public string? OneAddress => _isOneOfMany ? _sensor.Address : null;

    /// <summary>Whether it is being read; null when that is told for each of its addresses.</summary>
    public bool? IsUp => _hasMany ? null : Volatile.Read(ref _connected);

    /// <summary>How long ago its last event came; null when only all addresses together know.</summary>
    public TimeSpan? Silence => _isOneOfMany ? null : _silence.Elapsed;

    /// <summary>
    /// The status of one of several addresses that are read as one sensor: it comes and goes on its own. Silence is told of all together.
    /// To be disposed of when the address is not read any more.
    /// </summary>
    public SensorStatus ForAddress(string address)
    {
        Volatile.Write(ref _hasMany, true);
        return new(_sensor with { Address = address, Addresses = [] }, _node, _health, _metrics, _time, _logger, TimeSpan.Zero, isOneOfMany: true);
    }

    /// <summary>An event came. Called for every event: it writes one number.</summary>
    /// <param name="received">When it was received.</param>
    public void Heard(EventTime received) => _silence.Heard(received);

    /// <summary>
    /// An event came that says something about the sensor itself. Called on the path of every event, so it must be cheap, and must not throw.
    /// </summary>
    /// <param name="notice">What; never <see cref="SensorNotice.None"/>.</param>
    /// <param name="payload">The event.</param>
    /// <param name="format">How to read it.</param>
    public void Noticed(SensorNotice notice, ReadOnlyMemory<byte> payload, SensorFormat format)
    {
        _logger.SensorNoticed(_sensor.Name, notice, format.WireName(), payload.Length);
        var said = SensorNotices.Read(notice, payload, format);
        if (said.Lost > 0)
        {
            _metrics.SensorLostEvents(_tag, said.Lost);
        }

        _health.Report(Mine(said));
    }

    /// <summary>The sensor answered. Saying it again changes nothing.</summary>
    /// <param name="what">Who answered, for instance <c>Falco 0.43.1 at unix:///run/falco/falco.sock</c>.</param>
    /// <param name="version">Its version; null when it does not say.</param>
    public void Connected(string what, string? version = null)
    {
        if (Volatile.Read(ref _connected))
        {
            return; // asked again with every poll
        }

        lock (_gate)
        {
            if (_connected)
            {
                return;
            }

            var previous = Version;
            Version = version ?? previous;
            (_connected, _answered, _lastCause) = (true, true, null);
            _metrics.StreamConnected(_sensor.Name);
            _logger.SensorConnected(_sensor.Name, what);
            _silence.Begin();
            _health.Report(Mine(new(HealthKind.SensorConnected) { Reason = what }));
            if (previous is not null && version is not null && previous != version)
            {
                _logger.SensorRestarted(_sensor.Name, version, previous);
                _health.Report(Mine(new(HealthKind.SensorRestarted) { PreviousVersion = previous }));
            }

            TellVersion();
        }
    }

    /// <summary>The stream ended, or an attempt to connect failed.</summary>
    /// <param name="cause">Why; null when the sensor ended it in order.</param>
    /// <param name="delay">Wait before the next attempt.</param>
    public void Lost(PipelineException? cause, TimeSpan delay)
    {
        var text = cause?.Message ?? $"{OneAddress ?? "the sensor"} ended the stream";
        lock (_gate)
        {
            if (_connected)
            {
                _metrics.StreamLost(_sensor.Name);
                _logger.SensorLost(_sensor.Name, text, delay.TotalSeconds);
                _silence.End();
                _health.Report(Mine(new(HealthKind.SensorLost) { Reason = text }));
            }
            else if (text != _lastCause)
            {
                _logger.SensorUnreachable(_sensor.Name, text);
            }
            else
            {
                _logger.SensorStillUnreachable(_sensor.Name, delay.TotalSeconds);
            }

            (_connected, _lastCause) = (false, text);
        }
    }

    /// <summary>Nobody reads the sensor any more: it has no state.</summary>
    public void Dispose()
    {
        _unreachable.Dispose();
        _version.Dispose();
        _silence.Dispose();
        _metrics.Forget(this);
    }

    private HealthEvent Mine(HealthEvent said) => said with
    {
        Sensor = _sensor.Name,
        Type = _sensor.Type,
        Node = _node,
        Address = _sensor.Path ?? _sensor.Address,
        Version = Version ?? "",
    };

    // Whoever listens and was sent nothing has not failed: only an attempt that failed, or that is nowhere near its end, counts.
    private void TellUnreachable()
    {
        lock (_gate)
        {
            var failed = _lastCause is not null || _sensor.Type.EndsWith("-grpc", StringComparison.Ordinal);
            if (!_answered && !_hasMany && !_silence.WasHeard && failed)
            {
                var cause = _lastCause ?? "it does not answer";
                _health.Report(Mine(new(HealthKind.SensorUnreachable) { Reason = cause, Since = _began }));
            }
        }
    }

    private void TellVersion()
    {
        lock (_gate)
        {
            if (_connected && Version is not null)
            {
                _health.Report(Mine(new(HealthKind.SensorVersion)));
            }
        }
    }

    private void TellSilence(bool silent, EventTime since, TimeSpan length)
    {
        if (silent)
        {
            _logger.SensorSilent(_sensor.Name, length.TotalMinutes);
        }
        else
        {
            _logger.SensorHeard(_sensor.Name, length.TotalMinutes);
        }

        _health.Report(Mine(new(silent ? HealthKind.SensorSilent : HealthKind.SensorHeard) { Since = since }));
    }
}
