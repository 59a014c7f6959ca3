using System.Globalization;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.Detections;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher;

/// <summary>
/// Writes what goes out as records of the running transaction, and keeps account of it. One a session. What a topic is
/// known to refuse for its size is replaced: the transaction would fail at it for ever.
/// </summary>
internal sealed class EnrichmentOutput : IDisposable
{
    private const string Stage = "enricher";

    private readonly IProducer<string, byte[]> _producer;
    private readonly PatientCalls _calls;
    private readonly Topics _topics;
    private readonly RecordLimits _limits;
    private readonly ILogger _logger;
    private readonly DocumentRecords _documents;
    private readonly ActivityChoice _activity;
    private readonly Severity? _urgent;
    private readonly AlertSpans _spans;
    private readonly Action<DeliveryReport<string, byte[]>> _learn;
    private readonly List<(TopicPartition Place, Message<string, byte[]> Record)> _written = [];

    public EnrichmentOutput(IProducer<string, byte[]> producer, PatientCalls calls, SessionServices services, ILogger logger)
    {
        (_producer, _calls, _topics, _limits, _logger) = (producer, calls, services.Topics, services.Limits, logger);
        _documents = new(services.Options, services.Time);
        _spans = new(services.Sampling, services.Prefix, services.Time);
        _activity = new(services.Options.Activity);
        _urgent = Severities.TryParse(services.Options.UrgentSeverity, out var urgent) ? urgent : null;
        _learn = report => _limits.Learn(report.Topic, report.Message, report.Error); // one delegate for all records
    }

    public BatchAccount Account { get; } = new();

    /// <summary>A new batch begins.</summary>
    public void Clear()
    {
        Account.Clear();
        _written.Clear();
        _spans.Begin();
    }

    /// <summary>The batch is committed: who reads its topics sees it now.</summary>
    public void Committed() => _spans.End(error: null);

    /// <summary>Writes the batch's records once more, for a transaction that had to be aborted.</summary>
    public void Repeat()
    {
        foreach (var (place, record) in _written)
        {
            Send(place, record);
        }
    }

    /// <summary>Writes one document. An event of which none can be made is set aside: those behind it must not wait for a person.</summary>
    /// <returns>False: it was set aside.</returns>
    public bool Write(in Enriched enriched)
    {
        if (enriched.Problem is { } problem)
        {
            Reject(enriched.Record, problem);
            return false;
        }

        var (isAlert, closes) = (DocumentRecords.IsAlert(enriched), DocumentRecords.ClosesIncident(enriched));
        if (!isAlert && !closes && !_activity.Keeps(enriched))
        {
            Account.Unwanted++;
            return true;
        }

        Message<string, byte[]> record;
        try
        {
            record = _documents.Make(enriched);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Reject(enriched.Record, $"{e.GetType().Name}: {e.Message}");
            return false;
        }

        if (isAlert)
        {
            _spans.Trace(enriched, record, _topics.Alerts);
        }

        var isUrgent = isAlert && IsUrgent(enriched.Enrichment) && TryWriteUrgent(record);
        if (!TryWrite(isAlert || closes ? _topics.Alerts : _topics.Activity, record))
        {
            return false;
        }

        Count(enriched, isAlert, closes, isUrgent);
        return true;
    }

    /// <summary>Writes a record that the Enricher cannot take, as it came.</summary>
    public void Reject(ConsumeResult<string, byte[]> record, string problem)
    {
        problem = _documents.Safe(problem)!; // a parser may quote what it could not read
        _logger.RecordRejected(record.Topic, record.Partition.Value, record.Offset.Value, problem);
        Reject(DeadLetter.From(record, Stage, null, "unreadable", problem));
    }

    /// <summary>Writes one thing to remember to the partition of <c>state.v1</c> that belongs to the events' partition.</summary>
    public void Remember(Message<string, byte[]> change, Partition partition)
    {
        if (_limits.Allow(_topics.State, change))
        {
            Produce(new(_topics.State, partition), change);
        }
        else
        {
            _logger.TooLargeToRemember(RecordLimits.SizeOf(change), _topics.State, change.Key.Length > 200 ? change.Key[..200] : change.Key);
        }
    }

    public void Dispose()
    {
        _spans.End("session_lost");
        _documents.Dispose();
    }

    private void Count(in Enriched enriched, bool isAlert, bool closes, bool isUrgent)
    {
        if (closes)
        {
            Account.IncidentsClosed++;
            return;
        }

        Account.Documents.Add(new(enriched.Observation.Time, enriched.Observation.Received, isAlert));
        Account.Suppressed += enriched.Enrichment.Suppressed is null ? 0 : 1;
        if (isAlert)
        {
            Account.Alerts++;
            Account.Urgent += isUrgent ? 1 : 0;
            Account.IncidentsOpened += enriched.Enrichment.Incident is { Sequence: 1 } ? 1 : 0;
            Account.Written(enriched.Observation.Format, enriched.Enrichment.AlertSeverity!.Value);
            Account.Joined(enriched.Enrichment.Correlation);
        }
        else
        {
            Account.Activity++;
        }
    }

    private bool IsUrgent(Enrichment alert) => alert is { Suppressed: null, AlertSeverity: { } severity } && severity >= _urgent;

    // The same bytes under the same key. One that is too large for either topic waits its turn, or is set aside.
    private bool TryWriteUrgent(Message<string, byte[]> alert)
    {
        var headers = new Headers(); // without the mark: who reads both topics passes over what has it
        foreach (var header in alert.Headers)
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        alert.Headers.With(RecordHeaders.Urgent, "1");
        if (!_limits.Allow(_topics.Urgent, alert) || !_limits.Allow(_topics.Alerts, alert))
        {
            alert.Headers.Remove(RecordHeaders.Urgent);
            return false;
        }

        _spans.Send(headers, _topics.Urgent);
        Produce(new(_topics.Urgent, Partition.Any), new() { Key = alert.Key, Value = alert.Value, Headers = headers });
        return true;
    }

    private bool TryWrite(string topic, Message<string, byte[]> document)
    {
        if (_limits.Allow(topic, document))
        {
            Produce(new(topic, Partition.Any), document);
            return true;
        }

        document.Headers.With(RecordHeaders.Stage, Stage).With(RecordHeaders.Reason, "too_large")
            .With(RecordHeaders.Error, string.Create(CultureInfo.InvariantCulture, $"{topic} takes {_limits.Of(topic)} bytes"))
            .With(RecordHeaders.Topic, topic);
        Reject(document);
        Account.TooLarge++;
        return false;
    }

    private void Reject(Message<string, byte[]> letter)
    {
        Produce(new(_topics.Dead, Partition.Any), _limits.Fit(_topics.Dead, letter));
        Account.Rejected++;
    }

    private void Produce(TopicPartition place, Message<string, byte[]> record)
    {
        _written.Add((place, record));
        Send(place, record);
    }

    private void Send(TopicPartition place, Message<string, byte[]> record)
    {
        for (; ; )
        {
            try
            {
                _producer.Produce(place, record, RecordLimits.IsDoubtful(record) ? _learn : null);
                return;
            }
            catch (ProduceException<string, byte[]> e) when (e.Error.Code is ErrorCode.Local_QueueFull)
            {
                _calls.Flush(_producer); // a batch may be larger than what the client keeps
            }
            catch (ProduceException<string, byte[]> e)
            {
                _limits.Learn(place.Topic, record, e.Error);
                throw;
            }
        }
    }
}
