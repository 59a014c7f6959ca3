using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Ingestor.Spool;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Tracing;

namespace Eyrie.Ingestor.Publishing;

/// <summary>
/// What is on its way into Kafka, in order. Reports come on the client's thread, in any order; all before the oldest that is not settled
/// is done with. One that comes after the window was closed changes nothing, so that no event is counted twice.
/// </summary>
internal sealed class DeliveryWindow(EventSpool spool, IngestorMetrics metrics, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Queue<Delivery> _open = new();
    private Error? _trouble;
    private int _sent;
    private bool _closed;

    /// <summary>Which events are traced.</summary>
    public TraceSampling Sampling { get; init; } = TraceSampling.Off;

    /// <summary>A failed delivery: nothing more should be sent before the failed ones were sent again.</summary>
    public event Action<Error>? Troubled;

    /// <summary>One that Kafka refuses for good.</summary>
    public event Action<Delivery, Error>? Refused;

    /// <summary>One that has no other way to go was counted as dropped.</summary>
    public event Action? Dropped;

    /// <summary>One arrived.</summary>
    public event Action? Arrived;

    /// <summary>Why something has to be sent again; null when nothing has.</summary>
    public Error? Trouble
    {
        get
        {
            lock (_gate)
            {
                return _trouble;
            }
        }
    }

    /// <summary>How many are with the client.</summary>
    public int Sent
    {
        get
        {
            lock (_gate)
            {
                return _sent;
            }
        }
    }

    /// <summary>How many are on their way, with the client or not.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>When the oldest of them was received; null when there is none.</summary>
    public EventTime? Oldest
    {
        get
        {
            lock (_gate)
            {
                return _open.TryPeek(out var oldest) ? oldest.Kept.Event.Received : null;
            }
        }
    }

    /// <summary>Takes an event in, behind all others.</summary>
    public Delivery Open(KeptEvent kept)
    {
        var delivery = new Delivery(kept, this);
        lock (_gate)
        {
            _open.Enqueue(delivery);
        }

        return delivery;
    }

    /// <summary>It is about to be handed to the client.</summary>
    public void Sending(Delivery delivery)
    {
        lock (_gate)
        {
            delivery.State = DeliveryState.Sent;
            _sent++;
        }
    }

    /// <summary>The client did not take it.</summary>
    public void NotTaken(Delivery delivery)
    {
        lock (_gate)
        {
            delivery.State = DeliveryState.Unsent;
            _sent--;
        }
    }

    /// <summary>What has to be sent again, in order; afterwards there is no trouble until the next.</summary>
    public IReadOnlyList<Delivery> Unsent()
    {
        lock (_gate)
        {
            _trouble = null;
            return [.. _open.Where(static delivery => delivery.State is DeliveryState.Unsent)];
        }
    }

    /// <summary>What became of one: called on the client's thread, or by the publisher when the client refused at once.</summary>
    public void Reported(Delivery delivery, Error error)
    {
        switch (error.IsError ? KafkaFailures.Classify(error) : (FailureKind?)null)
        {
            case null:
                Settle(delivery, dropReason: null);
                Arrived?.Invoke();
                break;
            case FailureKind.Rejected:
                Reject(delivery, error);
                break;
            default:
                SendAgain(delivery, error);
                break;
        }
    }

    /// <summary>Ends the account: those that are not on disk are lost, the others are published by the next process.</summary>
    /// <returns>How many are lost.</returns>
    public long Close()
    {
        lock (_gate)
        {
            _closed = true;
            var lost = 0L;
            foreach (var delivery in _open)
            {
                if (delivery.State is not DeliveryState.Settled && !delivery.Kept.IsOnDisk)
                {
                    metrics.EventsDropped(delivery.Kept.Sensor, DropReasons.Shutdown, 1);
                    lost++;
                }
            }

            return lost;
        }
    }

    private void Reject(Delivery delivery, Error error)
    {
        var tooLarge = error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge;
        var reason = tooLarge ? RejectReasons.TooLarge : RejectReasons.Rejected;
        Refused?.Invoke(delivery, error);
        if (delivery.TryOtherwise(reason, $"Kafka: {error.Reason} ({error.Code})"))
        {
            SendAgain(delivery, error);
        }
        else
        {
            Settle(delivery, tooLarge ? DropReasons.TooLarge : DropReasons.Rejected);
            Dropped?.Invoke();
        }
    }

    private void SendAgain(Delivery delivery, Error error)
    {
        lock (_gate)
        {
            if (_closed || delivery.State is not DeliveryState.Sent)
            {
                return;
            }

            delivery.State = DeliveryState.Unsent;
            _sent--;
            _trouble ??= error;
        }

        Troubled?.Invoke(error);
    }

    private void Settle(Delivery delivery, string? dropReason)
    {
        lock (_gate)
        {
            if (_closed || delivery.State is not DeliveryState.Sent)
            {
                return;
            }

            delivery.State = DeliveryState.Settled;
            _sent--;
            CountOutcome(delivery, dropReason);
            delivery.End(dropReason);
            var last = -1L;
            while (_open.TryPeek(out var oldest) && oldest.State is DeliveryState.Settled)
            {
                last = _open.Dequeue().Kept.Position;
            }

            if (last >= 0)
            {
                spool.Settle(last + 1);
            }
        }
    }

    private void CountOutcome(Delivery delivery, string? dropReason)
    {
        if (dropReason is not null)
        {
            metrics.EventsDropped(delivery.Kept.Sensor, dropReason, 1);
        }
        else if (delivery.RejectReason is { } reason)
        {
            metrics.EventRejected(delivery.Kept.Sensor, reason);
        }
        else
        {
            metrics.EventPublished(delivery.Kept.Sensor);
            if (IngestorMetrics.IsTimed(delivery.Kept.Worth, delivery.Kept.Position))
            {
                metrics.PublishTook(delivery.Kept.Sensor, EventTime.From(time.GetUtcNow()) - delivery.Kept.Event.Received);
            }
        }
    }
}
