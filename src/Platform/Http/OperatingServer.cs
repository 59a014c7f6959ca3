using Eyrie.Platform.Status;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace Eyrie.Platform.Http;

/// <summary>
/// Serves the operating endpoints while the process runs. A port that cannot be had is no reason to end a process that carries alerts: it
/// is said once, with the remedy.
/// </summary>
internal sealed class OperatingServer(
    IOptions<HttpOptions> options,
    IServiceProvider services,
    Readiness readiness,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<OperatingServer> logger) : IHostedService
{
    private const string Process = "process";
    private const int MaxConnections = 100;
    private static readonly TimeSpan IdleConnectionTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(5);
    private WebListener? _listener;

    /// <summary>Where it listens; null when it does not.</summary>
    public Uri? Url => _listener?.Url;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        readiness.NotReady(Process, "starting");
        lifetime.ApplicationStarted.Register(() => readiness.Ready(Process));
        lifetime.ApplicationStopping.Register(() => readiness.NotReady(Process, "stopping"));
        try
        {
            var pages = new OperatingPages(readiness, services.GetService<MeterProvider>(), services.GetService<StatusSource>(), services.GetServices<ExtraPage>());
            _listener = await WebListener.StartAsync(
                ListenAddress.Parse(options.Value.Listen)!, "http.listen", MaxConnections, Limit, pages.Serve, cancellationToken);
            logger.OperatingEndpointsServed(_listener.Url);
        }
        catch (PipelineException e)
        {
            logger.OperatingEndpointsMissing(e.Message);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_listener is not null)
        {
            await _listener.StopAsync(StopTime, time);
            await _listener.DisposeAsync();
        }
    }

    private static void Limit(KestrelServerOptions kestrel, ListenOptions listen)
    {
        kestrel.Limits.MaxRequestBodySize = 1024;
        kestrel.Limits.KeepAliveTimeout = IdleConnectionTime;
        kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
    }
}
