using Eyrie.Contracts;
using Eyrie.Protos.Falco.Version;
using Grpc.Core;
using AlertsRequest = Eyrie.Protos.Falco.Outputs.request;

namespace Eyrie.Ingestor.Sensors.Falco;

/// <summary>
/// Falco's alerts over gRPC (up to 0.43), by polling <c>get</c>: it hands out the queue and ends, so it never falls silent as
/// <c>sub</c> does without a further request, needs no pings to stay alive, keeps no place among the few that Falco serves, and an
/// alert is out of Falco's queue only while an answer is on its way.
/// </summary>
internal sealed class FalcoGrpcStream(SensorContext context) : ISensorStream
{
    /// <summary>How long an answer that has begun may take once we are told to stop: its alerts are nowhere else any more.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    private static readonly Method<AlertsRequest, byte[]> Get =
        RawMethod.ServerStreaming<AlertsRequest>("falco.outputs.service", "get");

    private static readonly Method<request, byte[]> Version = RawMethod.Unary<request>("falco.version.service", "version");

    private readonly SharedSocket _socket = new(context);

    public async Task ReadAsync(IEventIntake intake, CancellationToken cancellation)
    {
        using var connection = SensorConnection.Open(context);
        using var drained = new CancellationTokenSource(Timeout.InfiniteTimeSpan, context.Time);
        using var stop = cancellation.Register(() => drained.CancelAfter(DrainTime));
        var version = SensorVersion.Of("Falco", await connection.AskAsync(Version, new(), context.Time, cancellation), FalcoVersion);
        _socket.Warn();
        try
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                await intake.RoomAsync(cancellation); // its queue is unbounded by default, and popped only when we ask
                if (!await PollAsync(connection, version, intake, drained.Token))
                {
                    await Task.Delay(context.Sensor.PollInterval, context.Time, cancellation);
                }
            }
        }
        finally
        {
            context.Metrics.Sensors.Ended(context.Sensor, cancellation.IsCancellationRequested);
        }
    }

    /// <summary>Takes all that is in Falco's queue; false when there was nothing.</summary>
    private async Task<bool> PollAsync(SensorConnection connection, SensorVersion version, IEventIntake intake, CancellationToken drained)
    {
        using var answer = connection.Stream(Get, new(), drained);
        var any = await answer.NextAsync();
        version.Tell(context);
        for (var more = any; more; more = await answer.NextAsync())
        {
            intake.TryKeep(answer.Current, SensorFormat.FalcoProtobuf, out _);
        }

        intake.Flush();
        return any;
    }

    private static string FalcoVersion(byte[] answer) => response.Parser.ParseFrom(answer).Version;
}
