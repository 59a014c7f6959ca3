using Eyrie.Protos.Tetragon;
using Eyrie.Testing;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Eyrie.Faults;

/// <summary>A Tetragon that numbers its events and remembers to whom it sent which.</summary>
internal sealed class TetragonSource(int rate, Func<int> life, TimeProvider time) : IAsyncDisposable
{
    private const int Nodes = 4;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);
    private static readonly string Filling = new('x', 560);

    private readonly Lock _gate = new();
    private readonly List<SentStream> _streams = [];
    private readonly CancellationTokenSource _stop = new();
    private ScriptedGrpcServer? _server;
    private GrpcExchange? _open;
    private int _number;
    private int _pumping;

    public string Address => _server!.Address;

    public IReadOnlyList<SentStream> Streams
    {
        get
        {
            lock (_gate)
            {
                return [.. _streams];
            }
        }
    }

    public async Task StartAsync() => _server = await ScriptedGrpcServer.OnUnixSocketAsync(AnswerAsync);

    /// <summary>Breaks the connection off.</summary>
    public void Tear() => _open?.Abort();

    /// <summary>Sends no more; what was sent stays to be read.</summary>
    public async Task QuietAsync()
    {
        await _stop.CancelAsync();
        while (Volatile.Read(ref _pumping) > 0)
        {
            await Task.Delay(Tick, time);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _stop.Dispose();
    }

    private async Task AnswerAsync(GrpcExchange exchange)
    {
        await exchange.ReadAsync();
        switch (exchange.Method.Split('/')[^1])
        {
            case "GetVersion":
                await exchange.SendAsync(new GetVersionResponse { Version = "v1.7.0" }.ToByteArray());
                await exchange.EndAsync(0);
                break;
            case "GetEvents":
                await PumpAsync(exchange);
                await exchange.OverAsync();
                break;
            default:
                await exchange.EndAsync(12);
                break;
        }
    }

    private async Task PumpAsync(GrpcExchange exchange)
    {
        var stream = new SentStream(life());
        lock (_gate)
        {
            _streams.Add(stream);
        }

        _open = exchange;
        Interlocked.Increment(ref _pumping);
        try
        {
            var began = time.GetTimestamp();
            for (var sent = 0L; !_stop.IsCancellationRequested && !exchange.Gone.IsCancellationRequested;)
            {
                for (var due = (long)(time.GetElapsedTime(began).TotalSeconds * rate); sent < due; sent++)
                {
                    await exchange.SendAsync(Next(stream));
                }

                await Task.Delay(Tick, time, exchange.Gone);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _pumping);
        }
    }

    private byte[] Next(SentStream stream)
    {
        var number = Interlocked.Increment(ref _number);
        lock (_gate)
        {
            stream.Numbers.Add(number); // before it is sent: whether a broken connection took it along nobody knows
        }

        return new GetEventsResponse
        {
            NodeName = $"node-{number % Nodes}",
            Time = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
            ProcessExec = new()
            {
                Process = new()
                {
                    ExecId = Marks.Of('t', number),
                    Pid = (uint)number,
                    Binary = "/usr/bin/oracle",
                    Arguments = $"{Marks.Of('t', number)} {Filling}",
                },
            },
        }.ToByteArray();
    }
}
