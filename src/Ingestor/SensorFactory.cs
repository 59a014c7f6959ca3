using Eyrie.Ingestor.Health;
using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Spool;
using Eyrie.Platform;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Ingestor;

/// <summary>Puts together what it takes to read a sensor.</summary>
internal sealed class SensorFactory(
    EventSpool spool,
    SpoolAccount account,
    IngestorMetrics metrics,
    HealthReporter health,
    IOptions<IngestorOptions> options,
    IOptions<PipelineOptions> pipeline,
    TimeProvider time,
    ILoggerFactory loggers)
{
    /// <inheritdoc cref="ReadSensor"/>
    public async Task ReadAsync(SensorOptions sensor, CancellationToken stop)
    {
        var ingestor = options.Value;
        using var status = new SensorStatus(sensor, NodeOf(sensor), health, metrics, time, loggers.CreateLogger<SensorStatus>());
        var intake = new EventIntake(spool, Origin(sensor), new(sensor.Name), sensor.Worth, metrics, status, account);
        var stream = SensorTypes.All[sensor.Type](new(sensor, ingestor, status, metrics, time, loggers));
        var backoff = new Backoff(ingestor.FirstReconnectDelay, ingestor.MaxReconnectDelay, Random.Shared);
        await new StreamLoop(stream, intake, status, backoff, ingestor.HealthyAfter, time).RunAsync(stop);
    }

    /// <summary>Where health events go: they are kept like those of a sensor.</summary>
    public IEventIntake OwnIntake()
    {
        var own = new SensorOptions { Name = HealthReporter.Sensor, NodeFromEvents = true };
        return new EventIntake(spool, Origin(own), new(own.Name), EventWorth.Alert, metrics, status: null, account);
    }

    private string NodeOf(SensorOptions sensor) => sensor.Node is { Length: > 0 } node ? node : pipeline.Value.Node;

    private SensorOrigin Origin(SensorOptions sensor) => new(
        NodeOf(sensor),
        sensor.TakesNodeFromEvents,
        pipeline.Value.Cluster is { Length: > 0 } cluster ? cluster : null,
        time);
}
