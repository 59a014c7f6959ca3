using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Testing.Browsing;

/// <summary>Chromium's DevTools protocol: calls and events as JSON over a web socket.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly ConcurrentQueue<JsonElement> _events = new();
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private Task _reading = Task.CompletedTask;
    private int _last;

    public static async Task<DevTools> ConnectAsync(Uri address, CancellationToken cancellation)
    {
        var tools = new DevTools();
        await tools._socket.ConnectAsync(address, cancellation);
        tools._reading = tools.ReadAllAsync();
        return tools;
    }

    /// <summary>The events of a session so far.</summary>
    public IEnumerable<JsonElement> Events(string session) =>
        _events.Where(one => one.TryGetProperty("sessionId", out var id) && id.GetString() == session);

    /// <summary>Calls a method.</summary>
    /// <exception cref="InvalidOperationException">It is refused.</exception>
    public async Task<JsonElement> CallAsync(string method, JsonObject parameters, string? session, CancellationToken cancellation)
    {
        var id = Interlocked.Increment(ref _last);
        var answered = _calls[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null)
        {
            call["sessionId"] = session;
        }

        await _sending.WaitAsync(cancellation);
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, endOfMessage: true, cancellation);
        }
        finally
        {
            _sending.Release();
        }

        var answer = await answered.Task.WaitAsync(cancellation);
        return answer.TryGetProperty("result", out var result) ? result : throw new InvalidOperationException($"{method}: {answer}");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _socket.Dispose();
        _end.Dispose();
        _sending.Dispose();
    }

    private async Task ReadAllAsync()
    {
        try
        {
            while (true)
            {
                Take(await ReadAsync());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException)
        {
            foreach (var call in _calls.Values)
            {
                call.TrySetException(new InvalidOperationException("Chromium has gone", e));
            }
        }
    }

    private void Take(JsonElement message)
    {
        if (message.TryGetProperty("id", out var id) && _calls.TryRemove(id.GetInt32(), out var call))
        {
            call.SetResult(message);
        }
        else
        {
            _events.Enqueue(message);
        }
    }

    private async Task<JsonElement> ReadAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), _end.Token);
            if (part.MessageType is WebSocketMessageType.Close)
            {
                throw new IOException("closed");
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                message.Position = 0;
                using var json = await JsonDocument.ParseAsync(message);
                return json.RootElement.Clone();
            }
        }
    }
}
