using System.Diagnostics;
using System.Globalization;
using Eyrie.Testing;

namespace Eyrie.Benchmarks;

/// <summary>A collector, and somebody who asks for <c>/metrics</c> and <c>/status</c>, in a process of their own: their CPU seconds are not ours.</summary>
internal sealed class TelemetryWatch : IDisposable
{
    public const string Command = "telemetry-watch";

    private const string Nobody = "-";
    private const string Word = "end";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Process _process;

    private TelemetryWatch(Process process, string collector) => (_process, Collector) = (process, collector);

    /// <summary>Where the collector listens.</summary>
    public string Collector { get; }

    public static async Task<TelemetryWatch> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Command]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return await process.StandardOutput.ReadLineAsync() is { } collector
            ? new(process, collector)
            : throw new InvalidOperationException("the collector did not start");
    }

    /// <summary>Asks there each second from now on; null for nowhere.</summary>
    public void Begin(Uri? url) => _process.StandardInput.WriteLine(url?.AbsoluteUri ?? Nobody);

    /// <summary>Asks no more.</summary>
    public async Task<WatchedTelemetry> EndAsync()
    {
        await _process.StandardInput.WriteLineAsync(Word);
        var counts = (await _process.StandardOutput.ReadLineAsync())!.Split(' ').Select(static one => int.Parse(one, CultureInfo.InvariantCulture)).ToArray();
        return new(counts[0], counts[1], counts[2]);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>The child's part: until its parent is gone.</summary>
    public static async Task ServeAsync()
    {
        var (exports, spans) = (0, 0);
        await using var collector = await ScriptedGrpcServer.OnTcpAsync(async exchange =>
        {
            var request = await exchange.ReadAsync();
            Interlocked.Increment(ref exports);
            if (exchange.Method.Contains("trace", StringComparison.OrdinalIgnoreCase))
            {
                Interlocked.Add(ref spans, SpanReader.Read(request).Count());
            }

            await exchange.SendAsync(ReadOnlyMemory<byte>.Empty);
            await exchange.EndAsync(0);
        });
        await Console.Out.WriteLineAsync(collector.Address);
        while (await Console.In.ReadLineAsync() is { } url)
        {
            using var end = new CancellationTokenSource();
            var asking = url is Nobody ? Task.FromResult(0) : AskAsync(new(url), end.Token);
            await Console.In.ReadLineAsync();
            await end.CancelAsync();
            await Console.Out.WriteLineAsync($"{await asking} {Interlocked.Exchange(ref exports, 0)} {Interlocked.Exchange(ref spans, 0)}");
        }
    }

    private static async Task<int> AskAsync(Uri url, CancellationToken end)
    {
        using var http = new HttpClient { BaseAddress = url };
        for (var asked = 0; ; asked++)
        {
            try
            {
                await http.GetStringAsync(new Uri("metrics", UriKind.Relative), end);
                await http.GetStringAsync(new Uri("status", UriKind.Relative), end);
                await Task.Delay(Second, TimeProvider.System, end);
            }
            catch (Exception e) when (e is OperationCanceledException || e is HttpRequestException && asked > 0)
            {
                return asked;
            }
        }
    }
}

/// <summary>What was seen of a pass' telemetry.</summary>
/// <param name="Asked">Answers from <c>/metrics</c> and <c>/status</c>.</param>
/// <param name="Exports">Requests to the collector.</param>
/// <param name="Spans">Spans in them.</param>
internal sealed record WatchedTelemetry(int Asked, int Exports, int Spans);
