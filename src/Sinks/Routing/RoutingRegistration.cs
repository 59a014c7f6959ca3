using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Eyrie.Sinks.Routing;

/// <summary>Registers who decides where alerts go.</summary>
internal static class RoutingRegistration
{
    /// <summary>Adds <see cref="IAlertRouter"/>. Before the sinks' workers: it has them wait, shortly, until the silences are known.</summary>
    public static IServiceCollection AddRouting(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<IAlertRouter>(_ => new AlertRouter(RoutedSink.Of(configuration.GetSection("Sinks"))));
        return services;
    }
}
