using System.Diagnostics.Metrics;
using Eyrie.Platform.Metrics;

namespace Eyrie.Commands.Stages;

/// <summary>What is counted of changed configurations.</summary>
internal sealed class ReloadMetrics
{
    private readonly Counter<long> _reloads;
    private readonly Gauge<int> _current;

    public ReloadMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(PlatformMeter.Name);
        _reloads = meter.CreateCounter<long>(
            "eyrie.configuration.reloads",
            "{reload}",
            "Changes of the configuration file, by outcome: taken, refused (a mistake in it), failed (a stage did not start with it), waiting (for a restart of the process).",
            Labels.Of("outcome"));
        _current = meter.CreateGauge<int>(
            "eyrie.configuration.current", description: "1 while the process runs with the configuration as its file says it, else 0.");
    }

    /// <summary>The file was read at the start.</summary>
    public void Started() => _current.Record(1);

    /// <summary>A change came to this.</summary>
    /// <param name="outcome">taken, refused, failed or waiting.</param>
    public void Reloaded(string outcome)
    {
        _reloads.Add(1, KeyValuePair.Create<string, object?>("outcome", outcome));
        _current.Record(outcome == "taken" ? 1 : 0);
    }
}
