using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Platform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Registers the watch on the API server.</summary>
internal static class PodWatchRegistration
{
    /// <summary>
    /// Adds the watch, which drives every <see cref="IClusterSink"/> that is registered. Expects <see cref="EnricherOptions"/> and
    /// <see cref="PlatformRegistration.AddPlatform"/>.
    /// </summary>
    public static IServiceCollection AddPodWatch(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => ClusterEnvironment.OfProcess());
        services.TryAddSingleton(_ => new WatchPace());
        services.TryAddSingleton(provider => new ClusterAccess(
            provider.GetRequiredService<IOptions<EnricherOptions>>().Value.Pods, provider.GetRequiredService<ClusterEnvironment>()));
        services.TryAddSingleton<ApiServer>();
        services.TryAddSingleton<WatchStates>();
        services.TryAddSingleton<PodWatchMetrics>();
        services.TryAddSingleton<WatchReport>();
        services.TryAddSingleton(provider => new WatchServices(
            provider.GetRequiredService<ApiServer>(),
            new(provider.GetServices<IClusterSink>()),
            provider.GetRequiredService<WatchReport>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<WatchPace>(),
            Random.Shared));
        return services.AddHostedService<PodWatch>();
    }
}
