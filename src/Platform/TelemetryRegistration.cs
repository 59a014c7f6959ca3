using System.ComponentModel.DataAnnotations;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Lag;
using Eyrie.Platform.Logging;
using Eyrie.Platform.Metrics;
using Eyrie.Platform.Status;
using Eyrie.Platform.Tracing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Eyrie.Platform;

/// <summary>Where metrics, traces and logs go. Bound from <c>Telemetry</c>.</summary>
public sealed record TelemetryOptions
{
    /// <summary>An OTLP collector, for instance <c>http://localhost:4317</c>; without it nothing is exported.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>grpc (usually port 4317) or httpProtobuf (usually 4318).</summary>
    public OtlpExportProtocol OtlpProtocol { get; init; } = OtlpExportProtocol.Grpc;

    /// <summary>How often metrics are sent.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ExportInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What share of alerts is traced, from sensor to sinks: 0 none, 1 all. Only where there is a collector.</summary>
    [Range(0.0, 1.0)]
    public double TraceSampleRatio { get; init; } = 0.1;

    /// <summary>Log messages go to the collector, too, not only to the standard error.</summary>
    public bool Logs { get; init; }
}

[OptionsValidator]
internal sealed partial class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>;

/// <summary>Sends our metrics and the runtime's to an OpenTelemetry collector, and shows them to a Prometheus that asks.</summary>
public static class TelemetryRegistration
{
    private const string StandardVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Adds the exporter when <c>telemetry.otlpEndpoint</c> or the standard variable names a collector, and <c>/metrics</c> when
    /// <c>http.listen</c> names an address.
    /// </summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<TelemetryOptions, TelemetryOptionsValidator>("Telemetry");
        var options = configuration.GetSection("Telemetry").Get<TelemetryOptions>() ?? new();
        var isSent = options.OtlpEndpoint is not null || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(StandardVariable));
        var isShown = HttpRegistration.IsOn(configuration);
        if (!isSent && !isShown)
        {
            return services;
        }

        services.TryAddSingleton<KafkaClientMetrics>();
        services.AddHostedService<ListeningMeters>();
        if (isShown)
        {
            services.TryAddSingleton<MeterFigures>();
            services.TryAddSingleton<StatusSource>();
            services.AddHostedService(static provider => provider.GetRequiredService<StatusSource>());
        }

        services.AddHostedService<ProcessMetrics>();
        services.AddHostedService<CertificateMetrics>();
        services.AddHostedService<ConsumerLag>();
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("eyrie", serviceVersion: Version))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter("Eyrie.*", "System.Runtime");
                if (isSent)
                {
                    metrics.AddOtlpExporter((exporter, reader) => Configure(options, exporter, reader));
                }

                if (isShown)
                {
                    metrics.AddPrometheusExporter();
                }
            });
        if (isSent && options.TraceSampleRatio > 0)
        {
            services.AddTracing(options);
        }

        if (isSent && options.Logs)
        {
            services.AddLogs(options);
        }

        return services;
    }

    // Who begins a span has decided already, by the event's id: what begins is kept.
    private static void AddTracing(this IServiceCollection services, TelemetryOptions options)
    {
        services.AddSingleton(new TraceSampling(options.TraceSampleRatio));
        services.AddOpenTelemetry().WithTracing(tracing => tracing
            .AddSource(TraceSources.All)
            .SetSampler(new AlwaysOnSampler())
            .AddOtlpExporter(exporter => Configure(options, exporter, "/v1/traces")));
    }

    private static void AddLogs(this IServiceCollection services, TelemetryOptions options)
    {
        var exporter = new OtlpExporterOptions();
        Configure(options, exporter, "/v1/logs");
        services.AddOpenTelemetry().WithLogging(
            logging => logging.AddProcessor(provider => new BoundedLogExport(new OtlpLogExporter(exporter), provider.GetRequiredService<TimeProvider>())),
            logger => logger.IncludeFormattedMessage = true);
    }

    private static string? Version => typeof(TelemetryRegistration).Assembly.GetName().Version?.ToString(3);

    private static void Configure(TelemetryOptions options, OtlpExporterOptions exporter, MetricReaderOptions reader)
    {
        reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.ExportInterval.TotalMilliseconds;
        Configure(options, exporter, "/v1/metrics");
    }

    // What the file does not say stays as the standard OTEL_ variables have it.
    private static void Configure(TelemetryOptions options, OtlpExporterOptions exporter, string path)
    {
        if (options.OtlpEndpoint is { } endpoint)
        {
            exporter.Protocol = options.OtlpProtocol;
            exporter.Endpoint = options.OtlpProtocol is OtlpExportProtocol.HttpProtobuf && endpoint.AbsolutePath == "/"
                ? new(endpoint, path) // the exporter adds the path to endpoints from variables only
                : endpoint;
        }
    }
}
