using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Eyrie.Simulation.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Demo.StandIns;

/// <summary>A loopback HTTP server on a free port. What it answers is the stand-in's affair.</summary>
internal sealed class StandInServer : IAsyncDisposable
{
    /// <summary>Elasticsearch's <c>http.max_content_length</c>, when nobody says otherwise.</summary>
    public const int MaxBodyBytes = 104_857_600;

    private const int PartBytes = 65_536;
    private readonly WebApplication _app;

    private StandInServer(WebApplication app)
    {
        _app = app;
        Url = app.Urls.First();
    }

    /// <summary>For instance <c>http://127.0.0.1:40123</c>.</summary>
    public string Url { get; }

    /// <summary>Opens the port.</summary>
    public static async Task<StandInServer> StartAsync(RequestDelegate answer, Outage outage, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // as told to whoever reads it
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddSingleton<IHostLifetime, GuestLifetime>();
        var app = builder.Build();
        app.Run(context => outage.Status is var status and > 0 ? RefuseAsync(context, status, outage) : answer(context));
        await app.StartAsync(cancellation);
        return new(app);
    }

    /// <summary>The request's body, unpacked when it came as gzip.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="most">So many bytes, unpacked; more are answered with 413 and no word, as Elasticsearch does.</param>
    /// <exception cref="InvalidDataException">It says gzip and is none.</exception>
    /// <exception cref="BadHttpRequestException">It is too large.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancellation, int most = MaxBodyBytes)
    {
        var isPacked = string.Equals(request.Headers.ContentEncoding, "gzip", StringComparison.OrdinalIgnoreCase);
        if (request.ContentLength > most)
        {
            throw TooLarge();
        }

        await using var unpacked = isPacked ? new GZipStream(request.Body, CompressionMode.Decompress) : null;
        using var body = new MemoryStream();
        var (source, part) = (unpacked ?? request.Body, new byte[PartBytes]);
        while (await source.ReadAsync(part, cancellation) is var read and > 0)
        {
            if (body.Length + read > most)
            {
                throw TooLarge();
            }

            body.Write(part, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    /// <summary>Answers with JSON.</summary>
    public static Task AnswerAsync(HttpContext context, int status, JsonNode body) =>
        AnswerAsync(context, status, "application/json", body.ToJsonString());

    /// <summary>Answers with a text.</summary>
    public static Task AnswerAsync(HttpContext context, int status, string contentType, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync(); // a client's idle connection is no reason to wait
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private static BadHttpRequestException TooLarge() => new("Request Entity Too Large", StatusCodes.Status413PayloadTooLarge);

    private static async Task RefuseAsync(HttpContext context, int status, Outage outage)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        outage.RequestRefused();
        context.Response.StatusCode = status;
    }
}
