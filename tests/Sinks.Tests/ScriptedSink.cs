using Eyrie.Contracts;

namespace Eyrie.Sinks.Tests;

/// <summary>A sink that answers by a script, then takes everything. Each answer may wait for a signal.</summary>
internal sealed class ScriptedSink(params Func<IReadOnlyList<Alert>, Task<IReadOnlyList<RejectedAlert>>>[] script) : IAlertSink
{
    private readonly Lock _gate = new();
    private readonly List<string> _taken = [];
    private int _attempts;

    public string Name { get; init; } = "scripted";

    public BatchProgress? Progress { get; init; }

    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Ids in the order in which they were taken for good.</summary>
    public IReadOnlyList<string> Taken
    {
        get
        {
            lock (_gate)
            {
                return [.. _taken];
            }
        }
    }

    public static Func<IReadOnlyList<Alert>, Task<IReadOnlyList<RejectedAlert>>> Fails(Exception failure) =>
        _ => Task.FromException<IReadOnlyList<RejectedAlert>>(failure);

    public static Func<IReadOnlyList<Alert>, Task<IReadOnlyList<RejectedAlert>>> Waits(Task signal) => async _ =>
    {
        await signal;
        return [];
    };

    public async Task<IReadOnlyList<RejectedAlert>> WriteAsync(IReadOnlyList<Alert> batch, CancellationToken cancellation)
    {
        var attempt = Interlocked.Increment(ref _attempts) - 1;
        var rejected = attempt < script.Length ? await script[attempt](batch).WaitAsync(cancellation) : [];
        lock (_gate)
        {
            _taken.AddRange(batch.Select(alert => alert.Id).Except(rejected.Select(one => one.Alert.Id)));
        }

        return rejected;
    }
}
