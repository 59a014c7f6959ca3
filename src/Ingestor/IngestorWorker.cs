using Eyrie.Ingestor.Health;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Ingestor;

/// <summary>The stage's life. At its end first no more is read, then what was read goes to Kafka, or else to disk.</summary>
internal sealed class IngestorWorker(
    SensorFleet fleet, SensorFactory sensors, HealthReporter health, EventLine line, TimeSpan flushTime, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The process' own token too: hosted services may be stopped one after the other, sensors must stop at once.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await Task.Yield(); // what an earlier process left may take a moment to be found
        var working = line.Start();
        health.Connect(sensors.OwnIntake());
        var reading = fleet.RunAsync(stop.Token);
        await Task.WhenAny(reading, working);
        await stop.CancelAsync(); // told to stop, nothing more to read, or something is broken
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        health.TellAll();
        await line.StopAsync(flushTime);
        await reading; // why it ended, if it should not have
        await working;
        lifetime.StopApplication();
    }
}
