using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Eyrie.Simulation.Falco;

/// <summary>
/// Falco's alerts on their way out: one queue without a bound for all clients. Who takes an alert has it alone, and an
/// alert that was taken for a stream that breaks is gone.
/// </summary>
internal sealed class FalcoQueue
{
    private readonly ConcurrentQueue<SensorMessage> _alerts = new();
    private readonly StreamTally _tally = new();
    private readonly TaskCompletionSource _firstClient = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamCounts Counts => _tally.Counts;

    /// <summary>Completes when somebody asked for alerts.</summary>
    public Task FirstClient => _firstClient.Task;

    public bool IsEmpty => _alerts.IsEmpty;

    public void Push(SensorMessage alert)
    {
        _tally.EventGenerated();
        _tally.EventQueued();
        _alerts.Enqueue(alert);
    }

    public void ClientAsked() => _firstClient.TrySetResult();

    public bool TryPop([NotNullWhen(true)] out SensorMessage? alert) => _alerts.TryDequeue(out alert);

    public void AlertSent() => _tally.EventSent();

    public void AlertGone() => _tally.EventsLost(1);
}
