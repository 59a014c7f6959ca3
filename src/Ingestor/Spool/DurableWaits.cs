namespace Eyrie.Ingestor.Spool;

/// <summary>Who waits until all below a position is safe. Guarded by the spool's gate.</summary>
internal sealed class DurableWaits
{
    private readonly PriorityQueue<TaskCompletionSource, long> _waits = new();

    /// <summary>Somebody waits for more than that.</summary>
    public bool AnyFrom(long safe) => _waits.TryPeek(out _, out var position) && position >= safe;

    public Task Add(long position)
    {
        var wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waits.Enqueue(wait, position);
        return wait.Task;
    }

    /// <summary>All below this position is safe.</summary>
    public void Complete(long safe)
    {
        while (_waits.TryPeek(out var wait, out var position) && position < safe)
        {
            _waits.Dequeue();
            wait.TrySetResult();
        }
    }
}
