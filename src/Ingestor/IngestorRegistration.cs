using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Ingestor.Health;
using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Spool;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ConfigurationSection = Eyrie.Platform.Configuration.ConfigurationSection;

namespace Eyrie.Ingestor;

/// <summary>Registers the Ingestor: one hosted pump a configured sensor.</summary>
public static class IngestorRegistration
{
    private const string SensorsSection = "Sensors";
    private const string IngestorSection = "Ingestor";
    private const string SpoolSection = "Spool";

    // The Enricher's producer is another one, with transactions: this one is found by its key alone.
    private const string ProducerKey = "ingestor";

    /// <summary>The configuration that the stage reads.</summary>
    public static IReadOnlyList<ConfigurationSection> Sections { get; } =
    [
        new(SensorsSection, [typeof(SensorOptions)], IsList: true),
        new(IngestorSection, [typeof(IngestorOptions)]),
        new(SpoolSection, [typeof(SpoolOptions)]),
    ];

    /// <summary>Adds the stage; <see cref="PlatformRegistration.AddPlatform"/> comes first. Wrong options stop the host at start.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configuration">Has the list of sensors: each becomes a hosted service of its own.</param>
    public static IServiceCollection AddIngestor(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<IngestorOptions, IngestorOptionsValidator>(IngestorSection);
        services.AddChecked<SpoolOptions, SpoolOptionsValidator>(SpoolSection);
        services.AddChecked<List<SensorOptions>, SensorOptionsValidator>(SensorsSection);
        services.TryAddSingleton<IngestorMetrics>();
        services.TryAddSingleton<HealthReporter>();
        services.TryAddKeyedSingleton(ProducerKey, static (provider, _) => provider.GetRequiredService<KafkaClients>().CreateProducer());
        services.AddOptions<HostOptions>().PostConfigure<IOptions<IngestorOptions>>(AllowTimeToFlush);
        for (var i = 0; i < configuration.GetSection(SensorsSection).GetChildren().Count(); i++)
        {
            var index = i;
            services.AddSingleton<IHostedService>(provider => CreatePump(provider, index)); // AddHostedService adds a type only once
        }

        return services;
    }

    private static void AllowTimeToFlush(HostOptions host, IOptions<IngestorOptions> options)
    {
        var needed = options.Value.ShutdownFlushTime + TimeSpan.FromSeconds(5);
        host.ShutdownTimeout = host.ShutdownTimeout < needed ? needed : host.ShutdownTimeout;
    }

    private static SensorPump CreatePump(IServiceProvider provider, int index)
    {
        var options = provider.GetRequiredService<IOptions<IngestorOptions>>().Value;
        var sensor = provider.GetRequiredService<IOptions<List<SensorOptions>>>().Value[index];
        var metrics = provider.GetRequiredService<IngestorMetrics>();
        var time = provider.GetRequiredService<TimeProvider>();
        var tag = new SensorTag(sensor.Name);
        var buffer = new EventBuffer(options.BufferEvents, options.BufferBytes);
        metrics.Watch(buffer, tag);

        var status = new SensorStatus(
            sensor,
            sensor.Node ?? provider.GetRequiredService<IOptions<PipelineOptions>>().Value.Node,
            provider.GetRequiredService<HealthReporter>(),
            metrics,
            time,
            provider.GetRequiredService<ILogger<SensorStatus>>());
        var stream = SensorTypes.All[sensor.Type](
            new(sensor, options, status, metrics, time, provider.GetRequiredService<ILoggerFactory>()));
        var reader = new SensorReader(
            stream,
            new EventIntake(buffer, Origin(provider, sensor), tag, metrics, provider.GetRequiredService<ILogger<EventIntake>>()),
            status,
            new Backoff(options.FirstReconnectDelay, options.MaxReconnectDelay, Random.Shared),
            options.HealthyAfter,
            time);
        var publisher = new EventPublisher(
            provider.GetRequiredKeyedService<IProducer<string, byte[]>>(ProducerKey),
            provider.GetRequiredService<Topics>().Events,
            tag,
            metrics,
            time,
            provider.GetRequiredService<ILogger<EventPublisher>>());
        var stopping = provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        return new(reader, publisher, buffer, options.ShutdownFlushTime, time, stopping);
    }

    private static SensorOrigin Origin(IServiceProvider provider, SensorOptions sensor)
    {
        var pipeline = provider.GetRequiredService<IOptions<PipelineOptions>>().Value;
        return new(
            sensor.Node is { Length: > 0 } node ? node : pipeline.Node,
            sensor.TakesNodeFromEvents,
            pipeline.Cluster is { Length: > 0 } cluster ? cluster : null,
            provider.GetRequiredService<TimeProvider>());
    }
}
