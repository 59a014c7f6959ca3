using System.ComponentModel.DataAnnotations;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Lag;
using Eyrie.Platform.Metrics;
using Eyrie.Platform.Status;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Eyrie.Platform;

/// <summary>Where metrics go. Bound from <c>Telemetry</c>.</summary>
public sealed record TelemetryOptions
{
    /// <summary>An OTLP collector, for instance <c>http://localhost:4317</c>; without it nothing is exported.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>grpc (usually port 4317) or httpProtobuf (usually 4318).</summary>
    public OtlpExportProtocol OtlpProtocol { get; init; } = OtlpExportProtocol.Grpc;

    /// <summary>How often metrics are sent.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ExportInterval { get; init; } = TimeSpan.FromSeconds(15);
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
        return services;
    }

    private static string? Version => typeof(TelemetryRegistration).Assembly.GetName().Version?.ToString(3);

    // What the file does not say stays as the standard OTEL_ variables have it.
    private static void Configure(TelemetryOptions options, OtlpExporterOptions exporter, MetricReaderOptions reader)
    {
        reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.ExportInterval.TotalMilliseconds;
        if (options.OtlpEndpoint is { } endpoint)
        {
            exporter.Protocol = options.OtlpProtocol;
            exporter.Endpoint = options.OtlpProtocol is OtlpExportProtocol.HttpProtobuf && endpoint.AbsolutePath == "/"
                ? new(endpoint, "/v1/metrics") // the exporter adds the path to endpoints from variables only
                : endpoint;
        }
    }
}
