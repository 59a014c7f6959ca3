using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Simulation.Serving;

/// <summary>One sensor's gRPC server on one address. Nothing of the surroundings (settings, environment) reaches it.</summary>
internal sealed class SensorServer : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);
    private readonly WebApplication _app;

    private SensorServer(WebApplication app, string address)
    {
        _app = app;
        Address = address;
    }

    /// <summary>As a client is configured with it.</summary>
    public string Address { get; }

    /// <summary>Listens; <paramref name="configure"/> says which services there are.</summary>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static async Task<SensorServer> StartAsync(
        SensorAddress address, Func<IServiceCollection, Action<WebApplication>> configure, CancellationToken cancellation)
    {
        address.ClearStaleSocket();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, address));
        builder.WebHost.UseShutdownTimeout(ShutdownTimeout);
        builder.Services.AddSingleton<IHostLifetime, GuestLifetime>();
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        var map = configure(builder.Services);
        var app = builder.Build();
        try
        {
            map(app);
            await app.StartAsync(cancellation);
        }
        catch (SocketException e)
        {
            await app.DisposeAsync();
            throw new IOException($"cannot listen on {address.Describe(address.Port)}: {e.Message}", e);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new(app, address.Describe(BoundPort(app)));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static void Listen(KestrelServerOptions kestrel, SensorAddress address)
    {
        if (address.SocketPath is { } path)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            kestrel.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http2);
        }
        else
        {
            kestrel.Listen(address.ToIPAddress()!, address.Port, listen => listen.Protocols = HttpProtocols.Http2);
        }
    }

    private static int BoundPort(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>() is { } bound
            && Uri.TryCreate(bound.Addresses.FirstOrDefault(), UriKind.Absolute, out var uri)
            ? uri.Port
            : IPEndPoint.MinPort;
}
