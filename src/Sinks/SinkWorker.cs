using Confluent.Kafka;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks;

/// <summary>
/// Drives one sink: reads a batch, has it settled, commits. A batch that takes long pauses the partitions and keeps
/// polling, so that an outage of the target costs neither the membership in the group nor the other sinks anything.
/// </summary>
internal sealed class SinkWorker(
    SinkRoute route,
    KafkaClients clients,
    BatchOptions batches,
    BatchSettler settler,
    TimeProvider time,
    ILogger<SinkWorker> logger) : BackgroundService
{
    private static readonly TimeSpan ReadPatience = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxSessionDelay = TimeSpan.FromSeconds(30);
    private bool _commitFails;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Factory.StartNew(
        () => Run(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stopping)
    {
        logger.SinkStarted(route.Sink, string.Join(", ", route.Subscriptions), route.Group);
        var delay = TimeSpan.FromSeconds(1);
        while (!stopping.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            try
            {
                RunSession(stopping);
            }
            catch (Exception e) when (Classify(e) is FailureKind.Transient or FailureKind.Rejected)
            {
                delay = time.GetElapsedTime(started) > MaxSessionDelay ? TimeSpan.FromSeconds(1) : delay;
                logger.SessionLost(e, route.Sink, delay.TotalSeconds);
                IsDone(Task.Delay(delay, time, stopping), Timeout.InfiniteTimeSpan);
                delay = delay * 2 < MaxSessionDelay ? delay * 2 : MaxSessionDelay;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return; // what was not committed is read again
            }
        }
    }

    private void RunSession(CancellationToken stopping)
    {
        var offsets = new SettledOffsets();
        using var consumer = clients.CreateConsumer(route.Group, offsets.Follow);
        var reader = new BatchReader(consumer, batches, time);
        consumer.Subscribe(route.Subscriptions);
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                offsets.Begin();
                if (Read(reader) is { Count: > 0 } batch)
                {
                    Wait(settler.SettleAsync(batch, stopping), consumer);
                    offsets.Settle(batch);
                }

                Commit(offsets, consumer);
            }
        }
        finally
        {
            consumer.Close(); // leaves the group now: its partitions move without waiting for a session timeout
        }
    }

    private IReadOnlyList<ConsumeResult<string, byte[]>> Read(BatchReader reader)
    {
        try
        {
            return reader.Read(ReadPatience);
        }
        catch (ConsumeException e) when (e.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic)
        {
            logger.TopicMissing(route.Sink, e.Error.Reason);
            return [];
        }
    }

    private void Wait(Task settling, IConsumer<string, byte[]> consumer)
    {
        if (!IsDone(settling, PauseAfter))
        {
            do
            {
                PollPaused(consumer);
            }
            while (!IsDone(settling, PollInterval));
            consumer.Resume(consumer.Assignment);
        }

        settling.GetAwaiter().GetResult();
    }

    private void PollPaused(IConsumer<string, byte[]> consumer)
    {
        try
        {
            consumer.Pause(consumer.Assignment); // again each time: a rebalance brings partitions that are not paused
            if (consumer.Consume(TimeSpan.Zero) is { } early)
            {
                consumer.Seek(early.TopicPartitionOffset);
            }
        }
        catch (KafkaException e)
        {
            logger.PollFailed(route.Sink, e.Error.Reason); // the session finds out when the batch is settled
        }
    }

    private void Commit(SettledOffsets offsets, IConsumer<string, byte[]> consumer)
    {
        try
        {
            offsets.Commit(consumer);
            _commitFails = false;
        }
        catch (KafkaException e) when (KafkaFailures.Classify(e.Error) is FailureKind.Transient)
        {
            if (!_commitFails)
            {
                logger.CommitFailed(route.Sink, e.Error.Reason);
            }

            _commitFails = true;
        }
    }

    private static FailureKind? Classify(Exception failure) => failure switch
    {
        KafkaException e => KafkaFailures.Classify(e.Error),
        PipelineException e => e.Kind,
        _ => null,
    };

    private static bool IsDone(Task task, TimeSpan patience) => ((IAsyncResult)task).AsyncWaitHandle.WaitOne(patience);
}
