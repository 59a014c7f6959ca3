using Eyrie.Ingestor.Publishing;
using Eyrie.Ingestor.Spool;
using Eyrie.Platform;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor;

/// <summary>The way of events once they were read: the writer keeps the spool on disk, the publisher empties it into Kafka.</summary>
internal sealed class EventLine(
    EventSpool spool, SpoolWriter writer, EventPublisher publisher, EventLineWatch watch, TimeProvider time, ILogger<EventLine> logger) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;

    /// <summary>Finds what an earlier process left, and begins.</summary>
    /// <returns>Completes only when something is broken that should not be.</returns>
    public Task Start()
    {
        writer.Open();
        _work = Task.WhenAny(
            Task.Run(() => writer.RunAsync(_stop.Token), CancellationToken.None),
            Task.Run(() => publisher.RunAsync(_stop.Token), CancellationToken.None),
            Task.Run(() => watch.RunAsync(_stop.Token), CancellationToken.None)).Unwrap();
        return _work;
    }

    /// <summary>Hands over what was read: to Kafka within a time, else to disk for the next process.</summary>
    /// <param name="flushTime">The time.</param>
    /// <exception cref="PipelineException">Fatal: events are lost.</exception>
    public async Task StopAsync(TimeSpan flushTime)
    {
        using (var giveUp = new CancellationTokenSource(flushTime, time))
        {
            await Task.WhenAny(publisher.DrainAsync(giveUp.Token), _work);
        }

        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(writer.Ended, publisher.Ended);
        var left = publisher.Left;
        writer.Close();
        var lost = publisher.Close() + spool.Close();
        if (lost > 0)
        {
            logger.EventsLost(lost);
            throw new PipelineException(FailureKind.Fatal, $"{lost} events were neither in Kafka nor on disk when the process stopped");
        }

        if (left > 0)
        {
            logger.EventsLeft(left);
        }
    }

    public void Dispose() => _stop.Dispose();
}
