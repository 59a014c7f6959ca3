using Grpc.Core;

namespace Eyrie.Simulation.Serving;

/// <summary>Writes events to one client.</summary>
internal static class EventStream
{
    private static readonly WriteOptions AtOnce = new();
    private static readonly WriteOptions MoreToCome = new(WriteFlags.BufferHint);

    /// <summary>Writes one event. While more follow at once they share packets, as gRPC's own buffering has it.</summary>
    public static Task WriteAsync(
        this IServerStreamWriter<SensorMessage> stream, SensorMessage message, bool moreToCome, CancellationToken cancellation)
    {
        stream.WriteOptions = moreToCome ? MoreToCome : AtOnce;
        return stream.WriteAsync(message, cancellation);
    }
}
