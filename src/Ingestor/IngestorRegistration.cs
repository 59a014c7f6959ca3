using Eyrie.Contracts;
using Eyrie.Ingestor.Health;
using Eyrie.Ingestor.Publishing;
using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Spool;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Tracing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ConfigurationSection = Eyrie.Platform.Configuration.ConfigurationSection;

namespace Eyrie.Ingestor;

/// <summary>Registers the Ingestor: one worker that reads all configured sensors.</summary>
public static class IngestorRegistration
{
    private const string SensorsSection = "Sensors";
    private const string IngestorSection = "Ingestor";
    private const string SpoolSection = "Spool";

    /// <summary>The configuration that the stage reads.</summary>
    public static IReadOnlyList<ConfigurationSection> Sections { get; } =
    [
        new(SensorsSection, [typeof(SensorOptions)], IsList: true),
        new(IngestorSection, [typeof(IngestorOptions)]),
        new(SpoolSection, [typeof(SpoolOptions)]),
    ];

    /// <summary>Adds the stage; <see cref="PlatformRegistration.AddPlatform"/> comes first. Wrong options stop the host at start.</summary>
    public static IServiceCollection AddIngestor(this IServiceCollection services)
    {
        services.AddChecked<IngestorOptions, IngestorOptionsValidator>(IngestorSection);
        services.AddChecked<SpoolOptions, SpoolOptionsValidator>(SpoolSection);
        services.AddChecked<List<SensorOptions>, SensorOptionsValidator>(SensorsSection);
        services.TryAddSingleton<IngestorMetrics>();
        services.TryAddSingleton<HealthReporter>();
        services.TryAddSingleton<SpoolAccount>();
        services.TryAddSingleton(static provider => new PublisherStatus(
            (error, topic) => provider.GetRequiredService<KafkaClients>().Explain(error, topic),
            provider.GetRequiredService<HealthReporter>(),
            provider.GetRequiredService<ILogger<PublisherStatus>>()));
        services.TryAddSingleton<SensorFactory>();
        services.TryAddSingleton(provider => new SensorReload(provider.GetRequiredService<IOptions<List<SensorOptions>>>().Value));
        services.TryAddSingleton(CreateSpool);
        services.TryAddSingleton(CreateWriter);
        services.TryAddSingleton(CreatePublisher);
        services.TryAddSingleton(provider => new SensorFleet(
            provider.GetRequiredService<SensorReload>(),
            provider.GetRequiredService<SensorFactory>().ReadAsync,
            provider.GetRequiredService<ILogger<SensorFleet>>()));
        services.AddOptions<HostOptions>().PostConfigure<IOptions<IngestorOptions>>(AllowTimeToFlush);
        services.TryAddSingleton<EventLineWatch>();
        services.TryAddSingleton<EventLine>();
        services.AddHostedService(provider => new IngestorWorker(
            provider.GetRequiredService<SensorFleet>(),
            provider.GetRequiredService<SensorFactory>(),
            provider.GetRequiredService<HealthReporter>(),
            provider.GetRequiredService<EventLine>(),
            provider.GetRequiredService<IOptions<IngestorOptions>>().Value.ShutdownFlushTime,
            provider.GetRequiredService<IHostApplicationLifetime>()));
        return services;
    }

    private static void AllowTimeToFlush(HostOptions host, IOptions<IngestorOptions> options)
    {
        var needed = options.Value.ShutdownFlushTime + TimeSpan.FromSeconds(5);
        host.ShutdownTimeout = host.ShutdownTimeout < needed ? needed : host.ShutdownTimeout;
    }

    private static EventSpool CreateSpool(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<IngestorOptions>>().Value;
        var disk = provider.GetRequiredService<IOptions<SpoolOptions>>().Value;
        var spool = new EventSpool(
            new(options.BufferEvents, options.BufferBytes, disk.MaxBytes),
            provider.GetRequiredService<SpoolAccount>(),
            EventSpool.FirstPosition(provider.GetRequiredService<TimeProvider>().GetUtcNow()));
        provider.GetRequiredService<IngestorMetrics>().Watch(spool, disk.MaxBytes);
        return spool;
    }

    private static SpoolWriter CreateWriter(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<SpoolOptions>>().Value;
        var folder = DataFolder.Of(provider.GetRequiredService<IOptions<IngestorOptions>>().Value);
        return new(
            provider.GetRequiredService<EventSpool>(),
            options,
            options.Folder is { Length: > 0 } own ? Path.GetFullPath(own) : Path.Combine(folder, "spool"),
            provider.GetRequiredService<SpoolAccount>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SpoolWriter>>());
    }

    private static EventPublisher CreatePublisher(IServiceProvider provider)
    {
        var topics = provider.GetRequiredService<Topics>();
        var time = provider.GetRequiredService<TimeProvider>();
        var metrics = provider.GetRequiredService<IngestorMetrics>();
        var publisher = new EventPublisher(
            provider.GetRequiredService<EventSpool>(),
            () => provider.GetRequiredService<KafkaClients>().CreateProducer(LocalBuffer.Small),
            new(topics.Events, topics.Dead),
            metrics,
            provider.GetRequiredService<PublisherStatus>(),
            time,
            provider.GetRequiredService<TraceSampling>());
        metrics.Watch(() => publisher.Oldest is { } oldest ? EventTime.From(time.GetUtcNow()) - oldest : TimeSpan.Zero);
        return publisher;
    }
}
