using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Eyrie.Testing;

/// <summary>A request as it arrived.</summary>
/// <param name="Path">Path with query.</param>
/// <param name="Headers">Headers by name, any case.</param>
/// <param name="Body">The body, unpacked when it came packed.</param>
public sealed record LoopbackRequest(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}

/// <summary>What a <see cref="LoopbackHttp"/> does about a request.</summary>
public sealed record LoopbackAnswer(int Status, string Body = "", string? RetryAfter = null)
{
    /// <summary>Says nothing until the caller gives up.</summary>
    public static readonly LoopbackAnswer Silence = new(0);

    /// <summary>Ends the connection without an answer.</summary>
    public static readonly LoopbackAnswer HangUp = new(-1);

    /// <summary>Ends the connection in the middle of the answer.</summary>
    public static readonly LoopbackAnswer HangUpHalfWay = new(-2);
}

/// <summary>An HTTP server on this machine that answers by a script; its last answer is repeated.</summary>
public sealed class LoopbackHttp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<LoopbackRequest> _requests = new();

    private LoopbackHttp(WebApplication app) => _app = app;

    /// <summary>The server's address.</summary>
    public string Url { get; private set; } = "";

    /// <summary>What arrived so far, in order.</summary>
    public IReadOnlyList<LoopbackRequest> Requests => [.. _requests];

    /// <summary>Starts a server that gives these answers one after the other.</summary>
    public static Task<LoopbackHttp> StartAsync(params LoopbackAnswer[] script)
    {
        var next = -1;
        return StartAsync(_ => script[Math.Min(Interlocked.Increment(ref next), script.Length - 1)]);
    }

    /// <summary>Starts a server that decides by the request; with a certificate it speaks TLS, with clients' authority only with whom it vouches for.</summary>
    public static async Task<LoopbackHttp> StartAsync(
        Func<LoopbackRequest, LoopbackAnswer> decide, X509Certificate2? certificate = null, TestAuthority? clients = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
            {
                if (certificate is not null)
                {
                    endpoint.UseHttps(certificate, https =>
                    {
                        https.ClientCertificateMode = clients is null ? ClientCertificateMode.NoCertificate : ClientCertificateMode.RequireCertificate;
                        https.ClientCertificateValidation = (client, presented, _) => clients?.HasIssued(client, presented) ?? true;
                    });
                }
            });
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var server = new LoopbackHttp(builder.Build());
        server._app.Run(context => server.AnswerAsync(context, decide));
        await server._app.StartAsync();
        server.Url = server._app.Urls.Single();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, Func<LoopbackRequest, LoopbackAnswer> decide)
    {
        var request = await ReadAsync(context.Request);
        _requests.Enqueue(request);
        var answer = decide(request);
        if (answer == LoopbackAnswer.Silence)
        {
            var gone = new TaskCompletionSource();
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
        }
        else if (answer == LoopbackAnswer.HangUp)
        {
            context.Abort();
        }
        else if (answer == LoopbackAnswer.HangUpHalfWay)
        {
            context.Response.ContentLength = 1_000;
            await context.Response.WriteAsync("{\"items\":[");
            await context.Response.Body.FlushAsync();
            context.Abort();
        }
        else
        {
            context.Response.StatusCode = answer.Status;
            context.Response.Headers.RetryAfter = answer.RetryAfter;
            await (answer.Body.Length > 0 ? context.Response.WriteAsync(answer.Body) : Task.CompletedTask); // 204 has none
        }
    }

    internal static async Task<LoopbackRequest> ReadAsync(HttpRequest request)
    {
        var body = new MemoryStream();
        await using var source = request.Headers.ContentEncoding == "gzip"
            ? new GZipStream(request.Body, CompressionMode.Decompress)
            : request.Body;
        await source.CopyToAsync(body);
        var headers = request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new(request.Path + request.QueryString, headers, body.ToArray());
    }
}
