using Eyrie.Protos.Falco.Outputs;
using Eyrie.Protos.Tetragon;
using Eyrie.Simulation;
using Eyrie.Simulation.Falco;
using Eyrie.Simulation.Serving;
using Eyrie.Simulation.Tetragon;
using Grpc.Net.Client;

namespace Eyrie.Tests.Simulation;

/// <summary>A Falco on a free port, whose queue the test fills.</summary>
internal sealed class ServedFalco : IAsyncDisposable
{
    private readonly SensorServer _server;
    private readonly GrpcChannel _channel;

    private ServedFalco(SensorServer server, FalcoQueue queue)
    {
        _server = server;
        Queue = queue;
        _channel = GrpcChannel.ForAddress(server.Address);
        Client = new(_channel);
        Version = new(_channel);
    }

    public FalcoQueue Queue { get; }

    public service.serviceClient Client { get; }

    public Protos.Falco.Version.service.serviceClient Version { get; }

    public static async Task<ServedFalco> StartAsync(CancellationToken cancellation)
    {
        var queue = new FalcoQueue();
        return new(await SensorServer.StartAsync(
            SensorAddress.Parse("127.0.0.1:0"), services => services.AddFalco(queue), cancellation), queue);
    }

    public void Push(params string[] rules)
    {
        foreach (var rule in rules)
        {
            Queue.Push(SensorMessage.From(new response { Rule = rule }));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }
}

/// <summary>A Tetragon on a free port, whose events the test makes.</summary>
internal sealed class ServedTetragon : IAsyncDisposable
{
    private readonly SensorServer _server;
    private readonly GrpcChannel _channel;

    private ServedTetragon(SensorServer server)
    {
        _server = server;
        _channel = GrpcChannel.ForAddress(server.Address);
        Client = new(_channel);
    }

    public TetragonListeners Listeners { get; private init; } = new();

    public TetragonAgent Agent { get; private init; } = new();

    public FineGuidanceSensors.FineGuidanceSensorsClient Client { get; }

    public static async Task<ServedTetragon> StartAsync(CancellationToken cancellation)
    {
        var (listeners, agent) = (new TetragonListeners(), new TetragonAgent());
        var server = await SensorServer.StartAsync(
            SensorAddress.Parse("http://127.0.0.1:0"), services => services.AddTetragon(listeners, agent), cancellation);
        return new(server) { Listeners = listeners, Agent = agent };
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }
}

/// <summary>Tetragon events as tests need them.</summary>
internal static class Some
{
    public static GetEventsResponse Exec(string binary, string? ns = null, string? pod = null, uint pid = 7) => new()
    {
        NodeName = "n",
        ProcessExec = new()
        {
            Process = new()
            {
                ExecId = $"{binary}:{pid}",
                Binary = binary,
                Pid = pid,
                StartTime = new(),
                Pod = pod is null ? null : new() { Namespace = ns, Name = pod },
            },
        },
    };

    public static GetEventsResponse Exit(string binary, uint pid = 7) => new()
    {
        ProcessExit = new() { Process = new() { ExecId = $"{binary}:{pid}", Binary = binary, Pid = pid } },
    };
}
