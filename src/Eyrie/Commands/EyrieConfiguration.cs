using System.Collections;
using System.CommandLine;
using Eyrie.Commands.Stages;
using Eyrie.Enricher;
using Eyrie.Ingestor;
using Eyrie.Platform;
using Eyrie.Platform.Configuration;
using Eyrie.Platform.Http;
using Eyrie.Sinks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ConfigurationSection = Eyrie.Platform.Configuration.ConfigurationSection;

namespace Eyrie.Commands;

/// <summary>The configuration as commands use it: whole, or not at all.</summary>
internal static class EyrieConfiguration
{
    /// <summary>Everything that can be configured. Each command knows all of it, so that one file serves them all.</summary>
    public static IReadOnlyList<ConfigurationSection> Sections { get; } =
    [
        .. PlatformRegistration.Sections,
        .. IngestorRegistration.Sections,
        .. EnricherRegistration.Sections,
        .. SinksRegistration.Sections,
    ];

    /// <summary>Loads what the command line names.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="unused">Keys that the command makes no use of.</param>
    /// <exception cref="UsageException">Something is wrong with it; all problems are in the message.</exception>
    public static LoadedConfiguration Load(ParseResult parsed, params IReadOnlyCollection<string> unused)
    {
        var loaded = ConfigurationLoader.Load(parsed.GetValue(CommonOptions.Config), Variables(), Sections, unused);
        AddStandardInput(loaded.Configuration, parsed);
        return loaded.Problems.Count > 0 ? throw Wrong([.. loaded.Problems.Select(problem => problem.ToString())]) : loaded;
    }

    /// <summary>What the stages' own rules complain about, each with the place it was written at; null when it is another failure.</summary>
    public static UsageException? Wrong(LoadedConfiguration loaded, Exception failure)
    {
        var failures = failure is AggregateException all ? all.Flatten().InnerExceptions : [failure];
        var complaints = failures.OfType<OptionsValidationException>().SelectMany(complaint => complaint.Failures).ToArray();
        return complaints.Length > 0 ? Wrong([.. complaints.Select(loaded.Locate)]) : null;
    }

    // A sensor like those in the file, so that whatever looks at the list sees it.
    private static void AddStandardInput(IConfiguration configuration, ParseResult parsed)
    {
        if (parsed.GetResult(CommonOptions.Stdin) is not null && parsed.GetValue(CommonOptions.Stdin) is { } sensor)
        {
            configuration[$"sensors:{configuration.GetSection("sensors").GetChildren().Count()}:type"] = $"{sensor}-stdin";
        }
    }

    private static UsageException Wrong(IReadOnlyList<string> problems) => new(
        $"eyrie: the configuration has {(problems.Count == 1 ? "a problem" : $"{problems.Count} problems")}:"
        + $"{Environment.NewLine}{string.Join(Environment.NewLine, problems)}");

    /// <summary>Names of the configured sensors.</summary>
    public static IReadOnlyList<string> SensorNames(IConfiguration configuration) =>
        [.. configuration.GetSection("sensors").GetChildren().Select(sensor => sensor["name"] ?? sensor["type"] ?? sensor.Key)];

    /// <summary>Names of the configured sinks that are not switched off.</summary>
    public static IReadOnlyList<string> SinkNames(IConfiguration configuration) =>
    [
        .. configuration.GetSection("sinks").GetChildren()
            .Where(sink => !"false".Equals(sink["enabled"], StringComparison.OrdinalIgnoreCase))
            .Select(sink => sink.Key.ToLowerInvariant()),
    ];

    /// <summary>An ingestor without a sensor has nothing to do.</summary>
    public static void RequireSensors(LoadedConfiguration loaded)
    {
        if (SensorNames(loaded.Configuration).Count == 0)
        {
            throw new UsageException(
                $"eyrie: no sensor is configured in {Source(loaded)}; for instance:\n"
                + "sensors:\n  - { name: falco, type: falco-grpc, address: unix:///run/falco/falco.sock }"
                + "\nor let 'eyrie ingestor --stdin falco' read JSON lines from a pipe");
        }
    }

    /// <summary>Without a sink there is nothing to deliver to.</summary>
    public static void RequireSinks(LoadedConfiguration loaded, IReadOnlyCollection<string>? only)
    {
        var configured = SinkNames(loaded.Configuration);
        if (configured.Count == 0)
        {
            throw new UsageException(
                $"eyrie: no sink is configured in {Source(loaded)}; for instance:\nsinks:\n  stdout: {{}}");
        }

        foreach (var name in (only ?? []).Where(name => !configured.Contains(name, StringComparer.Ordinal)))
        {
            throw new UsageException($"eyrie: --only names '{name}'; configured in {Source(loaded)}: {string.Join(", ", configured)}");
        }
    }

    /// <summary>Checks the rules that stages check at their start and that no single value shows.</summary>
    /// <exception cref="UsageException">One is broken.</exception>
    public static void CheckRules(LoadedConfiguration loaded)
    {
        var configuration = loaded.Configuration;
        var services = SharedServices(configuration).AddOperatingEndpoints(configuration).AddEnricher(configuration);
        if (SensorNames(configuration).Count > 0)
        {
            services.AddIngestor();
        }

        if (SinkNames(configuration).Count > 0)
        {
            services.AddSinks(configuration, only: null);
        }

        Validate(loaded, services);
    }

    /// <summary>Checks the rules of these stages alone.</summary>
    /// <exception cref="UsageException">One is broken.</exception>
    public static void CheckRules(LoadedConfiguration loaded, IEnumerable<StageDefinition> stages)
    {
        try
        {
            var services = SharedServices(loaded.Configuration).AddOperatingEndpoints(loaded.Configuration);
            foreach (var stage in stages)
            {
                stage.Add(services, loaded.Configuration);
            }

            Validate(loaded, services);
        }
        catch (OptionsValidationException e) when (Wrong(loaded, e) is { } wrong)
        {
            throw wrong;
        }
    }

    /// <summary>Checks the rules for the Enricher alone.</summary>
    /// <exception cref="UsageException">One is broken.</exception>
    public static void CheckEnricherRules(LoadedConfiguration loaded) =>
        Validate(loaded, SharedServices(loaded.Configuration).AddHistory(loaded.Configuration));

    private static IServiceCollection SharedServices(IConfiguration configuration) =>
        new ServiceCollection().AddLogging().AddSingleton(configuration).AddPlatform().AddTelemetry(configuration);

    private static void Validate(LoadedConfiguration loaded, IServiceCollection services)
    {
        using var provider = services.BuildServiceProvider();
        try
        {
            provider.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (Exception e) when (Wrong(loaded, e) is { } wrong)
        {
            throw wrong;
        }
    }

    /// <summary>Where the configuration comes from, in words.</summary>
    public static string Source(LoadedConfiguration loaded) => loaded.File ?? "the environment (there is no configuration file)";

    private static Dictionary<string, string> Variables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToDictionary(variable => (string)variable.Key, variable => variable.Value as string ?? "", StringComparer.Ordinal);
}
