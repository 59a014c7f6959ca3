using Confluent.Kafka;
using Eyrie.Enricher.State;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher;

/// <summary>
/// One life with Kafka: a consumer, a transactional producer and what is remembered of the partitions that are ours. A
/// batch is one transaction: documents, memory and offsets land together or not at all. Any failure of Kafka's ends the
/// session, memory and all; the next one begins with what was committed.
/// </summary>
internal sealed class EnrichmentSession : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    // While Kafka is away, waiting is better than a new session: that one has to wait until the group has forgotten this one.
    private static readonly TimeSpan LongestOutage = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1); // a stop waits no longer for Kafka

    // librdkafka may never come back from sending offsets when the broker went away meanwhile, whatever time it was given.
    private static readonly TimeSpan SurelyStuck = TimeSpan.FromSeconds(10);

    private readonly SessionServices _services;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly IProducer<string, byte[]> _producer;
    private readonly BatchReader _reader;
    private readonly EnrichmentOutput _output;
    private readonly Dictionary<int, OwnedPartition> _partitions = [];
    private readonly List<Enriched> _enriched = [];
    private readonly List<Message<string, byte[]>> _changes = [];
    private int _waiting;
    private Task _call = Task.CompletedTask;

    public EnrichmentSession(SessionServices services, ILogger logger, CancellationToken stopping)
    {
        (_services, _logger, _stopping) = (services, logger, stopping);
        _producer = services.Clients.CreateTransactionalProducer($"{services.Prefix}enricher-{services.Options.Instance}");
        _consumer = services.Clients.CreateConsumer($"{services.Prefix}enricher", builder => builder
            .SetPartitionsAssignedHandler((_, partitions) => Own(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => Disown([.. partitions.Select(at => at.TopicPartition)]))
            .SetPartitionsLostHandler((_, partitions) => Disown([.. partitions.Select(at => at.TopicPartition)])));
        _reader = new(_consumer, services.Batch, services.Time);
        _output = new(_producer, services, logger);
    }

    /// <summary>Runs until stopping.</summary>
    /// <exception cref="KafkaException">The session is over.</exception>
    public void Run()
    {
        Insist(_producer.InitTransactions);
        _consumer.Subscribe(_services.Topics.Events);
        _logger.SessionStarted(_services.Options.Instance);
        var turned = _services.Time.GetTimestamp();
        while (!_stopping.IsCancellationRequested)
        {
            var batch = _reader.Read(Patience);
            var idle = _services.Time.GetElapsedTime(turned);
            turned = _services.Time.GetTimestamp();
            if (LetTimePass(batch, idle) || batch.Count > 0)
            {
                Process(batch);
                _services.Metrics.BatchCommitted(_output.Account, _services.Time.GetElapsedTime(turned));
                ReportWaiting();
            }
        }
    }

    public void Dispose()
    {
        _partitions.Clear();
        ReportWaiting();
        _output.Dispose();
        // An open transaction is aborted by the broker, at the latest by the next session's start. A producer that is stuck in
        // a call would hold us up as well: it is left alone until it comes back.
        if (_call.IsCompleted)
        {
            _producer.Dispose();
        }
        else
        {
            _call.ContinueWith(_ => _producer.Dispose(), TaskScheduler.Default);
        }

        try
        {
            _consumer.Close(); // leaves the group now: its partitions move without waiting for a session timeout
        }
        catch (KafkaException e)
        {
            _logger.LeavingFailed(e.Error.Reason);
        }

        _consumer.Dispose();
    }

    // Partitions that have nothing to read move on with the wall clock, where an alert waits for that.
    private bool LetTimePass(IReadOnlyList<ConsumeResult<string, byte[]>> batch, TimeSpan elapsed)
    {
        foreach (var record in batch)
        {
            _partitions[record.Partition.Value].HasRead(record.Offset, _services.Time.GetTimestamp());
        }

        var due = false;
        foreach (var owned in _partitions.Values)
        {
            due |= owned.LetTimePass(elapsed, _consumer, _services.Time);
        }

        return due;
    }

    private void Process(IReadOnlyList<ConsumeResult<string, byte[]>> batch)
    {
        _output.Account.Clear();
        _producer.BeginTransaction();
        foreach (var record in batch)
        {
            Transform(record, _partitions[record.Partition.Value]);
        }

        foreach (var owned in _partitions.Values)
        {
            Settle(owned);
        }

        // Before the offsets: whoever owns a partition after us waits for what is in its log by then, not for what comes later.
        Flush();
        var offsets = Offsets();
        Insist(slice => _producer.SendOffsetsToTransaction(offsets, _consumer.ConsumerGroupMetadata, slice));
        Insist(_producer.CommitTransaction);
    }

    private void Flush()
    {
        var started = _services.Time.GetTimestamp();
        while (_producer.Flush(Slice) > 0)
        {
            GiveUpAfter(started, null);
        }
    }

    // A call that ran out of time goes on where it was when it is made again.
    private void Insist(Action<TimeSpan> call)
    {
        for (var started = _services.Time.GetTimestamp(); ;)
        {
            try
            {
                _call = Task.Run(() => call(Slice));
                _call.WaitAsync(SurelyStuck, _services.Time).GetAwaiter().GetResult();
                return;
            }
            catch (KafkaRetriableException e)
            {
                GiveUpAfter(started, e);
            }
            catch (TimeoutException)
            {
                throw new KafkaException(ErrorCode.Local_TimedOut);
            }
        }
    }

    private void GiveUpAfter(long started, KafkaException? failure)
    {
        _stopping.ThrowIfCancellationRequested();
        if (_services.Time.GetElapsedTime(started) > LongestOutage)
        {
            throw failure ?? new KafkaException(ErrorCode.Local_TimedOut);
        }
    }

    private void Transform(ConsumeResult<string, byte[]> record, OwnedPartition owned)
    {
        _output.Account.Read++;
        switch (_services.Pipeline.Take(record, owned.State, _enriched, out var problem))
        {
            case Intake.Remembered: _output.Account.Remembered++; break;
            case Intake.Duplicate: _output.Account.Duplicates++; break;
            case Intake.Rejected: _output.Reject(record, problem); break;
            default: break;
        }

        Write();
    }

    private void Settle(OwnedPartition owned)
    {
        _services.Pipeline.Expire(owned.State, _enriched);
        Write();
        owned.State.Sweep();
        StateJournal.TakeChanges(owned.State, _changes);
        foreach (var change in _changes)
        {
            _output.Remember(change, owned.Partition.Partition);
        }

        _changes.Clear();
    }

    private void Write()
    {
        foreach (var enriched in _enriched)
        {
            _output.Write(enriched);
        }

        _enriched.Clear();
    }

    private List<TopicPartitionOffset> Offsets()
    {
        var offsets = new List<TopicPartitionOffset>(_partitions.Count);
        foreach (var owned in _partitions.Values)
        {
            if (owned.Next(_consumer, RequestTimeout) is { } next)
            {
                offsets.Add(next);
            }
        }

        return offsets;
    }

    private void Own(List<TopicPartition> partitions)
    {
        var states = _services.State.Read([.. partitions.Select(partition => partition.Partition.Value)], _stopping);
        foreach (var partition in partitions)
        {
            _partitions[partition.Partition.Value] = new(partition, states[partition.Partition.Value], _services.Time.GetTimestamp());
        }

        ReportWaiting();
    }

    private void Disown(IReadOnlyCollection<TopicPartition> partitions)
    {
        _reader.Drop(partitions);
        foreach (var partition in partitions)
        {
            _partitions.Remove(partition.Partition.Value);
        }

        ReportWaiting();
        _logger.PartitionsRevoked(string.Join(", ", partitions.Select(partition => partition.Partition.Value)));
    }

    private void ReportWaiting()
    {
        var waiting = _partitions.Values.Sum(owned => owned.State.Waiting.Count);
        _services.Metrics.WaitingChanged(waiting - _waiting);
        _waiting = waiting;
    }
}
