namespace Eyrie.Simulation.Tetragon;

/// <summary>The clients that listen to the agent. An event is offered to each of them, and to nobody who comes later.</summary>
internal sealed class TetragonListeners
{
    private readonly StreamTally _tally = new();
    private readonly TaskCompletionSource _firstClient = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private TetragonListener[] _listeners = [];

    public StreamCounts Counts => _tally.Counts;

    /// <summary>Completes when somebody listens.</summary>
    public Task FirstClient => _firstClient.Task;

    public TetragonListener Add(EventFilter filter)
    {
        var listener = new TetragonListener(filter, _tally);
        lock (_lock)
        {
            _listeners = [.. _listeners, listener];
        }

        _firstClient.TrySetResult();
        return listener;
    }

    public void Remove(TetragonListener listener)
    {
        lock (_lock)
        {
            _listeners = [.. _listeners.Where(other => other != listener)];
        }

        listener.Close();
    }

    /// <summary>Somebody asked for processes of the cache, and gets them.</summary>
    public void HandedOver(int processes) => _tally.EventsHandedOver(processes);

    public void Publish(SensorMessage message)
    {
        _tally.EventGenerated();
        var heard = false;
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            heard |= listener.Offer(message);
        }

        if (!heard)
        {
            _tally.EventUnheard();
        }
    }
}
