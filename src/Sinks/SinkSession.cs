using Confluent.Kafka;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Lag;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks;

/// <summary>
/// The loop: reads a batch, has it settled, commits. A batch that takes long pauses the partitions and keeps polling, so
/// that an outage of the target costs neither the membership in the group nor the other sinks anything.
/// </summary>
internal sealed class SinkSession : IDisposable
{
    private static readonly TimeSpan ReadPatience = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly SinkRoute _route;
    private readonly BatchSettler _settler;
    private readonly ILogger _logger;
    private readonly HeldPartitions _partitions = new();
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly ConsumerProgress _progress;
    private readonly BatchReader _reader;
    private readonly TimeProvider _time;
    private bool _commitFails;

    public SinkSession(
        SinkRoute route, KafkaClients clients, BatchOptions batches, BatchSettler settler, TimeProvider time, ILogger logger)
    {
        (_route, _settler, _time, _logger) = (route, settler, time, logger);
        _consumer = clients.CreateConsumer(route.Group, _partitions.Follow);
        _progress = clients.Groups.Join(route.Group);
        _reader = new(_consumer, batches, time, _progress);
    }

    /// <summary>Ends with the cancellation, what is settled then being committed; or with a failure after which nothing may be committed any more.</summary>
    public void Run(CancellationToken stopping)
    {
        using var stop = new SinkStop(_time, stopping);
        _consumer.Subscribe(_route.Subscriptions);
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var early = _partitions.BeginBatch();
                var batch = early.Count > 0 ? early : Read();
                _progress.Hold(early); // the reader does not know of these
                if (batch.Count > 0)
                {
                    _partitions.Settle(Wait(_settler.SettleAsync(batch, stop)));
                }

                Commit();
            }
        }
        finally
        {
            _consumer.Close(); // leaves the group now: its partitions move without waiting for a session timeout
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _progress.Dispose();
        _consumer.Dispose();
    }

    private IReadOnlyList<ConsumeResult<string, byte[]>> Read()
    {
        try
        {
            return _reader.Read(ReadPatience);
        }
        catch (ConsumeException e) when (e.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic)
        {
            _logger.TopicMissing(_route.Sink, e.Error.Reason);
            return [];
        }
    }

    private IReadOnlyList<ConsumeResult<string, byte[]>> Wait(Task<IReadOnlyList<ConsumeResult<string, byte[]>>> settling)
    {
        if (!settling.IsDone(PauseAfter))
        {
            _consumer.Pause(_consumer.Assignment);
            do
            {
                PollPaused();
            }
            while (!settling.IsDone(PollInterval));
            _consumer.Resume(_consumer.Assignment);
        }

        return settling.GetAwaiter().GetResult();
    }

    // Records may still come, of partitions that a rebalance brought. They are kept, and their partitions paused then:
    // earlier, before the first record, a pause can stall a partition for good.
    private void PollPaused()
    {
        try
        {
            _progress.Watch(_consumer);
            if (_consumer.Consume(TimeSpan.Zero) is { } early)
            {
                _partitions.Keep(early);
                _consumer.Pause([early.TopicPartition]);
            }
        }
        catch (KafkaException e)
        {
            _logger.PollFailed(_route.Sink, e.Error.Reason); // the loop finds out when the batch is settled
        }
    }

    private void Commit()
    {
        try
        {
            _partitions.Commit(_consumer);
            _commitFails = false;
        }
        catch (KafkaException e) when (KafkaFailures.Classify(e.Error) is FailureKind.Transient)
        {
            if (!_commitFails)
            {
                _logger.CommitFailed(_route.Sink, e.Error.Reason);
            }

            _commitFails = true;
        }
    }
}
