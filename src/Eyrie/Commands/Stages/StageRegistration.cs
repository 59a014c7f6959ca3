using Eyrie.Platform.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Commands.Stages;

/// <summary>Registers the stages of a process.</summary>
internal static class StageRegistration
{
    /// <param name="services">Where what they share is registered.</param>
    /// <param name="loaded">The configuration as it is.</param>
    /// <param name="load">Reads it again.</param>
    /// <param name="stages">Them.</param>
    public static IServiceCollection AddStages(
        this IServiceCollection services, LoadedConfiguration loaded, Func<LoadedConfiguration> load, IReadOnlyList<StageDefinition> stages)
    {
        foreach (var stage in stages)
        {
            services.AddSingleton(provider => new StageRunner(
                stage, ConfigurationReload.Values(loaded), provider, provider.GetRequiredService<IHostApplicationLifetime>()));
        }

        services.AddSingleton<ReloadMetrics>();
        services.AddSingleton(provider => new ConfigurationChanges(loaded, load, provider.GetRequiredService<TimeProvider>()));
        for (var i = 0; i < stages.Count; i++)
        {
            var index = i;
            services.AddSingleton<IHostedService>(provider => provider.GetServices<StageRunner>().ElementAt(index));
        }

        return services.AddHostedService<ConfigurationReload>();
    }
}
