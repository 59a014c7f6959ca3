using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks;

/// <summary>Drives one sink on a thread of its own, in sessions with Kafka: one that is lost is followed by the next.</summary>
internal sealed class SinkWorker(
    SinkRoute route,
    KafkaClients clients,
    BatchOptions batches,
    BatchSettler settler,
    TimeProvider time,
    ILogger<SinkWorker> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Factory.StartNew(
        () => Run(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stopping)
    {
        logger.SinkStarted(route.Sink, string.Join(", ", route.Subscriptions), route.Group);
        SinkSessions.Run(
            () =>
            {
                using var session = new SinkSession(route, clients, batches, settler, time, logger);
                session.Run(stopping);
            },
            route.Sink, time, logger, stopping);
    }
}
