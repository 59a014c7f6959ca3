using Eyrie.Sinks.Alertmanager;
using Eyrie.Sinks.Links;
using Eyrie.Sinks.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ConfigurationSection = Eyrie.Platform.Configuration.ConfigurationSection;

namespace Eyrie.Sinks;

/// <summary>Registers the sinks.</summary>
public static class SinksRegistration
{
    /// <summary>The sections that are read: one a sink, and what messages to people lead to.</summary>
    public static IReadOnlyList<ConfigurationSection> Sections { get; } =
    [
        .. SinkTypes.All.Select(type => type.Section),
        .. LinksRegistration.Sections,
        new(RoutingRegistration.Section, [typeof(RoutingOptions)]),
    ];

    /// <summary>Adds a worker for each sink whose section exists and is not disabled. Needs <c>AddPlatform</c>.</summary>
    /// <param name="services">Where they are added.</param>
    /// <param name="configuration">Says which sinks there are.</param>
    /// <param name="only">The names of those that are to run here; null or none for all.</param>
    /// <exception cref="OptionsValidationException"><paramref name="only"/> names a sink that is not configured.</exception>
    public static IServiceCollection AddSinks(
        this IServiceCollection services, IConfiguration configuration, IReadOnlyCollection<string>? only)
    {
        services.TryAddSingleton<SinkMetrics>();
        services.TryAddSingleton<SinkStates>();
        services.TryAddSingleton<DeadLetters>();
        services.TryAddSingleton<FiredBySink>();
        services.AddLinks();
        services.AddRouting(configuration, only);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SinkOptions>, SinkOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SinkOptions>, MatchShape>());
        foreach (var (name, type) in ConfiguredSinks.Choose(configuration.GetSection(SinkType.Root), only))
        {
            services.AddOptions<SinkOptions>(name).BindConfiguration($"{SinkType.Root}:{name}").ValidateOnStart();
            type.AddTo(services, name);
        }

        return services;
    }
}
