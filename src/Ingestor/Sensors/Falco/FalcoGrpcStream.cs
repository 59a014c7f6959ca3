using Eyrie.Contracts;
using Eyrie.Protos.Falco.Version;
using Google.Protobuf;
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

    public async Task ReadAsync(IEventIntake intake, CancellationToken cancellation)
    {
        var (sensor, time) = (context.Sensor, context.Time);
        using var connection = SensorConnection.Open(sensor, context.Ingestor);
        using var drained = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var stop = cancellation.Register(() => drained.CancelAfter(DrainTime));
        var who = Describe(await connection.AskAsync(Version, new(), time, cancellation));
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            await intake.RoomAsync(cancellation); // its queue is unbounded by default, and popped only when we ask
            using var answer = connection.Stream(Get, new(), drained.Token);
            var any = await answer.NextAsync();
            context.Status.Connected(who);
            for (var more = any; more; more = await answer.NextAsync())
            {
                intake.TryKeep(answer.Current, SensorFormat.FalcoProtobuf, out _);
            }

            intake.Flush();

            if (!any)
            {
                await Task.Delay(sensor.PollInterval, time, cancellation);
            }
        }
    }

    private string Describe(byte[]? version)
    {
        try
        {
            return version is null
                ? $"a Falco of unknown version at {context.Sensor.Address}"
                : $"Falco {response.Parser.ParseFrom(version).Version} at {context.Sensor.Address}";
        }
        catch (InvalidProtocolBufferException e)
        {
            return $"a Falco whose version cannot be read ({e.Message}) at {context.Sensor.Address}";
        }
    }
}
