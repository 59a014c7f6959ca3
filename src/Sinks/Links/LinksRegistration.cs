using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ConfigurationSection = Eyrie.Platform.Configuration.ConfigurationSection;

namespace Eyrie.Sinks.Links;

/// <summary>Registers <see cref="AlertLinks"/>.</summary>
internal static class LinksRegistration
{
    private const string Root = "Links";

    /// <summary>The section that is read.</summary>
    public static IReadOnlyList<ConfigurationSection> Sections { get; } =
    [
        new(Root, [typeof(LinkOptions)]),
        new($"{Root}:{nameof(LinkOptions.Runbooks)}", [typeof(RunbookOptions)], IsList: true),
    ];

    /// <summary>Adds it; what is wrong with the options stops the start.</summary>
    public static IServiceCollection AddLinks(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LinkOptions>, LinkOptionsValidator>());
        services.AddOptions<LinkOptions>().BindConfiguration(Root).ValidateOnStart();
        services.TryAddSingleton(provider => new AlertLinks(provider.GetRequiredService<IOptions<LinkOptions>>().Value));
        return services;
    }
}
