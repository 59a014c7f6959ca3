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
            default:
                await exchange.EndAsync(12);
                break;
        }
    }
}
