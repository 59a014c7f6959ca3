using System.Net;
using System.Net.Sockets;
using System.Text;
using Eyrie.Ingestor.Sensors;

namespace Eyrie.Ingestor.Tests.Sensors.Falco;

/// <summary>A <c>falco-http</c> that listens on a free port, and a client for it.</summary>
internal sealed class RunningFalcoHttp : IAsyncDisposable
{
    private readonly StreamUnderTest _stream;
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _client = new();
    private Task _reading = Task.CompletedTask;

    private RunningFalcoHttp(StreamUnderTest stream) => _stream = stream;

    public Uri Url { get; private set; } = null!;

    public RecordedIntake Intake => _stream.Intake;

    public Microsoft.Extensions.Time.Testing.FakeTimeProvider Time => _stream.Time;

    public static async Task<RunningFalcoHttp> StartAsync(SensorHttpOptions? http = null, SensorTlsOptions? tls = null)
    {
        var sensor = new SensorOptions { Type = "falco-http", Name = "falco", Address = "127.0.0.1:0", Http = http ?? new(), Tls = tls };
        var running = new RunningFalcoHttp(new(sensor));
        running._reading = running._stream.Stream.ReadAsync(running.Intake, running._stop.Token);
        var listening = running._stream.Log.LineAsync("what Falco posts to", TestContext.Current.CancellationToken);
        await await Task.WhenAny(running._reading, listening);
        running.Url = new((await listening).Split(' ')[^1]);
        return running;
    }

    /// <summary>Posts a text.</summary>
    public Task<(HttpStatusCode Status, string Text)> PostAsync(string body, string path = "/") => PostAsync(Encoding.UTF8.GetBytes(body), path: path);

    /// <summary>Posts bytes.</summary>
    public Task<(HttpStatusCode Status, string Text)> PostAsync(
        byte[] body, string? encoding = null, string? authorization = null, string path = "/", string type = "application/json")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return SendAsync(new(HttpMethod.Post, new Uri(Url, path)) { Content = content }, authorization);
    }

    /// <summary>Sends any request.</summary>
    public async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpRequestMessage request, string? authorization = null)
    {
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A connection on which a test says what it likes.</summary>
    public async Task<NetworkStream> ConnectAsync(string beginning)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Url.Port, TestContext.Current.CancellationToken);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), TestContext.Current.CancellationToken);
        return stream;
    }

    /// <summary>Tells the stream to stop.</summary>
    /// <returns>Ends when it has.</returns>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _reading);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _stream.Dispose();
    }
}
