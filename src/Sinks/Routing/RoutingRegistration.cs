using Eyrie.Platform.Http;
using Eyrie.Sinks.Routing.Silences;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.Routing;

/// <summary>Registers who decides where alerts go.</summary>
internal static class RoutingRegistration
{
    /// <summary>The section of <see cref="RoutingOptions"/>.</summary>
    public const string Section = "Routing";

    /// <summary>
    /// Adds <see cref="IAlertRouter"/> and what keeps it up to date. Before the sinks' workers: it has them wait, shortly, until the silences are known.
    /// Needs <c>AddPlatform</c>.
    /// </summary>
    /// <param name="services">Where it is added.</param>
    /// <param name="configuration">Has the section, and the sinks.</param>
    /// <param name="only">The names of the sinks that run here; null or none for all.</param>
    public static IServiceCollection AddRouting(this IServiceCollection services, IConfiguration configuration, IReadOnlyCollection<string>? only = null)
    {
        var sinks = RoutedSink.Of(configuration.GetSection("Sinks"));
        services.AddOptions<RoutingOptions>().Bind(configuration.GetSection(Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RoutingOptions>, RoutingCheck>(_ => new(sinks, only ?? [])));
        services.TryAddSingleton(provider => new RoutingFiles(provider.GetRequiredService<IOptions<RoutingOptions>>().Value, sinks, only ?? []));
        services.TryAddSingleton(provider => Open(provider.GetRequiredService<RoutingFiles>()));
        services.TryAddSingleton<IAlertRouter>(provider => new AlertRouter(sinks, provider.GetRequiredService<RoutingBook>()));
        services.TryAddSingleton<RoutingMetrics>();
        services.TryAddSingleton<SilenceStore>();
        services.TryAddSingleton(provider => new SilenceWatch(provider.GetRequiredService<Readiness>(), provider.GetRequiredService<ILogger<SilenceFollower>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RoutingReload>());
        if (sinks.Values.Any(sink => sink.CallsPeople && (only is not { Count: > 0 } || only.Contains(sink.Name, StringComparer.OrdinalIgnoreCase))))
        {
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SilenceFollower>());
        }

        return services;
    }

    private static RoutingBook Open(RoutingFiles files)
    {
        var book = new RoutingBook();
        book.Take(files.Read());
        return book;
    }
}
