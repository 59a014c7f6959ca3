using Eyrie.Contracts;
using Eyrie.Enricher.Detections;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.Explain;
using Eyrie.Enricher.Noise;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Enricher.Pods.Kubernetes;
using Eyrie.Enricher.Replay;
using Eyrie.Enricher.State;
using Eyrie.Enricher.Steps;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ConfigurationSection = Eyrie.Platform.Configuration.ConfigurationSection;

namespace Eyrie.Enricher;

[OptionsValidator]
internal sealed partial class EnricherOptionsValidator : IValidateOptions<EnricherOptions>;

/// <summary>Registers the Enricher.</summary>
public static class EnricherRegistration
{
    private const string Section = "Enricher";

    /// <summary>The sections of the configuration that the Enricher reads.</summary>
    public static IReadOnlyList<ConfigurationSection> Sections { get; } =
    [
        new(Section, [typeof(EnricherOptions)]),
        new($"{Section}:{nameof(EnricherOptions.Detections)}", [typeof(DetectionOptions)], IsList: true),
    ];

    /// <summary>Adds the loop with all it needs; expects <see cref="PlatformRegistration.AddPlatform"/>.</summary>
    public static IServiceCollection AddEnricher(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddPipeline(configuration);
        services.AddPodUpdates(PodSources.Choose(configuration.GetSection(Section), ClusterEnvironment.OfProcess()));
        services.TryAddSingleton<EnricherMetrics>();
        services.TryAddSingleton<RecordLimits>();
        services.TryAddSingleton<StateReader>();
        services.TryAddSingleton<Func<EnrichmentPipeline>>(static provider => provider.GetRequiredService<EnrichmentPipeline>);
        services.TryAddSingleton<SessionServices>();
        services.AddHostedService<ExceptionWatch>();
        return services.AddHostedService<EnrichmentLoop>();
    }

    /// <summary>Adds what reads events again: <see cref="Replayer"/> and <see cref="Explainer"/>. Expects <see cref="PlatformRegistration.AddPlatform"/>.</summary>
    public static IServiceCollection AddHistory(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddPipeline(configuration);
        services.TryAddSingleton<TodaysPods>();
        services.TryAddSingleton(provider => new Replayer(
            provider.GetRequiredService<KafkaClients>(),
            provider.GetRequiredService<Topics>(),
            provider.GetRequiredService<EnrichmentPipeline>(),
            provider.GetRequiredService<IOptions<EnricherOptions>>(),
            provider.GetRequiredService<IOptions<TopicOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new Explainer(
            provider.GetRequiredService<KafkaClients>(),
            provider.GetRequiredService<Topics>(),
            provider.GetRequiredService<EnrichmentPipeline>(),
            provider.GetRequiredService<IOptions<EnricherOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Adds what reads alerts again to count them: <see cref="NoiseReader"/>. Expects <see cref="PlatformRegistration.AddPlatform"/>.</summary>
    public static IServiceCollection AddNoise(this IServiceCollection services)
    {
        services.TryAddSingleton<NoiseReader>();
        return services;
    }

    /// <summary>Brings pods up to what is known today: <c>pods.v1</c> is read to its end, or the watch's snapshot. To be done before history is read.</summary>
    /// <param name="services">What <see cref="AddHistory"/> was added to.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="PipelineException">The topic cannot be read; the message says what can be done.</exception>
    public static Task LearnPodsAsync(this IServiceProvider services, CancellationToken cancellation) =>
        services.GetRequiredService<TodaysPods>().LearnAsync(
            PodSources.Choose(services.GetRequiredService<IConfiguration>().GetSection(Section), ClusterEnvironment.OfProcess()), cancellation);

    private static void AddPipeline(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IValidateOptions<EnricherOptions>, DetectionsCheck>(),
            ServiceDescriptor.Singleton<IValidateOptions<EnricherOptions>, PodsFileCheck>(),
            ServiceDescriptor.Singleton<IValidateOptions<EnricherOptions>, PodsCheck>(),
            ServiceDescriptor.Singleton<IValidateOptions<EnricherOptions>, RedactionCheck>(),
            ServiceDescriptor.Transient<IEnrichmentStep, PodStep>(),
            ServiceDescriptor.Transient<IEnrichmentStep, ExceptionStep>(), // after the pod, which it may name; before the incident, which knows who is excepted
            ServiceDescriptor.Transient<IEnrichmentStep, IncidentStep>(), // after the pod: its container is the subject
            ServiceDescriptor.Transient<IEnrichmentStep, RelatedStep>(),
        ]);
        services.AddChecked<EnricherOptions, EnricherOptionsValidator>(Section);
        services.AddPodSource(PodSources.Choose(configuration.GetSection(Section), ClusterEnvironment.OfProcess()));
        services.TryAddSingleton(provider => new Detector(
            provider.GetRequiredService<IOptions<EnricherOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Detector>>()));
        services.TryAddTransient<Correlator>();
        services.TryAddTransient<EnrichmentPipeline>(); // each worker has its own
    }

    // Where pods are looked up.
    private static void AddPodSource(this IServiceCollection services, PodSourceKind source)
    {
        services.TryAddSingleton(_ => ClusterEnvironment.OfProcess());
        switch (source)
        {
            case PodSourceKind.File:
                services.TryAddSingleton<IPodSource, FilePodSource>();
                break;
            case PodSourceKind.Watch:
                services.AddClusterCatalog();
                break;
            case PodSourceKind.Topic:
                services.AddPodTopicSource();
                break;
            default:
                services.TryAddSingleton<IPodSource, NoPods>();
                break;
        }
    }

    // What keeps that source up to date while the process runs; history is read without.
    private static void AddPodUpdates(this IServiceCollection services, PodSourceKind source)
    {
        if (source is PodSourceKind.Watch or PodSourceKind.Topic)
        {
            services.AddHostedService<PodCacheMetrics>();
        }

        if (source is PodSourceKind.Watch)
        {
            services.AddClusterSnapshot().AddPodWatch(); // in this order: the snapshot is what the watch puts right
        }
        else if (source is PodSourceKind.Topic)
        {
            services.AddPodTopicReader();
        }
    }
}
