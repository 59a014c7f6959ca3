using Eyrie.Contracts;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;
using Grpc.Core;

namespace Eyrie.Ingestor.Sensors.Tetragon;

/// <summary>
/// Tetragon's events over gRPC. It keeps 10,000 events for a listener and silently drops what comes on top, so whoever reads
/// this must not wait. The request stays empty: filters would hide processes that ancestry needs, aggregation would drop.
/// </summary>
internal sealed class TetragonGrpcStream(SensorContext context) : ISensorStream
{
    private const string Service = "tetragon.FineGuidanceSensors";

    private static readonly Method<GetEventsRequest, byte[]> GetEvents =
        RawMethod.ServerStreaming<GetEventsRequest>(Service, "GetEvents");

    private static readonly Method<GetVersionRequest, byte[]> GetVersion =
        RawMethod.Unary<GetVersionRequest>(Service, "GetVersion");

    public async Task ReadAsync(IEventIntake intake, CancellationToken cancellation)
    {
        using var connection = SensorConnection.Open(context.Sensor, context.Ingestor);
        using var events = connection.Stream(GetEvents, new(), cancellation); // first: nothing is replayed
        var next = events.NextAsync();
        var version = await FirstAnswerAsync(connection, next, cancellation);
        context.Status.Connected(Describe(version));
        while (await next)
        {
            intake.TryKeep(events.Current, SensorFormat.TetragonProtobuf, out _);
            next = events.NextAsync();
            if (!next.IsCompleted)
            {
                intake.Flush();
            }
        }
    }

    /// <summary>The version; when the events have ended before it came, their failure says more than the version's.</summary>
    private async Task<byte[]?> FirstAnswerAsync(SensorConnection connection, Task<bool> events, CancellationToken cancellation)
    {
        var version = connection.AskAsync(GetVersion, new(), context.Time, cancellation);
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
                ? $"a Tetragon of unknown version at {context.Sensor.Address}"
                : $"Tetragon {GetVersionResponse.Parser.ParseFrom(version).Version} at {context.Sensor.Address}";
        }
        catch (InvalidProtocolBufferException e)
        {
            return $"a Tetragon whose version cannot be read ({e.Message}) at {context.Sensor.Address}";
        }
    }
}
