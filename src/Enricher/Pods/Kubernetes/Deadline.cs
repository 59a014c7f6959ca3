namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Cancels when something takes too long, or when stopping; can be put off.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _either;

    public Deadline(TimeSpan after, TimeProvider time, CancellationToken stopping)
    {
        After = after;
        _late = new(after, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(stopping, _late.Token);
    }

    /// <summary>How long it was.</summary>
    public TimeSpan After { get; private set; }

    public CancellationToken Token => _either.Token;

    /// <summary>It took too long.</summary>
    public bool IsOver => _late.IsCancellationRequested;

    /// <summary>Begins anew, with so much time.</summary>
    public void Restart(TimeSpan after)
    {
        After = after;
        _late.CancelAfter(after);
    }

    public void Dispose()
    {
        _either.Dispose();
        _late.Dispose();
    }
}
