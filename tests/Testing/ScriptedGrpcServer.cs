using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Eyrie.Testing;

/// <summary>A gRPC server on a real socket whose every frame is in a test's hands: it can also break off where no library would.</summary>
public sealed class ScriptedGrpcServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly DirectoryInfo? _folder;

    private ScriptedGrpcServer(WebApplication server, DirectoryInfo? folder, string address)
    {
        _server = server;
        _folder = folder;
        Address = address;
    }

    /// <summary>As a sensor's address is configured.</summary>
    public string Address { get; }

    /// <summary>Listens on a unix socket in a folder of its own.</summary>
    public static async Task<ScriptedGrpcServer> OnUnixSocketAsync(Func<GrpcExchange, Task> answer)
    {
        var folder = Directory.CreateTempSubdirectory("eyrie-");
        var path = Path.Combine(folder.FullName, "sensor.sock");
        var server = Build(kestrel => kestrel.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http2), answer);
        await server.StartAsync();
        return new(server, folder, $"unix://{path}");
    }

    /// <summary>Listens on a free port; plain text unless a CA is given, then mutual TLS under the name <c>sensor</c>.</summary>
    public static async Task<ScriptedGrpcServer> OnTcpAsync(Func<GrpcExchange, Task> answer, TestAuthority? authority = null)
    {
        var server = Build(
            kestrel => kestrel.Listen(IPAddress.Loopback, port: 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                if (authority is not null)
                {
                    listen.UseHttps(authority.IssueLoaded("sensor"), https =>
                    {
                        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                        https.ClientCertificateValidation = (certificate, _, _) => authority.HasIssued(certificate);
                    });
                }
            }),
            answer);
        await server.StartAsync();
        return new(server, folder: null, server.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder?.Delete(recursive: true);
    }

    private static WebApplication Build(Action<KestrelServerOptions> listen, Func<GrpcExchange, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(listen);
        var server = builder.Build();
        server.Run(async context => await AnswerAsync(context, answer));
        return server;
    }

    private static async Task AnswerAsync(HttpContext context, Func<GrpcExchange, Task> answer)
    {
        context.Response.ContentType = "application/grpc";
        try
        {
            await answer(new(context));
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client hung up, or the test did.
        }
    }
}
