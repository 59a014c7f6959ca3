using Eyrie.Platform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>Registers the catalog with what fills it or hands it on. The watch itself is registered by who has one.</summary>
internal static class ClusterRegistration
{
    /// <summary>The catalog as the source of pods, filled by whoever writes to the registered <see cref="IClusterSink"/>.</summary>
    public static IServiceCollection AddClusterCatalog(this IServiceCollection services)
    {
        services.AddCatalog();
        services.TryAddSingleton<IClusterSink>(static provider => provider.GetRequiredService<ClusterView>());
        services.TryAddSingleton<IPodSource>(static provider => provider.GetRequiredService<ClusterCatalog>());
        return services;
    }

    /// <summary>Keeps a snapshot of the watched cluster; to be registered before the watch, which starts after it.</summary>
    public static IServiceCollection AddClusterSnapshot(this IServiceCollection services) => services.AddHostedService<SnapshotKeeper>();

    /// <summary>The catalog as the source of pods, filled from <c>pods.v1</c>.</summary>
    public static IServiceCollection AddPodTopicSource(this IServiceCollection services)
    {
        services.AddCatalog();
        services.TryAddSingleton<IPodSource>(static provider => provider.GetRequiredService<ClusterCatalog>());
        return services;
    }

    /// <summary>Follows <c>pods.v1</c>.</summary>
    public static IServiceCollection AddPodTopicReader(this IServiceCollection services)
    {
        services.TryAddSingleton<PodTopicReader>();
        return services.AddHostedService(static provider => provider.GetRequiredService<PodTopicReader>());
    }

    /// <summary>Hands all that is written to the registered <see cref="IClusterSink"/> on to <c>pods.v1</c>.</summary>
    public static IServiceCollection AddPodFeed(this IServiceCollection services)
    {
        services.AddCatalog();
        services.TryAddSingleton<PodTopicProducer>();
        services.TryAddSingleton(static provider => new PodFeed(
            provider.GetRequiredService<ClusterView>(),
            provider.GetRequiredService<IOptions<EnricherOptions>>().Value.Pods.DeletedMemory,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<PodTopicProducer>().Write));
        services.TryAddSingleton<IClusterSink>(static provider => provider.GetRequiredService<PodFeed>());
        services.TryAddSingleton<FeedServices>();
        return services.AddHostedService<PodFeedWorker>();
    }

    private static void AddCatalog(this IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new ClusterCatalog(
            provider.GetRequiredService<IOptions<EnricherOptions>>().Value.Pods.DeletedMemory, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider =>
            provider.GetRequiredService<ClusterCatalog>().Of(provider.GetRequiredService<IOptions<PipelineOptions>>().Value.Cluster));
    }
}
