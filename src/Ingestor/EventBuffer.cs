using Eyrie.Contracts;

namespace Eyrie.Ingestor;

/// <summary>
/// Holds a sensor's events between reading and Kafka, bounded by count and by bytes of payload. One writer, one reader; an
/// event larger than the whole buffer passes when it is alone.
/// </summary>
internal sealed class EventBuffer(int maxEvents, long maxBytes)
{
    private readonly Lock _gate = new();
    private readonly Queue<SensorEvent> _events = new();
    private readonly Queue<SensorEvent> _returned = new(); // goes out before the others
    private TaskCompletionSource? _arrival;
    private TaskCompletionSource? _room;
    private long _bytes;
    private bool _completed;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _events.Count + _returned.Count;
            }
        }
    }

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>At most half full: an overflow counts as over, not merely as one event long.</summary>
    public bool IsRelaxed => Count <= maxEvents / 2 && Bytes <= maxBytes / 2;

    /// <summary>Adds an event if there is room.</summary>
    public bool TryAdd(in SensorEvent sensorEvent)
    {
        lock (_gate)
        {
            if (!HasRoomFor(sensorEvent))
            {
                return false;
            }

            Enqueue(_events, sensorEvent);
            return true;
        }
    }

    /// <summary>Waits until there is room.</summary>
    public ValueTask RoomAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            return IsFull ? new((_room ??= NewSignal()).Task.WaitAsync(cancellation)) : ValueTask.CompletedTask;
        }
    }

    /// <summary>Puts back what was taken but not delivered; there is always room for it, and it goes out first.</summary>
    public void Return(in SensorEvent sensorEvent)
    {
        lock (_gate)
        {
            Enqueue(_returned, sensorEvent);
        }
    }

    /// <summary>Says that nothing more will be added.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            _arrival?.TrySetResult();
        }
    }

    /// <summary>Takes the next event if there is one.</summary>
    public bool TryTake(out SensorEvent sensorEvent)
    {
        lock (_gate)
        {
            if (!_returned.TryDequeue(out sensorEvent) && !_events.TryDequeue(out sensorEvent))
            {
                return false;
            }

            _bytes -= sensorEvent.Payload.Length;
            _room?.TrySetResult();
            _room = null;
            return true;
        }
    }

    /// <summary>Waits until there is something to take; false when it is empty and nothing more will come.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellation)
    {
        Task arrival;
        lock (_gate)
        {
            if (_events.Count + _returned.Count > 0)
            {
                return true;
            }

            if (_completed)
            {
                return false;
            }

            arrival = (_arrival ??= NewSignal()).Task;
        }

        await arrival.WaitAsync(cancellation);
        return Count > 0;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool IsFull => _events.Count + _returned.Count >= maxEvents || _bytes >= maxBytes;

    private bool HasRoomFor(in SensorEvent sensorEvent)
    {
        var count = _events.Count + _returned.Count;
        return count == 0 || (count < maxEvents && _bytes + sensorEvent.Payload.Length <= maxBytes);
    }

    private void Enqueue(Queue<SensorEvent> queue, in SensorEvent sensorEvent)
    {
        queue.Enqueue(sensorEvent);
        _bytes += sensorEvent.Payload.Length;
        _arrival?.TrySetResult();
        _arrival = null;
    }
}
