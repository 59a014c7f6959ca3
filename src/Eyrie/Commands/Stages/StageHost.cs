using System.CommandLine;
using System.Reflection;
using Eyrie.Commands.Logging;
using Eyrie.Platform;
using Eyrie.Platform.Configuration;
using Eyrie.Platform.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Commands.Stages;

/// <summary>Hosts stages in this process until it is told to stop, or one of them fails.</summary>
internal static class StageHost
{
    /// <summary>How long stages have to finish what they hold; Kubernetes waits as long before it kills.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    // Each stage has its own limit, and ingestor.shutdownFlushTime may be ten minutes.
    private static readonly TimeSpan LongestShutdown = TimeSpan.FromMinutes(11);

    /// <summary>Runs the stages.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="load">Reads the configuration: now, and again when it changes.</param>
    /// <param name="stages">Them.</param>
    /// <param name="cancellation">Stops them.</param>
    /// <returns>1 when a stage failed, else 0.</returns>
    public static async Task<int> RunAsync(
        ParseResult parsed, Func<LoadedConfiguration> load, IReadOnlyList<StageDefinition> stages, CancellationToken cancellation)
    {
        var loaded = load();
        EyrieConfiguration.CheckRules(loaded, stages);
        using var host = Build(parsed, loaded, load, stages);
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(StageHost));
        logger.Started(
            Version, parsed.CommandResult.Command.Name, EyrieConfiguration.Source(loaded), loaded.Configuration["kafka:bootstrapServers"] ?? "localhost:9092");
        try
        {
            return await host.RunToExitCodeAsync(cancellation);
        }
        catch (Exception e) when (EyrieConfiguration.Wrong(loaded, e) is { } wrong)
        {
            throw wrong;
        }
    }

    private static string Version =>
        typeof(StageHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Adds the settings. Not as a configuration within the configuration: that takes an empty value for none, and none is the default.</summary>
    internal static void AddTo(IConfigurationBuilder builder, LoadedConfiguration loaded) =>
        builder.AddInMemoryCollection(loaded.Configuration.AsEnumerable().Where(static setting => setting.Value is not null));

    /// <summary>All that is hosted stops at once, and in time.</summary>
    internal static void StopInTime(HostOptions options)
    {
        options.ShutdownTimeout = ShutdownTimeout;
        options.ServicesStopConcurrently = true;
    }

    private static IHost Build(ParseResult parsed, LoadedConfiguration loaded, Func<LoadedConfiguration> load, IReadOnlyList<StageDefinition> stages)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "eyrie" });
        AddTo(builder.Configuration, loaded);
        builder.Logging.AddLines(parsed.GetValue(CommonOptions.LogLevel), parsed.GetValue(CommonOptions.LogFormat));
        builder.Services
            .Configure<HostOptions>(options =>
            {
                StopInTime(options);
                options.ShutdownTimeout = LongestShutdown;
            })
            .Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true)
            .AddPlatform()
            .AddTelemetry(builder.Configuration)
            .AddOperatingEndpoints(builder.Configuration)
            .AddStages(loaded, load, stages);
        return builder.Build();
    }
}
