using Eyrie.Contracts;
using Eyrie.Platform;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors;

/// <summary>Knows whether a sensor is being read, and says so once a change: attempts in between are silent.</summary>
internal sealed class SensorStatus(string sensor, IngestorMetrics metrics, ILogger<SensorStatus> logger, string? address = null)
{
    private string? _lastCause;

    /// <summary>The version that the sensor last told; null when it told none.</summary>
    public string? Version { get; private set; }

    private bool _connected;

    /// <summary>
    /// An event came that says something about the sensor itself. Called on the path of every event, so it must be cheap, and must not throw.
    /// </summary>
    /// <param name="notice">What; never <see cref="SensorNotice.None"/>.</param>
    /// <param name="payload">The event.</param>
    /// <param name="format">How to read it.</param>
    public void Noticed(SensorNotice notice, ReadOnlyMemory<byte> payload, SensorFormat format) =>
        logger.SensorNoticed(sensor, notice, format.WireName(), payload.Length);

    /// <summary>The status of one of several sensors that are read as one: it comes and goes on its own.</summary>
    public SensorStatus ForAddress(string one) => new(sensor, metrics, logger, one);

    /// <summary>The sensor answered. Saying it again changes nothing.</summary>
    /// <param name="what">Who answered, for instance <c>Falco 0.43.1 at unix:///run/falco/falco.sock</c>.</param>
    /// <param name="version">Its version; null when it does not say.</param>
    public void Connected(string what, string? version = null)
    {
        if (!_connected)
        {
            _connected = true;
            Version = version;
            _lastCause = null;
            metrics.StreamConnected(sensor);
            logger.SensorConnected(sensor, what);
        }
    }

    /// <summary>The stream ended, or an attempt to connect failed.</summary>
    /// <param name="cause">Why; null when the sensor ended it in order.</param>
    /// <param name="delay">Wait before the next attempt.</param>
    public void Lost(PipelineException? cause, TimeSpan delay)
    {
        var text = cause?.Message ?? $"{address ?? "the sensor"} ended the stream";
        if (_connected)
        {
            metrics.StreamLost(sensor);
            logger.SensorLost(sensor, text, delay.TotalSeconds);
        }
        else if (text != _lastCause)
        {
            logger.SensorUnreachable(sensor, text);
        }
        else
        {
            logger.SensorStillUnreachable(sensor, delay.TotalSeconds);
        }

        _connected = false;
        _lastCause = text;
    }
}
