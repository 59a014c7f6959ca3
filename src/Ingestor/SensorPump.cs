using Microsoft.Extensions.Hosting;

namespace Eyrie.Ingestor;

/// <summary>Moves one sensor's events to Kafka: reading and publishing run beside each other, a buffer between them.</summary>
internal sealed class SensorPump(
    SensorReader reader,
    IEventPublisher publisher,
    EventBuffer buffer,
    TimeSpan flushTime,
    TimeProvider time,
    CancellationToken processStopping) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The process' own token too: hosted services are stopped one after the other, sensors must stop all at once.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, processStopping);
        using var giveUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var flushing = stop.Token.Register(() => giveUp.CancelAfter(flushTime));

        var reading = reader.ReadAsync(stop.Token);
        var publishing = publisher.PublishAsync(buffer, giveUp.Token);
        await Task.WhenAny(reading, publishing);
        await stop.CancelAsync(); // we are told to stop, or one of the two has failed
        await Task.WhenAll(reading, publishing);
    }
}
