using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Eyrie.Sinks.Tests.Elasticsearch;

/// <summary>
/// Answers 413 to a body that is too large as soon as it knows that, and ends the connection without reading on; takes one document a
/// smaller body. Knows <c>Expect: 100-continue</c>.
/// </summary>
internal sealed class EarlyRefusal : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _serving;
    private readonly int _most;

    public EarlyRefusal(int most)
    {
        _most = most;
        _listener.Start();
        Url = $"http://{_listener.LocalEndpoint}";
        _serving = ServeAsync();
    }

    public string Url { get; }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _serving;
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_ending.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            var (head, body) = (new StringBuilder(), 0L);
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) > 0)
            {
                head.Append((char)one[0]);
            }

            var length = Length(head.ToString());
            if (length > _most)
            {
                await stream.WriteAsync("HTTP/1.1 413 Request Entity Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                return;
            }

            if (head.ToString().Contains("100-continue", StringComparison.Ordinal))
            {
                await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray());
            }

            var block = new byte[16 * 1024];
            var text = new StringBuilder();
            while (length is null ? !text.ToString().EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal) : body < length)
            {
                var count = await stream.ReadAsync(block);
                if (count == 0)
                {
                    return;
                }

                body += count;
                text.Append(Encoding.Latin1.GetString(block, 0, count));
                if (body > _most)
                {
                    await stream.WriteAsync("HTTP/1.1 413 Request Entity Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                    return;
                }
            }

            var answer = """{"items":[{"create":{"status":201}}]}""";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {answer.Length}\r\nConnection: close\r\n\r\n{answer}"));
        }
        catch (IOException)
        {
            // The client has gone.
        }
    }

    private static long? Length(string head)
    {
        const string Name = "Content-Length: ";
        var start = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? null : long.Parse(head[(start + Name.Length)..head.IndexOf('\r', start)], CultureInfo.InvariantCulture);
    }
}
