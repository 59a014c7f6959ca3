using System.CommandLine;
using Eyrie.Enricher;
using Eyrie.Ingestor;
using Eyrie.Platform;
using Eyrie.Platform.Configuration;
using Eyrie.Platform.Http;
using Eyrie.Sinks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Eyrie.Commands;

/// <summary><c>eyrie config check</c></summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var check = CommonOptions.Configured("check", "Find everything that is wrong with the configuration, without starting anything.");
        check.SetAction(Check);
        return new("config", "Work with the configuration.") { check };
    }

    private static int Check(ParseResult parsed)
    {
        var loaded = EyrieConfiguration.Load(parsed);
        CheckRules(loaded);
        var output = parsed.InvocationConfiguration.Output;
        output.WriteLine($"The configuration is fine: {EyrieConfiguration.Source(loaded)}");
        output.WriteLine($"  sensors: {Listed(EyrieConfiguration.SensorNames(loaded.Configuration))}");
        output.WriteLine($"  sinks:   {Listed(EyrieConfiguration.SinkNames(loaded.Configuration))}");
        return 0;
    }

    // The rules that stages check at their start and that no single value shows.
    private static void CheckRules(LoadedConfiguration loaded)
    {
        IConfiguration configuration = loaded.Configuration;
        var services = new ServiceCollection().AddLogging().AddSingleton(configuration).AddPlatform().AddTelemetry(configuration)
            .AddOperatingEndpoints(configuration).AddEnricher(configuration);
        if (EyrieConfiguration.SensorNames(configuration).Count > 0)
        {
            services.AddIngestor();
        }

        if (EyrieConfiguration.SinkNames(configuration).Count > 0)
        {
            services.AddSinks(configuration, only: null);
        }

        using var provider = services.BuildServiceProvider();
        try
        {
            provider.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (Exception e) when (EyrieConfiguration.Wrong(loaded, e) is { } wrong)
        {
            throw wrong;
        }
    }

    private static string Listed(IReadOnlyList<string> names) => names.Count > 0 ? string.Join(", ", names) : "none";
}
