using Eyrie.Ingestor.Health;
using Eyrie.Ingestor.Sensors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Ingestor.Tests;

/// <summary>What streams need around them in a test.</summary>
internal static class A
{
    /// <summary>The status of a sensor by its name alone.</summary>
    public static SensorStatus Status(string sensor, IngestorMetrics metrics, TimeProvider time, ILogger<SensorStatus> log) =>
        Status(new SensorOptions { Name = sensor }, metrics, time, log);

    /// <summary>The status of a sensor; what it tells goes to the intake, if there is one.</summary>
    public static SensorStatus Status(
        SensorOptions sensor, IngestorMetrics metrics, TimeProvider time, ILogger<SensorStatus> log, IEventIntake? intake = null) =>
        new(sensor, "node-1", Reporter(metrics, time, intake), metrics, time, log);

    public static HealthReporter Reporter(IngestorMetrics metrics, TimeProvider time, IEventIntake? intake = null)
    {
        var reporter = new HealthReporter(Options.Create(new IngestorOptions()), metrics, time, NullLogger<HealthReporter>.Instance);
        if (intake is not null)
        {
            reporter.Connect(intake);
        }

        return reporter;
    }
}
