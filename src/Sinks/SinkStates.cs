using Eyrie.Platform.Http;

namespace Eyrie.Sinks;

/// <summary>A place of a sink that can fail for itself: a lane, a channel, a key.</summary>
/// <param name="Sink">The sink's name.</param>
/// <param name="Place">Which of its places; empty when it has one only.</param>
internal sealed record SinkPlace(string Sink, string Place = "")
{
    public override string ToString() => Place.Length > 0 ? $"{Sink} ({Place})" : Sink;
}

/// <summary>How the places of all sinks are: metrics and readiness tell of each sink how its worst place is. Thread-safe.</summary>
internal sealed class SinkStates(SinkMetrics metrics, Readiness readiness)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SinkPlace, (string Trouble, CircuitState Circuit)> _places = [];

    /// <summary>What is wrong with a place, in our own words; empty when it works.</summary>
    public void Reported(SinkPlace place, string trouble)
    {
        lock (_gate)
        {
            _places[place] = (trouble, _places.GetValueOrDefault(place).Circuit);
            var worst = _places.Where(known => known.Key.Sink == place.Sink && known.Value.Trouble.Length > 0)
                .Select(known => $"{known.Key} {known.Value.Trouble}").Order(StringComparer.Ordinal).FirstOrDefault();
            metrics.Reported(place.Sink, worst is null);
            if (worst is null)
            {
                readiness.Ready(Part(place));
            }
            else
            {
                readiness.Degraded(Part(place), worst);
            }
        }
    }

    /// <summary>Whether the sink has another place, one with which nothing is wrong.</summary>
    public bool OthersWork(SinkPlace place)
    {
        lock (_gate)
        {
            return _places.Any(known => known.Key.Sink == place.Sink && known.Key != place && known.Value.Trouble.Length == 0);
        }
    }

    public void CircuitChanged(SinkPlace place, CircuitState state)
    {
        lock (_gate)
        {
            _places[place] = (_places.GetValueOrDefault(place).Trouble ?? "", state);
            metrics.CircuitChanged(
                place.Sink, (int)_places.Where(known => known.Key.Sink == place.Sink).Max(known => known.Value.Circuit));
        }
    }

    private static string Part(SinkPlace place) => $"sink {place.Sink}";
}

/// <summary>The breaker before a place; larger is worse.</summary>
internal enum CircuitState
{
    /// <summary>Everything is tried.</summary>
    Closed = 0,

    /// <summary>One attempt shows whether the target is back.</summary>
    HalfOpen = 1,

    /// <summary>Nothing is tried.</summary>
    Open = 2,
}
