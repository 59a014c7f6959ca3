using System.Diagnostics.Metrics;
using Eyrie.Platform.Metrics;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>What the watches did, and how they are.</summary>
internal sealed class PodWatchMetrics
{
    private static readonly string[] Reasons = [.. Enum.GetNames<ApiTrouble>().Select(static name => name.ToLowerInvariant())];
    private static readonly string[] Events = [.. Enum.GetNames<WatchEvent>().Select(static name => name.ToLowerInvariant())];

    private readonly WatchStates _states;
    private readonly Counter<long> _events;
    private readonly Counter<long> _restarts;

    public PodWatchMetrics(IMeterFactory meters, WatchStates states)
    {
        _states = states;
        var meter = meters.Create(EnricherMetrics.MeterName);
        _events = meter.CreateCounter<long>("eyrie.enricher.pods.events", "{event}", "What watches told, by kind and type; skipped: unreadable.", Labels.Of("kind", "type"));
        _restarts = meter.CreateCounter<long>("eyrie.enricher.pods.restarts", "{restart}", "Watches and lists that ended, by kind and reason.", Labels.Of("kind", "reason"));
        meter.CreateObservableGauge("eyrie.enricher.pods.objects", () => Observe(state => state.Objects), "{object}", "Objects known of the cluster, by kind.", Labels.Of("kind"));
        meter.CreateObservableGauge("eyrie.enricher.pods.insync", () => Observe(state => state.Lost is null ? 1 : 0), unit: null, "1 while a kind is in sync with the cluster, else 0.", Labels.Of("kind"));
        meter.CreateObservableGauge(
            "eyrie.enricher.pods.insync.age", () => Observe(state => state.Lost?.TotalSeconds ?? 0), "s", "Time since a kind was in sync; 0 while it is.", Labels.Of("kind"));
    }

    /// <summary>A list or watch ended; null: as agreed.</summary>
    public void Ended(WatchedResource resource, ApiTrouble? trouble) =>
        _restarts.Add(1, Kind(resource), new("reason", trouble is { } one ? Reasons[(int)one] : "ended"));

    /// <summary>A line of a watch came.</summary>
    public void Event(WatchedResource resource, WatchEvent kind) => _events.Add(1, Kind(resource), new("type", Events[(int)kind]));

    /// <summary>Objects could not be read.</summary>
    public void Skipped(WatchedResource resource, int count) => _events.Add(count, Kind(resource), new("type", Events[(int)WatchEvent.Skipped]));

    private static KeyValuePair<string, object?> Kind(WatchedResource resource) => new("kind", resource.Resource);

    private IEnumerable<Measurement<T>> Observe<T>(Func<(int Objects, TimeSpan? Lost), T> value)
        where T : struct => WatchedResource.All.Select(resource => new Measurement<T>(value(_states.Of(resource)), Kind(resource)));
}
