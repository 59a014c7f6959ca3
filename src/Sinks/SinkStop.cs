namespace Eyrie.Sinks;

/// <summary>How a sink ends: at first nothing new is begun, a while later what is under way is cut off.</summary>
internal sealed class SinkStop : IDisposable
{
    /// <summary>How long what is under way may take: an answer that comes in time is known, and its alerts need not be sent again.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // Kafka needs no longer for what the target refused meanwhile.
    private static readonly TimeSpan LettersGrace = Grace + TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _last;
    private readonly CancellationTokenRegistration _begun;

    public SinkStop(TimeProvider time, CancellationToken begun)
    {
        Begun = begun;
        _over = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _last = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _begun = begun.Register(() =>
        {
            _over.CancelAfter(Grace);
            _last.CancelAfter(LettersGrace);
        });
    }

    /// <summary>The host stops: no new attempt, no wait for one.</summary>
    public CancellationToken Begun { get; }

    /// <summary>No request goes on.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Nothing goes on: what was refused is on the dead letters by then, or is read again.</summary>
    public CancellationToken Last => _last.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _begun.Dispose();
        _over.Dispose();
        _last.Dispose();
    }
}
