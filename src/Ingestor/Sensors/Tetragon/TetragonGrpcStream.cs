using Eyrie.Contracts;
using Eyrie.Protos.Tetragon;
using Grpc.Core;

namespace Eyrie.Ingestor.Sensors.Tetragon;

/// <summary>
/// Tetragon's events over gRPC. It keeps 10,000 events for a listener and silently drops what comes on top, so whoever reads
/// this must not wait. The request asks for what the filters say, by default all; never for aggregation, which would drop.
/// </summary>
internal sealed class TetragonGrpcStream(SensorContext context) : ISensorStream
{
    /// <summary>The agents that a sensor's entry names; warns once of what they are asked to leave out.</summary>
    public static ISensorStream Open(SensorContext context)
    {
        TetragonRequest.Warn(context);
        return GrpcSensors.Open(context, static one => new TetragonGrpcStream(one));
    }

    public const string Service = "tetragon.FineGuidanceSensors";

    private static readonly Method<GetEventsRequest, byte[]> GetEvents =
        RawMethod.ServerStreaming<GetEventsRequest>(Service, "GetEvents");

    private static readonly Method<GetVersionRequest, byte[]> GetVersion =
        RawMethod.Unary<GetVersionRequest>(Service, "GetVersion");

    private readonly GetEventsRequest _request = TetragonRequest.For(context.Sensor);
    private readonly ProcessSeeding _seeding = new(context);
    private readonly TetragonHealth _health = new(context);

    public async Task ReadAsync(IEventIntake intake, CancellationToken cancellation)
    {
        using var connection = SensorConnection.Open(context);
        using var events = connection.Stream(GetEvents, _request, cancellation); // first: nothing is replayed
        var next = events.NextAsync();
        var version = SensorVersion.Of("Tetragon", await FirstAnswerAsync(connection, next, cancellation), TetragonVersion);
        version.Tell(context);
        using var beside = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var others = Task.WhenAll(_seeding.RunAsync(intake, beside.Token), _health.WatchAsync(connection, beside.Token));
        try
        {
            await ReadAsync(events, next, intake);
        }
        finally
        {
            await beside.CancelAsync();
            await others.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            context.Metrics.Sensors.Ended(context.Sensor, cancellation.IsCancellationRequested);
        }
    }

    private static async Task ReadAsync(SensorCall events, Task<bool> next, IEventIntake intake)
    {
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

    private static string TetragonVersion(byte[] answer) => GetVersionResponse.Parser.ParseFrom(answer).Version;
}
