namespace Eyrie.Ingestor;

/// <summary>
/// Gives every event handed to Kafka its one outcome, counted. Reports come on the Kafka client's thread; one that comes after
/// the account was closed changes nothing, so that no event is counted twice.
/// </summary>
internal sealed class DeliveryAccount(SensorTag sensor, IngestorMetrics metrics)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _settled;
    private long _open;
    private bool _closed;

    /// <summary>An event is on its way.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _open++;
        }
    }

    /// <summary>Kafka has it.</summary>
    public void Published()
    {
        lock (_gate)
        {
            if (!_closed)
            {
                metrics.EventPublished(sensor);
                Settle();
            }
        }
    }

    /// <summary>Kafka will never have it; false when the account was closed before.</summary>
    public bool Dropped(string reason)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            metrics.EventsDropped(sensor, reason, 1);
            Settle();
            return true;
        }
    }

    /// <summary>It is not on its way any more, but will be again.</summary>
    public void Returned()
    {
        lock (_gate)
        {
            Settle();
        }
    }

    /// <summary>Completes when nothing is on its way. To be asked when nothing is handed over any more.</summary>
    public Task SettledAsync()
    {
        lock (_gate)
        {
            _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _open == 0 ? Task.CompletedTask : _settled.Task;
        }
    }

    /// <summary>Ends the account: what is still on its way, or was never handed over, is dropped.</summary>
    /// <returns>How many these were.</returns>
    public long Close(long neverHandedOver)
    {
        lock (_gate)
        {
            _closed = true;
            var lost = _open + neverHandedOver;
            if (lost > 0)
            {
                metrics.EventsDropped(sensor, DropReasons.Shutdown, lost);
            }

            return lost;
        }
    }

    private void Settle()
    {
        if (--_open == 0)
        {
            _settled?.TrySetResult();
        }
    }
}
