using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Eyrie.Benchmarks;

/// <summary>
/// An Elasticsearch in a process of its own, so that its CPU seconds are nobody's. It counts lines and says that all was stored, in answers
/// as long as the real one's: with everything about each document, or with what <c>filter_path</c> leaves of it.
/// </summary>
internal sealed class BulkTarget : IDisposable
{
    public const string Command = "bulk-target";

    private const string Whole =
        """{"index":{"_index":".ds-logs-eyrie.alerts-bench-2026.11.24-000001","_id":"Yh1x5pMBq0V7mZb1k3aT","_version":1,"result":"created","_shards":{"total":2,"successful":1,"failed":0},"_seq_no":4711,"_primary_term":1,"status":201}}""";

    private const string Filtered = """{"create":{"status":201}}""";

    private readonly Process _process;
    private readonly HttpClient _client = new();

    private BulkTarget(Process process, Uri url) => (_process, Url) = (process, url);

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    public static async Task<BulkTarget> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Command]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return await process.StandardOutput.ReadLineAsync() is { } url ? new(process, new(url)) : throw new InvalidOperationException("the target did not start");
    }

    /// <summary>Documents and requests since it was asked to begin anew.</summary>
    public async Task<(long Documents, long Requests, long Bytes)> CountAsync()
    {
        var numbers = (await _client.GetStringAsync(new Uri(Url, "/count"))).Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return (numbers[0], numbers[1], numbers[2]);
    }

    /// <summary>Begins to count anew.</summary>
    public Task ResetAsync() => _client.GetStringAsync(new Uri(Url, "/reset"));

    public void Dispose()
    {
        _client.Dispose();
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>The child's part: answers until its parent is gone.</summary>
    public static async Task ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        await using var app = builder.Build();
        var counts = new Counts();
        app.Run(counts.AnswerAsync);
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Urls.Single());
        await Console.In.ReadToEndAsync();
    }

    private sealed class Counts
    {
        private long _documents;
        private long _requests;
        private long _bytes;

        public async Task AnswerAsync(HttpContext context)
        {
            context.Response.ContentType = "application/json";
            switch (context.Request.Path.Value)
            {
                case "/count":
                    await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Read(ref _documents)} {Interlocked.Read(ref _requests)} {Interlocked.Read(ref _bytes)}"));
                    break;
                case "/reset":
                    (_documents, _requests, _bytes) = (0, 0, 0);
                    break;
                case { } path when path.EndsWith("_bulk", StringComparison.Ordinal):
                    await TakeAsync(context);
                    break;
                default:
                    await context.Response.WriteAsync("""{"version":{"number":"9.1.0"}}""");
                    break;
            }
        }

        private async Task TakeAsync(HttpContext context)
        {
            var documents = await CountAsync(context.Request);
            var (head, item) = context.Request.Query.ContainsKey("filter_path") ? ("""{"errors":false,"items":[""", Filtered) : ("""{"took":7,"errors":false,"items":[""", Whole);
            var answer = new StringBuilder(head, head.Length + (documents * (item.Length + 1)) + 2);
            for (var i = 0; i < documents; i++)
            {
                answer.Append(i > 0 ? "," : "").Append(item);
            }

            await context.Response.WriteAsync(answer.Append("]}").ToString());
            Interlocked.Increment(ref _requests);
            Interlocked.Add(ref _documents, documents);
        }

        private async Task<int> CountAsync(HttpRequest request)
        {
            await using var body = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
            var block = ArrayPool<byte>.Shared.Rent(256 * 1024);
            var lines = 0;
            while (await body.ReadAsync(block) is > 0 and var count)
            {
                lines += block.AsSpan(0, count).Count((byte)'\n');
                Interlocked.Add(ref _bytes, count);
            }

            ArrayPool<byte>.Shared.Return(block);
            return lines / 2;
        }
    }
}
