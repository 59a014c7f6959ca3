using System.Runtime.CompilerServices;
using Eyrie.Contracts;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;
using Grpc.Core;

namespace Eyrie.Ingestor.Sensors.Tetragon;

/// <summary>
/// Tetragon's events over gRPC. It keeps 10,000 events for a listener and silently drops what comes on top, so whoever reads
/// this must not wait. The request stays empty: filters would hide processes that ancestry needs, aggregation would drop.
/// </summary>
internal sealed class TetragonGrpcStream(
    SensorOptions sensor, IngestorOptions ingestor, SensorOrigin origin, SensorStatus status, TimeProvider time) : ISensorStream
{
    private const string Service = "tetragon.FineGuidanceSensors";

    private static readonly Method<GetEventsRequest, byte[]> GetEvents =
        RawMethod.ServerStreaming<GetEventsRequest>(Service, "GetEvents");

    private static readonly Method<GetVersionRequest, byte[]> GetVersion =
        RawMethod.Unary<GetVersionRequest>(Service, "GetVersion");

    public string Name => sensor.Name;

    public bool KeepsUnread => false;

    public async IAsyncEnumerable<SensorEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var connection = SensorConnection.Open(sensor, ingestor);
        using var events = connection.Stream(GetEvents, new(), cancellation); // first: nothing is replayed
        var next = events.NextAsync();
        var version = await FirstAnswerAsync(connection, next, cancellation);
        status.Connected(Describe(version));
        while (await next)
        {
            yield return origin.Stamp(events.Current, SensorFormat.TetragonProtobuf);
            next = events.NextAsync();
        }
    }

    /// <summary>The version; when the events have ended before it came, their failure says more than the version's.</summary>
    private async Task<byte[]?> FirstAnswerAsync(SensorConnection connection, Task<bool> events, CancellationToken cancellation)
    {
        var version = connection.AskAsync(GetVersion, new(), time, cancellation);
        await ((Task)version).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (events.IsFaulted)
        {
            await events;
        }

        return await version;
    }

    private string Describe(byte[]? version)
    {
        try
        {
            return version is null
                ? $"a Tetragon of unknown version at {sensor.Address}"
                : $"Tetragon {GetVersionResponse.Parser.ParseFrom(version).Version} at {sensor.Address}";
        }
        catch (InvalidProtocolBufferException e)
        {
            return $"a Tetragon whose version cannot be read ({e.Message}) at {sensor.Address}";
        }
    }
}
