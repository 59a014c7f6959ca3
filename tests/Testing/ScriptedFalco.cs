using System.Collections.Concurrent;
using System.Threading.Channels;
using Eyrie.Protos.Falco.Version;
using Google.Protobuf;

namespace Eyrie.Testing;

/// <summary>
/// Behaves as Falco 0.43.1 was measured to: one queue that is popped on sending, <c>get</c> hands it out and ends with OK. A test
/// can script how single polls end instead.
/// </summary>
public sealed class ScriptedFalco
{
    private readonly ConcurrentQueue<byte[]> _queue = new();
    private readonly ConcurrentQueue<Func<GrpcExchange, Task>> _scripts = new();
    private readonly Channel<bool> _polls = Channel.CreateUnbounded<bool>();

    /// <summary>Alerts in the queue.</summary>
    public int Queued => _queue.Count;

    /// <summary>An alert happens.</summary>
    public void Alert(params byte[][] alerts) => Array.ForEach(alerts, _queue.Enqueue);

    /// <summary>The next poll that is not scripted yet ends like this.</summary>
    public void NextPoll(Func<GrpcExchange, Task> script) => _scripts.Enqueue(script);

    /// <summary>Waits for a poll that has not been waited for; true when it found alerts.</summary>
    public ValueTask<bool> PolledAsync(CancellationToken cancellation) => _polls.Reader.ReadAsync(cancellation);

    /// <summary>Sends all that is queued, popping each.</summary>
    public async Task DrainAsync(GrpcExchange exchange)
    {
        while (_queue.TryDequeue(out var alert))
        {
            await exchange.SendAsync(alert);
        }
    }

    /// <summary>What a server is given.</summary>
    public async Task AnswerAsync(GrpcExchange exchange)
    {
        await exchange.ReadAsync();
        switch (exchange.Method)
        {
            case "/falco.version.service/version":
                await exchange.SendAsync(new response { Version = "0.43.1" }.ToByteArray());
                await exchange.EndAsync(0);
                break;
            case "/falco.outputs.service/get":
                await PollAsync(exchange);
                break;
            default:
                await exchange.EndAsync(12);
                break;
        }
    }

    private async Task PollAsync(GrpcExchange exchange)
    {
        var any = !_queue.IsEmpty;
        if (_scripts.TryDequeue(out var script))
        {
            await script(exchange);
        }
        else
        {
            await DrainAsync(exchange);
            await exchange.EndAsync(0);
        }

        _polls.Writer.TryWrite(any);
    }
}
