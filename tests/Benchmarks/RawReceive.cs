using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Sensors.Tetragon;
using Eyrie.Protos.Tetragon;
using Grpc.Net.Client;

namespace Eyrie.Benchmarks;

/// <summary>Reads the source's events and counts them, with the client, the window and the marshaller that the Ingestor has.</summary>
internal static class RawReceive
{
    private const string Scheme = "unix://";
    private const int WindowBytes = 8 * 1024 * 1024;

    public static async Task<StageResult> RunAsync(PassthroughSource source, PassthroughOptions options)
    {
        using var channel = GrpcChannel.ForAddress("http://localhost", new()
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = (_, cancellation) => SensorSocket.ConnectAsync(source.Address[Scheme.Length..], cancellation),
                InitialHttp2StreamWindowSize = WindowBytes,
                UseProxy = false,
                ActivityHeadersPropagator = null,
            },
            DisposeHttpClient = true,
        });
        var method = RawMethod.ServerStreaming<GetEventsRequest>(TetragonGrpcStream.Service, "GetEvents");
        using var call = channel.CreateCallInvoker().AsyncServerStreamingCall(method, host: null, new(), new());
        await ReadAsync(options.WarmUp);
        var clock = new StageClock();
        source.Go();
        await ReadAsync(options.Events);
        return clock.Stop("raw receive", options.Events);

        async Task ReadAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                if (!await call.ResponseStream.MoveNext(CancellationToken.None))
                {
                    throw new InvalidOperationException($"the source ended after {i} events");
                }
            }
        }
    }
}
