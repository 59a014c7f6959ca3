using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.Routing.Silences;

/// <summary>
/// Follows the silences that all instances share. The sinks wait for them at the start, but not for long: where they cannot be read, people are told too much
/// rather than too little.
/// </summary>
internal sealed class SilenceFollower(
    KafkaClients clients, Topics topics, RoutingBook book, SilenceStore store, SilenceWatch watch, TimeProvider time) : BackgroundService
{
    private const string Part = "silences";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    private readonly WholeTopic _topic = new(clients, topics.Silences, new SilenceBook(topics.Silences, book.Take), time, watch.Logger);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartPatience);
        while (!_topic.CaughtUp.IsCompleted && _topic.Problem is null && !limit.IsCancellationRequested)
        {
            await Task.WhenAny(_topic.CaughtUp, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken));
        }

        Report();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reading = _topic.RunAsync(stoppingToken);
        var swept = time.GetTimestamp();
        while (!reading.IsCompleted)
        {
            await Task.WhenAny(reading, Task.Delay(LookInterval, time, stoppingToken));
            Report();
            if (time.GetElapsedTime(swept) > SweepInterval)
            {
                swept = time.GetTimestamp();
                await SweepAsync(stoppingToken);
            }
        }

        await reading;
    }

    private void Report()
    {
        if (_topic.Problem is { } problem)
        {
            watch.Readiness.Degraded(Part, $"{(_topic.CaughtUp.IsCompleted ? "those that were read hold, new ones are not seen" : "none is known, people are told of everything")}: {problem}");
        }
        else if (_topic.CaughtUp.IsCompleted)
        {
            watch.Readiness.Ready(Part);
        }
        else
        {
            watch.Readiness.Degraded(Part, "none is known yet, people are told of everything");
        }
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        try
        {
            if (await store.SweepAsync(book.State.Silences, stopping) is > 0 and var count)
            {
                watch.Logger.SilencesSwept(count);
            }
        }
        catch (PipelineException e)
        {
            watch.Logger.SilencesNotSwept(e.Message); // the next hour, or another instance
        }
    }
}

/// <summary>Where it is said how the silences are.</summary>
internal sealed record SilenceWatch(Readiness Readiness, ILogger<SilenceFollower> Logger);
