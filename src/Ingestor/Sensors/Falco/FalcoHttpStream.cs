using System.Net.Security;
using Eyrie.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Sensors.Falco;

/// <summary>
/// Falco's alerts over HTTP, any version: listens where Falcosidekick would, and answers as it does, but only when the alert is durable.
/// Falco never looks at the answer and sends nothing twice, so an alert is refused only when there is no way to keep it.
/// </summary>
internal sealed class FalcoHttpStream(SensorContext context) : ISensorStream
{
    /// <summary>Falcosidekick's port.</summary>
    public const string DefaultAddress = "0.0.0.0:2801";

    /// <summary>How long requests that have begun may take once we are told to stop.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan IdleConnectionTime = TimeSpan.FromMinutes(1);
    private const double LeastBytesPerSecond = 240;
    private static readonly TimeSpan SlowStartTime = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = context.Loggers.CreateLogger<FalcoHttpStream>();

    /// <summary>Where a sensor's options tell to listen; null when they tell no address.</summary>
    public static System.Net.IPEndPoint? AddressOf(SensorOptions sensor) =>
        ListenAddress.Parse(sensor.Address is { Length: > 0 } address ? address : DefaultAddress);

    public async Task ReadAsync(IEventIntake intake, CancellationToken cancellation)
    {
        var (sensor, time) = (context.Sensor, context.Time);
        using var stopped = new CancellationTokenSource();
        using var requests = new FalcoHttpRequests(
            context,
            sensor.Http.TokenFile is { } file ? new(Watched([file], () => FalcoHttpTokens.Read(file))) : null,
            new(sensor.Http, intake, time, stopped.Token),
            new(sensor.Name, time, _logger),
            _logger);
        var handshake = sensor.Tls is { } tls ? Watched([tls.CertificateFile, tls.KeyFile, tls.CaFile], () => SensorTls.ReadServer(tls)) : null;
        await using var listener = await WebListener.StartAsync(
            AddressOf(sensor)!,
            "sensors[].address",
            sensor.Http.MaxConnections,
            (kestrel, listen) => Configure(kestrel, listen, handshake),
            app => app.Run(requests.AnswerAsync),
            cancellation);
        context.Status.Connected($"what Falco posts to {listener.Url}");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation);
        }
        finally
        {
            await listener.StopAsync(DrainTime, time);
            await stopped.CancelAsync();
        }
    }

    private void Configure(KestrelServerOptions kestrel, ListenOptions listen, WatchedFiles<SslServerAuthenticationOptions>? handshake)
    {
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = null; // ours counts: it keeps the beginning of what is above it
        limits.RequestHeadersTimeout = context.Sensor.Http.RequestTimeout;
        limits.KeepAliveTimeout = IdleConnectionTime;
        limits.MinRequestBodyDataRate = new(LeastBytesPerSecond, SlowStartTime);
        if (handshake is not null)
        {
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = context.Sensor.Http.RequestTimeout,
                OnConnection = _ => new(handshake.Current),
            });
        }
    }

    private WatchedFiles<T> Watched<T>(IEnumerable<string?> paths, Func<T> read)
        where T : class => new(paths, read, context.Time, (files, problem) =>
        {
            if (problem is null)
            {
                _logger.FilesReadAgain(context.Sensor.Name, files);
            }
            else
            {
                _logger.FilesNotUsed(context.Sensor.Name, problem.Message);
            }
        });
}
