using System.Runtime.CompilerServices;
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
internal sealed class FalcoGrpcStream(
    SensorOptions sensor, IngestorOptions ingestor, SensorOrigin origin, SensorStatus status, TimeProvider time) : ISensorStream
{
    /// <summary>How long an answer that has begun may take once we are told to stop: its alerts are nowhere else any more.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    private static readonly Method<AlertsRequest, byte[]> Get =
        RawMethod.ServerStreaming<AlertsRequest>("falco.outputs.service", "get");

    private static readonly Method<request, byte[]> Version = RawMethod.Unary<request>("falco.version.service", "version");

    public string Name => sensor.Name;

    public bool KeepsUnread => true; // its queue is unbounded by default, and popped only when we ask

    public async IAsyncEnumerable<SensorEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var connection = SensorConnection.Open(sensor, ingestor);
        using var drained = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var stop = cancellation.Register(() => drained.CancelAfter(DrainTime));
        var who = Describe(await connection.AskAsync(Version, new(), time, cancellation));
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            using var answer = connection.Stream(Get, new(), drained.Token);
            var any = await answer.NextAsync();
            status.Connected(who);
            for (var more = any; more; more = await answer.NextAsync())
            {
                yield return origin.Stamp(answer.Current, SensorFormat.FalcoProtobuf);
            }

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
                ? $"a Falco of unknown version at {sensor.Address}"
                : $"Falco {response.Parser.ParseFrom(version).Version} at {sensor.Address}";
        }
        catch (InvalidProtocolBufferException e)
        {
            return $"a Falco whose version cannot be read ({e.Message}) at {sensor.Address}";
        }
    }
}
