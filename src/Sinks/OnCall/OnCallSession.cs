using Confluent.Kafka;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Lag;
using Microsoft.Extensions.Logging;

namespace Eyrie.Sinks.OnCall;

/// <summary>
/// The loop of a sink that calls people: reads without ever waiting for who is told, commits what is settled. Of what it cannot keep in memory
/// the ordinary waits in Kafka first.
/// </summary>
internal sealed class OnCallSession : IDisposable
{
    private static readonly TimeSpan ReadPatience = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CommitInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RevokePatience = TimeSpan.FromSeconds(3);
    private static readonly BatchOptions Batches = new() { MaxRecords = 500, MaxWait = TimeSpan.Zero };

    private readonly OnCallRoute _route;
    private readonly OnCallIntake _intake;
    private readonly Dispatcher _dispatcher;
    private readonly OnCallOffsets _offsets;
    private readonly Settlement _settlement;
    private readonly SinkMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly ConsumerProgress _progress;
    private readonly BatchReader _reader;
    private readonly HeldTopics _held;
    private long _committedAt;
    private bool _commitFails;

    public OnCallSession(OnCallDesk desk, KafkaClients clients, TimeProvider time, ILogger logger)
    {
        (_route, _intake, _dispatcher, _offsets) = (desk.Route, desk.Intake, desk.Dispatcher, desk.Offsets);
        (_settlement, _metrics, _time, _logger) = (desk.Settlement, desk.Metrics, time, logger);
        _consumer = clients.CreatePromptConsumer(_route.Group, Follow);
        _progress = clients.Groups.Join(_route.Group);
        _reader = new(_consumer, Batches, time);
        _held = new(_consumer, _route.Topics, _offsets);
    }

    /// <summary>Ends with the cancellation, or with a failure after which nothing may be committed any more.</summary>
    public void Run(CancellationToken stopping)
    {
        _consumer.Subscribe([_route.Topics.Urgent, _route.Topics.Alerts, _route.Topics.Retry]);
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                _dispatcher.Failed?.GetAwaiter().GetResult();
                foreach (var record in Read())
                {
                    Take(record, stopping);
                }

                if (_held.Weigh())
                {
                    _dispatcher.Hurry();
                }

                CommitNowAndThen();
            }

            // What is in flight is finished and committed; what waits is read again by who comes next.
            _dispatcher.StopAsync(OnCallDesk.StopPatience).IsDone(Timeout.InfiniteTimeSpan);
            Commit();
        }
        finally
        {
            _consumer.Close(); // leaves the group now: its partitions move without waiting for a session timeout
            Leave(_offsets.Partitions, areOurs: false);
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

    private void Take(ConsumeResult<string, byte[]> record, CancellationToken stopping)
    {
        _held.Saw(record.TopicPartition);
        if (_intake.Take(record) is { } problem)
        {
            var burial = _settlement.BuryAsync(record, problem, stopping);
            burial.IsDone(Timeout.InfiniteTimeSpan);
            burial.GetAwaiter().GetResult();
        }
    }

    private void CommitNowAndThen()
    {
        if (_time.GetElapsedTime(_committedAt) < CommitInterval)
        {
            return;
        }

        _committedAt = _time.GetTimestamp();
        _progress.Rest(_consumer);
        _offsets.Tell(_progress);
        var waiting = _offsets.Waiting(static _ => true);
        _metrics.Waiting(_route.Sink, waiting.Alerts, waiting.Oldest is { } oldest ? _time.GetUtcNow() - oldest : TimeSpan.Zero);
        Commit();
    }

    private void Commit()
    {
        var offsets = _offsets.Committable();
        if (offsets.Count == 0)
        {
            return;
        }

        try
        {
            _consumer.Commit(offsets);
            _offsets.Committed(offsets);
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

    private void Follow(ConsumerBuilder<string, byte[]> builder) => builder
        .SetPartitionsRevokedHandler((_, partitions) => Leave([.. partitions.Select(one => one.TopicPartition)], areOurs: true))
        .SetPartitionsLostHandler((_, partitions) => Leave([.. partitions.Select(one => one.TopicPartition)], areOurs: false));

    // Runs on the thread that polls, in the middle of a read.
    private void Leave(HashSet<TopicPartition> partitions, bool areOurs)
    {
        _reader.Drop(partitions);
        _dispatcher.DropAsync(partitions, areOurs ? RevokePatience : TimeSpan.Zero).IsDone(Timeout.InfiniteTimeSpan);
        if (areOurs)
        {
            Commit();
        }

        _offsets.Forget(partitions);
        _held.Forget(partitions);
    }
}
