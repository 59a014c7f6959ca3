using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.OnCall;

/// <summary>Drives one sink that calls people on a thread of its own, in sessions with Kafka: one that is lost is followed by the next.</summary>
internal sealed class OnCallWorker(OnCallDesk desk, NoticeBook? book, KafkaClients clients, TimeProvider time, ILogger<OnCallWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan BookPatience = TimeSpan.FromSeconds(15);

    public override void Dispose()
    {
        base.Dispose();
        desk.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Factory.StartNew(
        () => Run(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stopping)
    {
        var route = desk.Route;
        logger.SinkStarted(route.Sink, string.Join(", ", route.Topics.Urgent, route.Topics.Alerts, route.Topics.Retry), route.Group);
        book?.IsReadAsync(BookPatience, stopping).IsDone(Timeout.InfiniteTimeSpan);
        SinkSessions.Run(
            () =>
            {
                using var session = new OnCallSession(desk, clients, time, logger);
                session.Run(stopping);
            },
            route.Sink, time, logger, stopping);
        desk.Dispatcher.StopAsync(OnCallDesk.StopPatience).IsDone(Timeout.InfiniteTimeSpan);
    }
}
