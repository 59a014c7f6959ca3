using System.Diagnostics.Metrics;
using Eyrie.Platform.Metrics;

namespace Eyrie.Commands.Stages;

/// <summary>
/// Meters of one life of a stage, which end with it: what observes a stage that is no more would be exported for ever. They belong to the
/// process' factory as all others do. The meter that stages share is the process' own.
/// </summary>
internal sealed class StageMeters(IMeterFactory process) : IMeterFactory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Meter> _meters = new(StringComparer.Ordinal);

    public Meter Create(MeterOptions options)
    {
        if (options.Name == PlatformMeter.Name)
        {
            return process.Create(new MeterOptions(options.Name) { Version = options.Version, Tags = options.Tags }); // without our scope: it has its own
        }

        lock (_gate)
        {
            if (!_meters.TryGetValue(options.Name, out var meter))
            {
                _meters[options.Name] = meter = new(new MeterOptions(options.Name) { Version = options.Version, Tags = options.Tags, Scope = process });
            }

            return meter;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var meter in _meters.Values)
            {
                meter.Dispose();
            }

            _meters.Clear();
        }
    }
}
