using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Eyrie.Ingestor;
using Eyrie.Ingestor.Sensors;
using Eyrie.Platform.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Eyrie.Commands;

/// <summary>
/// Reads the configuration again when its file changes, or at SIGHUP. A new list of sensors takes effect at once; what else has changed
/// takes a restart, and is said. A configuration with a mistake in it changes nothing.
/// </summary>
internal sealed class ConfigurationReload(
    LoadedConfiguration loaded, Func<LoadedConfiguration> load, SensorReload sensors, TimeProvider time, ILogger<ConfigurationReload> logger) : BackgroundService
{
    private const string Sensors = "sensors";

    // A mounted ConfigMap is replaced by a link, which no watch on the file sees.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _asked = new(0);
    private LoadedConfiguration _current = loaded;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hangUp = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, Ask);
        var seen = Fingerprint();
        while (true)
        {
            var asked = await WaitAsync(stoppingToken);
            var now = Fingerprint();
            if (asked || !now.AsSpan().SequenceEqual(seen))
            {
                seen = now;
                Reload();
            }
        }
    }

    public override void Dispose()
    {
        _asked.Dispose();
        base.Dispose();
    }

    internal void Reload()
    {
        LoadedConfiguration next;
        try
        {
            next = load();
            EyrieConfiguration.CheckSensorRules(next);
        }
        catch (UsageException e)
        {
            logger.ConfigurationRefused(e.Message);
            return;
        }

        var elsewhere = Changed(_current, next).Where(static key => !IsSensors(key)).ToArray();
        if (elsewhere.Length > 0)
        {
            logger.RestartNeeded(string.Join(", ", elsewhere));
        }

        if (Changed(_current, next).Any(IsSensors))
        {
            var list = next.Configuration.GetSection(Sensors).Get<List<SensorOptions>>() ?? [];
            sensors.Apply(list);
            logger.SensorsReloaded(string.Join(", ", list.Select(static sensor => sensor.Name)));
        }

        _current = next;
    }

    private static bool IsSensors(string key) => key.StartsWith($"{Sensors}:", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Changed(LoadedConfiguration before, LoadedConfiguration after)
    {
        var (old, now) = (Values(before), Values(after));
        return old.Keys.Union(now.Keys, StringComparer.OrdinalIgnoreCase).Where(key => old.GetValueOrDefault(key) != now.GetValueOrDefault(key)).Order(StringComparer.Ordinal);
    }

    private static Dictionary<string, string?> Values(LoadedConfiguration configuration) =>
        configuration.Configuration.AsEnumerable().ToDictionary(StringComparer.OrdinalIgnoreCase);

    private void Ask(PosixSignalContext context)
    {
        context.Cancel = true; // its usual meaning is to end
        _asked.Release();
    }

    private async Task<bool> WaitAsync(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var asked = _asked.WaitAsync(either.Token);
        await Task.WhenAny(asked, Task.Delay(Interval, time, either.Token));
        await either.CancelAsync();
        stop.ThrowIfCancellationRequested();
        await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return asked.IsCompletedSuccessfully;
    }

    // Empty while the file is away: it is being replaced.
    private byte[] Fingerprint()
    {
        try
        {
            return _current.File is { } file ? SHA256.HashData(File.ReadAllBytes(file)) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
