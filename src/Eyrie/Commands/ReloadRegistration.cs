using Eyrie.Ingestor;
using Eyrie.Platform.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Eyrie.Commands;

/// <summary>Registers that the configuration is read again when it changes.</summary>
internal static class ReloadRegistration
{
    /// <param name="services">Where the Ingestor is registered.</param>
    /// <param name="loaded">The configuration as it is.</param>
    /// <param name="load">Reads it again.</param>
    public static IServiceCollection AddSensorReload(
        this IServiceCollection services, LoadedConfiguration loaded, Func<LoadedConfiguration> load) =>
        services.AddHostedService(provider => new ConfigurationReload(
            loaded,
            load,
            provider.GetRequiredService<SensorReload>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ConfigurationReload>>()));
}
