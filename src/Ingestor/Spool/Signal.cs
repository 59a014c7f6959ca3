namespace Eyrie.Ingestor.Spool;

/// <summary>Wakes one waiter; a signal that nobody waits for is kept for the next.</summary>
internal sealed class Signal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private volatile bool _isSet;

    public void Set()
    {
        if (_isSet)
        {
            return; // the common case on the path of every event
        }

        lock (_gate)
        {
            _isSet = true;
            _waiter?.TrySetResult();
            _waiter = null;
        }
    }

    /// <summary>Completes at the next signal, which it uses up.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            if (_isSet)
            {
                _isSet = false;
                return Task.CompletedTask;
            }

            _waiter ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return ClearAsync(_waiter.Task);
        }
    }

    private async Task ClearAsync(Task signalled)
    {
        await signalled;
        _isSet = false;
    }
}
