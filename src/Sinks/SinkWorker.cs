using Confluent.Kafka;
using Eyrie.Platform;
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
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Factory.StartNew(
        () => Run(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stopping)
    {
        logger.SinkStarted(route.Sink, string.Join(", ", route.Subscriptions), route.Group);
        var delay = FirstDelay;
        while (!stopping.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            try
            {
                using var session = new SinkSession(route, clients, batches, settler, time, logger);
                session.Run(stopping);
            }
            catch (Exception e) when (Classify(e) is FailureKind.Transient or FailureKind.Rejected)
            {
                delay = time.GetElapsedTime(started) > MaxDelay ? FirstDelay : delay;
                logger.SessionLost(e, route.Sink, delay.TotalSeconds);
                Task.Delay(delay, time, stopping).IsDone(Timeout.InfiniteTimeSpan);
                delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return; // what was not committed is read again
            }
        }
    }

    private static FailureKind? Classify(Exception failure) => failure switch
    {
        KafkaException e => KafkaFailures.Classify(e.Error),
        PipelineException e => e.Kind,
        _ => null,
    };
}
