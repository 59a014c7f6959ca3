using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.State;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Lag;
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

    private readonly SessionServices _services;
    private readonly WorkerName _name;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;
    private readonly EnrichmentPipeline _pipeline;
    private readonly PatientCalls _calls;
    private readonly IConsumer<string, byte[]> _consumer;
    private readonly IProducer<string, byte[]> _producer;
    private readonly ConsumerProgress _progress;
    private readonly BatchReader _reader;
    private readonly EnrichmentOutput _output;
    private readonly OwnedPartitions _partitions;
    private readonly List<Enriched> _enriched = [];
    private readonly List<Message<string, byte[]>> _changes = [];

    public EnrichmentSession(SessionServices services, WorkerName name, ILogger logger, CancellationToken stopping)
    {
        (_services, _name, _logger, _stopping) = (services, name, logger, stopping);
        _pipeline = services.CreatePipeline();
        _calls = new(services.Time, stopping);
        _partitions = new(services, _pipeline, logger, stopping);
        _producer = services.Clients.CreateTransactionalProducer(name.TransactionalId);
        var group = $"{services.Prefix}enricher";
        _consumer = services.Clients.CreateSharingConsumer(group, builder => builder
            .SetPartitionsAssignedHandler((consumer, partitions) => _partitions.Assigned(consumer, partitions))
            .SetPartitionsRevokedHandler((consumer, partitions) => Disown(consumer, partitions))
            .SetPartitionsLostHandler((consumer, partitions) => Disown(consumer, partitions)));
        _progress = services.Clients.Groups.Join(group);
        _reader = new(_consumer, services.Batch, services.Time, _progress);
        _output = new(_producer, _calls, services, logger);
    }

    /// <summary>Runs until stopping.</summary>
    /// <exception cref="KafkaException">The session is over.</exception>
    public void Run()
    {
        _calls.Insist(_producer.InitTransactions);
        _consumer.Subscribe(_services.Topics.Events);
        _logger.SessionStarted(_name.TransactionalId);
        var turned = _services.Time.GetTimestamp();
        while (!_stopping.IsCancellationRequested)
        {
            var batch = _reader.Read(Patience);
            _partitions.Admit(batch, _consumer, _reader);
            ReportReadiness();
            var idle = _services.Time.GetElapsedTime(turned);
            turned = _services.Time.GetTimestamp();
            if (LetTimePass(batch, idle) || batch.Count > 0)
            {
                Process(batch);
                _services.Metrics.BatchCommitted(
                    _output.Account, _services.Time.GetElapsedTime(turned), EventTime.From(_services.Time.GetUtcNow()));
                _partitions.ReportCounts();
            }
        }
    }

    public void Dispose()
    {
        _progress.Dispose();
        _partitions.Clear();
        _output.Dispose();
        // An open transaction is aborted by the broker, at the latest by the next session's start. A producer that is stuck in
        // a call would hold us up as well: it is left alone until it comes back.
        if (_calls.Last.IsCompleted)
        {
            _producer.Dispose();
        }
        else
        {
            _calls.Last.ContinueWith(_ => _producer.Dispose(), TaskScheduler.Default);
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

    private void Disown(IConsumer<string, byte[]> consumer, List<TopicPartitionOffset> partitions) =>
        _partitions.Revoked(consumer, [.. partitions.Select(at => at.TopicPartition)], _reader);

    private void ReportReadiness()
    {
        if (_partitions.Restoring > 0)
        {
            _services.Readiness.Degraded(_name.Part, "reading what is remembered of partitions that became ours");
        }
        else
        {
            _services.Readiness.Ready(_name.Part);
        }
    }

    // Partitions that have nothing to read move on with the wall clock, where an alert waits for that.
    private bool LetTimePass(IReadOnlyList<ConsumeResult<string, byte[]>> batch, TimeSpan elapsed)
    {
        foreach (var record in batch)
        {
            _partitions.Find(record.Partition)?.HasRead(record.Offset, _services.Time.GetTimestamp());
        }

        var due = false;
        foreach (var owned in _partitions.Owned)
        {
            due |= owned.LetTimePass(elapsed, _consumer, _services.Time);
        }

        return due;
    }

    private void Process(IReadOnlyList<ConsumeResult<string, byte[]>> batch)
    {
        _output.Clear();
        _producer.BeginTransaction();
        foreach (var record in batch)
        {
            if (_partitions.Find(record.Partition) is { } owned)
            {
                Transform(record, owned.State);
            }
        }

        foreach (var owned in _partitions.Owned)
        {
            Settle(owned);
        }

        _calls.Commit(Commit, StartOver);
        _output.Committed();
    }

    private void Commit()
    {
        // Before the offsets: whoever owns a partition after us waits for what is in its log by then, not for what comes later.
        _calls.Flush(_producer);
        var (offsets, membership) = (Offsets(), _partitions.Membership(_consumer));
        _calls.Insist(slice => _producer.SendOffsetsToTransaction(offsets, membership, slice));
        _calls.Insist(_producer.CommitTransaction);
    }

    private void StartOver()
    {
        _calls.Insist(_producer.AbortTransaction);
        _producer.BeginTransaction();
        _output.Repeat();
        _services.Metrics.TransactionAborted();
    }

    private void Transform(ConsumeResult<string, byte[]> record, PartitionState state)
    {
        _output.Account.Read++;
        switch (_pipeline.Take(record, state, _enriched, out var problem))
        {
            case Intake.Remembered: _output.Account.Remembered++; break;
            case Intake.Duplicate: _output.Account.Duplicates++; break;
            case Intake.Rejected: _output.Reject(record, problem); break;
            default: break;
        }

        Write(state);
    }

    private void Settle(OwnedPartition owned)
    {
        _pipeline.Expire(owned.State, _enriched);
        Write(owned.State);
        _output.Account.Lost += StateJournal.TakeChanges(owned.State, _changes, _logger);
        foreach (var change in _changes)
        {
            _output.Remember(change, owned.Partition.Partition);
        }

        _changes.Clear();
    }

    // What is set aside is no duplicate when a person sends it again.
    private void Write(PartitionState state)
    {
        foreach (var enriched in _enriched)
        {
            if (!_output.Write(enriched))
            {
                state.Seen.Forget(SeenEvents.IdOf(enriched.Observation.Id));
            }
        }

        _enriched.Clear();
    }

    private List<TopicPartitionOffset> Offsets()
    {
        var offsets = new List<TopicPartitionOffset>(_partitions.Owned.Count);
        foreach (var owned in _partitions.Owned)
        {
            if (owned.Next(_consumer, RequestTimeout) is { } next)
            {
                offsets.Add(next);
            }
        }

        return offsets;
    }
}
