using Confluent.Kafka;
using Eyrie.Ingestor.Spool;
using Eyrie.Platform.Kafka;

namespace Eyrie.Ingestor.Publishing;

/// <summary>What became of a delivery so far.</summary>
internal enum DeliveryState
{
    /// <summary>Not with the client: not yet, or not any more.</summary>
    Unsent,

    /// <summary>With the client.</summary>
    Sent,

    /// <summary>Done: in Kafka, or counted as dropped.</summary>
    Settled,
}

/// <summary>One event on its way into Kafka.</summary>
internal sealed class Delivery
{
    private const string Stage = "ingestor";

    // A topic takes 1 MiB by its broker's default: room for headers and key.
    private const int ModestBytes = 900_000;

    private readonly DeliveryWindow _window;
    private readonly Action<DeliveryReport<string, byte[]>> _report;
    private (string Reason, string Error)? _refusal;
    private bool _isCut;
    private EventSpans? _spans;

    public Delivery(KeptEvent kept, DeliveryWindow window)
    {
        (Kept, _window, _report) = (kept, window, Report);
        _refusal = kept.Reason is { } reason ? (reason, kept.Error ?? "") : null;
    }

    public KeptEvent Kept { get; }

    /// <summary>Guarded by the window.</summary>
    public DeliveryState State { get; set; }

    /// <summary>Why it goes to <c>dead.v1</c>; null when it goes to <c>events.v1</c>.</summary>
    public string? RejectReason => _refusal?.Reason;

    /// <summary>Puts it into the client's queue.</summary>
    /// <exception cref="ProduceException{TKey, TValue}">It does not take it.</exception>
    public void Produce(IProducer<string, byte[]> producer, PublisherTopics topics)
    {
        var id = Kept.Event.ComputeId();
        _spans ??= _refusal is null ? EventSpans.Begin(Kept, id, topics.Events, _window.Sampling) : null;
        var record = EventRecord.ToMessage(Kept.Event, id, _spans is null ? Kept.Event.TraceParent : _spans.TraceParent);
        if (_refusal is var (reason, error))
        {
            record = DeadLetter.From(record, Stage, reason, error);
            record = _isCut ? record.CutTo(ModestBytes) : record;
        }

        producer.Produce(_refusal is null ? topics.Events : topics.Dead, record, _report);
    }

    /// <summary>It is settled.</summary>
    /// <param name="error">Why it is in no topic; null when it is in one.</param>
    public void End(string? error) => _spans?.End(error ?? RejectReason);

    /// <summary>Kafka will not take it like this: it goes to <c>dead.v1</c>, and if it is refused there for its size, shortened.</summary>
    /// <returns>False when there is no other way left to try.</returns>
    public bool TryOtherwise(string reason, string error)
    {
        if (_refusal is null)
        {
            _refusal = (reason, error);
            return true;
        }

        var canBeCut = !_isCut && Kept.Event.Payload.Length > ModestBytes;
        _isCut = true;
        return canBeCut;
    }

    private void Report(DeliveryReport<string, byte[]> report)
    {
        _spans?.Arrived(report.Partition, report.Offset);
        _window.Reported(this, report.Error);
    }
}
