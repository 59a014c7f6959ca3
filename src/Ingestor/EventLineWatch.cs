using Confluent.Kafka.Admin;
using Eyrie.Contracts;
using Eyrie.Ingestor.Publishing;
using Eyrie.Ingestor.Spool;
using Eyrie.Platform;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor;

/// <summary>
/// Looks once a second how the way to Kafka is, for <c>/readyz</c>. A Kafka that is away makes us degraded, not unready: who posts
/// alerts to us has no better place to go, and what it posts is kept.
/// </summary>
internal sealed class EventLineWatch(
    EventPublisher publisher, SpoolWriter writer, PublisherStatus status, Topics topics, KafkaClients clients, Readiness readiness, TimeProvider time, ILogger<EventLineWatch> logger)
{
    private const string KafkaPart = "kafka";
    private const string SpoolPart = "spool";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(10);

    private long _settled;
    private long _moved;

    public async Task RunAsync(CancellationToken stop)
    {
        _moved = time.GetTimestamp();
        var checking = CheckTopicsAsync(stop);
        while (!stop.IsCancellationRequested)
        {
            Look();
            await Task.Delay(Interval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await checking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Look()
    {
        if (publisher.InFlight == 0 || publisher.Settled != _settled)
        {
            (_settled, _moved) = (publisher.Settled, time.GetTimestamp());
        }
        else if (time.GetElapsedTime(_moved) is var length && length >= Stall)
        {
            status.Stalled(length);
        }

        Report(KafkaPart, status.Trouble);
        Report(SpoolPart, writer.Trouble);
    }

    private void Report(string part, string? trouble)
    {
        if (trouble is null)
        {
            readiness.Ready(part);
        }
        else
        {
            readiness.Degraded(part, trouble);
        }
    }

    // Before the first event, which may be days away.
    private async Task CheckTopicsAsync(CancellationToken stop)
    {
        try
        {
            foreach (var trouble in await new TopicCheck(clients).FindAsync([topics.Events, topics.Dead], AclOperation.Write, stop))
            {
                logger.TopicUnusable(trouble.Sentence);
            }
        }
        catch (PipelineException e)
        {
            logger.TopicUnusable(e.Message);
        }
    }
}
