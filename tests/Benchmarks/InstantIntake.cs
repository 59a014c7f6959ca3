using Eyrie.Contracts;
using Eyrie.Ingestor;

namespace Eyrie.Benchmarks;

/// <summary>Counts what it gets and calls it durable at once: what is measured is the way there.</summary>
internal sealed class InstantIntake : IEventIntake
{
    private long _kept;

    public long Kept => Volatile.Read(ref _kept);

    public bool TryKeep(ReadOnlyMemory<byte> payload, SensorFormat format, out long position)
    {
        position = Interlocked.Increment(ref _kept);
        return true;
    }

    public bool TryReject(ReadOnlyMemory<byte> payload, SensorFormat format, string reason, string error, out long position) =>
        throw new InvalidOperationException($"rejected: {error}");

    public void Flush()
    {
    }

    public ValueTask RoomAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask DurableAsync(long position, CancellationToken cancellation) => ValueTask.CompletedTask;
}
