using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Eyrie.Platform.Metrics;

namespace Eyrie.Ingestor.Sensors;

/// <summary>
/// Shows what sensors say of themselves. Several that are read as one have one series: a healthy one is one that is healthy at every address.
/// </summary>
internal sealed class SensorMetrics
{
    // A version is what somebody else says: a tag must not become a novel.
    private const int LongestVersion = 64;

    private readonly ConcurrentDictionary<(string Sensor, string Address), (string? Version, bool? Healthy)> _known = new();

    public SensorMetrics(Meter meter)
    {
        meter.CreateObservableGauge("eyrie.ingestor.sensor.info", Versions, "{sensor}", "1 for each version that a sensor has told.", Labels.Of("sensor", "version"));
        meter.CreateObservableGauge(
            "eyrie.ingestor.sensor.healthy", Health, "{sensor}", "1 while Tetragon calls itself healthy, 0 while it does not or cannot be asked.", Labels.Of("sensor"));
    }

    /// <summary>A sensor told its version; null when it did not.</summary>
    public void Told(SensorOptions sensor, string? version)
    {
        var tag = version is null ? "unknown" : new string([.. version.Where(char.IsAscii).Where(c => !char.IsControl(c)).Take(LongestVersion)]);
        _known.AddOrUpdate((sensor.Name, sensor.Address), (tag, null), (_, known) => (tag, known.Healthy));
    }

    /// <summary>A sensor told how it is.</summary>
    public void Told(SensorOptions sensor, bool healthy) =>
        _known.AddOrUpdate((sensor.Name, sensor.Address), (null, healthy), (_, known) => (known.Version, healthy));

    /// <summary>A sensor's stream is over: nobody knows how it is.</summary>
    /// <param name="sensor">Which one.</param>
    /// <param name="forGood">It is not to be read any more.</param>
    public void Ended(SensorOptions sensor, bool forGood)
    {
        if (forGood)
        {
            _known.TryRemove((sensor.Name, sensor.Address), out _);
        }
        else if (_known.TryGetValue((sensor.Name, sensor.Address), out var known) && known.Healthy is not null)
        {
            Told(sensor, healthy: false);
        }
    }

    private IEnumerable<Measurement<int>> Versions() => _known
        .Where(known => known.Value.Version is not null)
        .Select(known => (known.Key.Sensor, known.Value.Version))
        .Distinct()
        .Select(known => new Measurement<int>(1, new("sensor", known.Sensor), new("version", known.Version)));

    private IEnumerable<Measurement<int>> Health() => _known
        .Where(known => known.Value.Healthy is not null)
        .GroupBy(known => known.Key.Sensor, known => known.Value.Healthy is true)
        .Select(sensor => new Measurement<int>(sensor.All(healthy => healthy) ? 1 : 0, new KeyValuePair<string, object?>("sensor", sensor.Key)));
}
