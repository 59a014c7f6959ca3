using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Platform.Http;

/// <summary>An HTTP server inside this process: Kestrel alone, with no configuration, logs or signals of its own.</summary>
public sealed class WebListener : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebListener(WebApplication app)
    {
        _app = app;
        Url = new(app.Urls.First());
    }

    /// <summary>Where it listens, with the port that it got.</summary>
    public Uri Url { get; }

    /// <summary>Opens the port.</summary>
    /// <param name="address">Where to listen.</param>
    /// <param name="key">The configuration key of the address, for the remedy in the error.</param>
    /// <param name="maxConnections">Connections at a time; more wait.</param>
    /// <param name="configure">Sets limits and TLS.</param>
    /// <param name="serve">Says how requests are answered.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="PipelineException">Transient: the address cannot be had, for a reason that the message names.</exception>
    public static async Task<WebListener> StartAsync(
        IPEndPoint address,
        string key,
        int maxConnections,
        Action<KestrelServerOptions, ListenOptions> configure,
        Action<WebApplication> serve,
        CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "eyrie" });
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                configure(kestrel, listen);
            });
        });
        builder.Services.AddSingleton<IConnectionListenerFactory>(provider => new BoundedConnections(
            ActivatorUtilities.CreateInstance<SocketTransportFactory>(provider), maxConnections));
        var app = builder.Build();
        try
        {
            serve(app);
            await app.StartAsync(cancellation);
            return new(app);
        }
        catch (Exception e)
        {
            await app.DisposeAsync();
            if (e is IOException or SocketException)
            {
                throw new PipelineException(FailureKind.Transient, $"cannot listen on {address}: {Cause(e)}; {Remedy(key)}", e);
            }

            throw;
        }
    }

    /// <summary>Takes no more requests, lets those that are under way finish.</summary>
    /// <param name="longest">After that they are broken off.</param>
    /// <param name="time">The clock.</param>
    public async Task StopAsync(TimeSpan longest, TimeProvider time)
    {
        using var enough = new CancellationTokenSource(longest, time);
        await _app.StopAsync(enough.Token);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string Remedy(string key) => $"free it, or set {key} to another address";

    private static string Cause(Exception e) => e.GetBaseException() switch
    {
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => "another process has the port",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => "no permission (ports below 1024 take a right of their own)",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => "this machine does not have the address",
        var cause => cause.Message,
    };

    /// <summary>The process listens to signals, its servers do not.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
