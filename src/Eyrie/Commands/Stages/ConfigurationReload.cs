using Eyrie.Ingestor;
using Eyrie.Ingestor.Sensors;
using Eyrie.Platform.Configuration;
using Eyrie.Platform.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Commands.Stages;

/// <summary>
/// Takes a changed configuration over. A new list of sensors takes effect at once; a stage whose own keys have changed begins anew, the
/// others run on; what is left waits for a restart, and is said. A configuration with a mistake in it changes nothing.
/// </summary>
internal sealed class ConfigurationReload(
    ConfigurationChanges changes,
    IEnumerable<StageRunner> runners,
    IConfiguration process,
    Readiness readiness,
    ReloadMetrics metrics,
    ILogger<ConfigurationReload> logger) : BackgroundService
{
    private const string Part = "configuration";

    private readonly StageRunner[] _runners = [.. runners];
    private readonly IReadOnlyDictionary<string, string?> _first = Values(changes.Loaded);
    private IReadOnlyDictionary<string, string?> _now = Values(changes.Loaded);
    private string _waiting = "";

    /// <summary>A configuration as a table that does not tell large letters from small ones.</summary>
    public static IReadOnlyDictionary<string, string?> Values(LoadedConfiguration configuration) => configuration.Configuration.AsEnumerable()
        .Where(static setting => setting.Value is not null).ToDictionary(StringComparer.OrdinalIgnoreCase);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Started();
        readiness.Ready(Part);
        await foreach (var isAsked in changes.WatchAsync(stoppingToken))
        {
            await ReloadAsync(isAsked, stoppingToken);
        }
    }

    internal async Task ReloadAsync(bool isAsked, CancellationToken cancellation)
    {
        LoadedConfiguration loaded;
        try
        {
            loaded = changes.Load();
            EyrieConfiguration.CheckRules(loaded, _runners.Select(static runner => runner.Stage));
        }
        catch (UsageException e)
        {
            logger.ConfigurationRefused(OneLine(e.Message));
            Tell("refused", "the file as it is now has a mistake and is not used; 'eyrie config check' names it");
            return;
        }

        var plan = ReloadPlan.Of(_first, _now, Values(loaded), [.. _runners.Select(static runner => runner.Stage)]);
        if (isAsked && plan is { Sensors: false, Stages.Count: 0 } && Words(plan) == _waiting)
        {
            logger.ConfigurationUnchanged();
        }

        var problem = await TakeAsync(plan, cancellation);
        if (problem.Length == 0)
        {
            _now = plan.Settings;
            Keep(plan.Settings);
        }

        Tell(plan, problem);
    }

    private async Task<string> TakeAsync(ReloadPlan plan, CancellationToken cancellation)
    {
        foreach (var (stage, keys) in plan.Stages)
        {
            logger.StageChanging(stage.Name, string.Join(", ", keys));
            if (await Runner(stage).ChangeAsync(plan.Settings, cancellation) is { } failure)
            {
                logger.StageUnchanged(stage.Name, OneLine(failure.Message));
                return $"the {stage.Name} did not start with the file as it is now, and runs with the old one";
            }

            logger.StageChanged(stage.Name);
        }

        if (plan.Sensors)
        {
            var list = SensorsOf(plan.Settings);
            Runner(StageDefinition.Ingestor).Services?.GetRequiredService<SensorReload>().Apply(list);
            logger.SensorsReloaded(string.Join(", ", list.Select(static sensor => sensor.Name)));
        }

        return "";
    }

    private StageRunner Runner(StageDefinition stage) => _runners.Single(runner => runner.Stage == stage);

    private static List<SensorOptions> SensorsOf(IReadOnlyDictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("sensors").Get<List<SensorOptions>>() ?? [];

    // For what looks into the process' own configuration while it runs: the ends of certificates.
    private void Keep(IReadOnlyDictionary<string, string?> settings)
    {
        foreach (var key in process.AsEnumerable().Select(static setting => setting.Key).Union(settings.Keys, StringComparer.OrdinalIgnoreCase).ToArray())
        {
            if (process[key] != settings.GetValueOrDefault(key))
            {
                process[key] = settings.GetValueOrDefault(key);
            }
        }
    }

    private void Tell(ReloadPlan plan, string problem)
    {
        var waiting = Words(plan);
        if (waiting.Length > 0 && waiting != _waiting)
        {
            logger.RestartNeeded(waiting);
        }

        _waiting = waiting;
        var (outcome, reason) = problem.Length > 0 ? ("failed", problem)
            : waiting.Length > 0 ? ("waiting", $"a restart is needed for {waiting}")
            : ("taken", "");
        Tell(outcome, reason);
    }

    private void Tell(string outcome, string reason)
    {
        metrics.Reloaded(outcome);
        if (reason.Length > 0)
        {
            readiness.Degraded(Part, reason);
        }
        else
        {
            readiness.Ready(Part);
        }
    }

    private static string OneLine(string text) => string.Join("; ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static string Words(ReloadPlan plan) => string.Join(", ", plan.Waiting);
}
