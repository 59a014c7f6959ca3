using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Eyrie.Platform.Http;

[OptionsValidator]
internal sealed partial class HttpOptionsValidator : IValidateOptions<HttpOptions>;

/// <summary>Registers the operating endpoints.</summary>
public static class HttpRegistration
{
    internal const string Section = "Http";

    /// <summary>Adds <c>/</c>, <c>/livez</c>, <c>/readyz</c>, <c>/status</c> and <c>/metrics</c> unless <c>http.listen</c> is empty. Before the stages: it starts first.</summary>
    public static IServiceCollection AddOperatingEndpoints(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<HttpOptions, HttpOptionsValidator>(Section);
        if (IsOn(configuration))
        {
            services.AddHostedService<OperatingServer>();
        }

        return services;
    }

    /// <summary>Where the endpoints of a started host are; null when they are nowhere.</summary>
    public static Uri? OperatingUrl(this IServiceProvider services) => services.GetServices<IHostedService>().OfType<OperatingServer>().FirstOrDefault()?.Url;

    /// <summary>Somebody asked for the endpoints. What is empty the binder leaves out, which would be the default again.</summary>
    internal static bool IsOn(IConfiguration configuration) => configuration[$"{Section}:{nameof(HttpOptions.Listen)}"] is not "";
}
