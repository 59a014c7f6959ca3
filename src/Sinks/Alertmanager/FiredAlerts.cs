using System.Collections.Concurrent;

namespace Eyrie.Sinks.Alertmanager;

/// <summary>What this process has sent of incidents that are not over, the oldest forgotten first. Both lanes of a sink share it. Thread-safe.</summary>
internal sealed class FiredAlerts
{
    private const int MostIncidents = 10_000;
    private const int MostOfIncident = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, FiringAlert>> _incidents = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>Remembers one.</summary>
    public void Add(string incident, string key, FiringAlert alert)
    {
        lock (_lock)
        {
            if (!_incidents.TryGetValue(incident, out var alerts))
            {
                while (_order.Count >= MostIncidents)
                {
                    _incidents.Remove(_order.Dequeue());
                }

                _incidents[incident] = alerts = new(StringComparer.Ordinal);
                _order.Enqueue(incident);
            }

            if (alerts.Count < MostOfIncident || alerts.ContainsKey(key))
            {
                alerts[key] = alert with { StartsAt = alerts.TryGetValue(key, out var before) && before.StartsAt < alert.StartsAt ? before.StartsAt : alert.StartsAt };
            }
        }
    }

    /// <summary>Those of an incident.</summary>
    public IReadOnlyDictionary<string, FiringAlert> Of(string incident)
    {
        lock (_lock)
        {
            return _incidents.TryGetValue(incident, out var alerts) ? new Dictionary<string, FiringAlert>(alerts, StringComparer.Ordinal) : [];
        }
    }

    /// <summary>It is over.</summary>
    public void Forget(string incident)
    {
        lock (_lock)
        {
            if (_incidents.TryGetValue(incident, out var alerts))
            {
                alerts.Clear(); // its place in the order goes when it is the oldest
            }
        }
    }
}

/// <summary>One for each sink: its lanes share it.</summary>
internal sealed class FiredBySink
{
    private readonly ConcurrentDictionary<string, FiredAlerts> _sinks = new(StringComparer.Ordinal);

    public FiredAlerts Of(string sink) => _sinks.GetOrAdd(sink, static _ => new());
}
