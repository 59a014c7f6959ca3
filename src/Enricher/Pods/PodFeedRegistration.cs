using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Enricher.Pods.Kubernetes;
using Eyrie.Platform;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Pods;

/// <summary>Registers <c>eyrie pods</c>: the watch of a cluster for the Enrichers of all.</summary>
public static class PodFeedRegistration
{
    /// <summary>Adds the watch and what hands it on to <c>pods.v1</c>; expects <see cref="PlatformRegistration.AddPlatform"/>.</summary>
    public static IServiceCollection AddPods(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EnricherOptions>, PodsCheck>(
            static provider => new(provider.GetRequiredService<ClusterEnvironment>(), feeds: true)));
        services.AddChecked<EnricherOptions, EnricherOptionsValidator>("Enricher");
        services.TryAddSingleton<IClusterFollower, WatchFollower>();
        return services.AddPodFeed().AddPodWatch();
    }

    private sealed class WatchFollower(WatchStates states) : IClusterFollower
    {
        public bool Follows(ClusterKind kind)
        {
            foreach (var resource in WatchedResource.All)
            {
                if (resource.Kind == kind)
                {
                    return states.Of(resource).Lost is null;
                }
            }

            return false;
        }
    }
}
