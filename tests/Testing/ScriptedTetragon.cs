using System.Threading.Channels;
using Eyrie.Protos.Tetragon;
using Google.Protobuf;

namespace Eyrie.Testing;

/// <summary>A Tetragon whose listeners a test serves by hand: each GetEvents call is handed over, to send to and to end.</summary>
public sealed class ScriptedTetragon
{
    private readonly Channel<(GrpcExchange Exchange, GetEventsRequest Request)> _listeners =
        Channel.CreateUnbounded<(GrpcExchange, GetEventsRequest)>();

    /// <summary>Whether it answers GetVersion; an agent that is stuck does not.</summary>
    public bool TellsVersion { get; init; } = true;

    /// <summary>How it answers GetDebug; one that is not told does not know the method.</summary>
    public Func<GrpcExchange, GetDebugRequest, Task>? OnDebug { get; set; }

    /// <summary>How it answers GetHealth; one that is not told does not know the method.</summary>
    public Func<GrpcExchange, Task>? OnHealth { get; set; }

    /// <summary>Answers once and in order.</summary>
    public static async Task AnswerAsync(GrpcExchange exchange, IMessage answer)
    {
        await exchange.SendAsync(answer.ToByteArray());
        await exchange.EndAsync(0);
    }

    /// <summary>The next client that wants events, with what it asked for.</summary>
    public ValueTask<(GrpcExchange Exchange, GetEventsRequest Request)> ListenerAsync(CancellationToken cancellation) =>
        _listeners.Reader.ReadAsync(cancellation);

    /// <summary>What a server is given.</summary>
    public async Task AnswerAsync(GrpcExchange exchange)
    {
        var request = await exchange.ReadAsync();
        switch (exchange.Method)
        {
            case "/tetragon.FineGuidanceSensors/GetVersion" when TellsVersion:
                await exchange.SendAsync(new GetVersionResponse { Version = "v1.7.0" }.ToByteArray());
                await exchange.EndAsync(0);
                break;
            case "/tetragon.FineGuidanceSensors/GetVersion":
                await exchange.OverAsync();
                break;
            case "/tetragon.FineGuidanceSensors/GetEvents":
                _listeners.Writer.TryWrite((exchange, GetEventsRequest.Parser.ParseFrom(request)));
                await exchange.OverAsync();
                break;
            case "/tetragon.FineGuidanceSensors/GetDebug" when OnDebug is { } debug:
                await debug(exchange, GetDebugRequest.Parser.ParseFrom(request));
                break;
            case "/tetragon.FineGuidanceSensors/GetHealth" when OnHealth is { } health:
                await health(exchange);
                break;
            default:
                await exchange.EndAsync(12);
                break;
        }
    }
}
