using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors;

/// <summary>What a stream is made from.</summary>
/// <param name="Sensor">The sensor's own options.</param>
/// <param name="Ingestor">Those of all sensors.</param>
/// <param name="Status">Told when the sensor answers, and what it says of itself.</param>
/// <param name="Metrics">For what only this kind of stream counts.</param>
/// <param name="Time">The clock.</param>
/// <param name="Loggers">For what only this kind of stream has to say.</param>
internal sealed record SensorContext(
    SensorOptions Sensor,
    IngestorOptions Ingestor,
    SensorStatus Status,
    IngestorMetrics Metrics,
    TimeProvider Time,
    ILoggerFactory Loggers)
{
    /// <summary>Reads the sensor's certificates.</summary>
    public SensorTls Tls { get; } = new();
}
