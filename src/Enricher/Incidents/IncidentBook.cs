using System.Security.Cryptography;
using System.Text;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Incidents;

/// <summary>Alerts of one subject that follow each other.</summary>
internal sealed class Incident
{
    public required string Id { get; init; }

    public required string Subject { get; init; }

    public EventTime First { get; set; }

    public EventTime Last { get; set; }

    public long Alerts { get; set; }

    /// <summary>What happened since the last transaction is not yet in <c>state.v1</c>.</summary>
    public bool Dirty { get; set; }

    /// <summary>When the last alert was placed, by the partition's clock: the node's own may be years off.</summary>
    public EventTime Touched { get; set; }
}

/// <summary>The open incidents of one partition. Not thread-safe.</summary>
internal sealed class IncidentBook(TimeSpan gap)
{
    // An alert may come later than others that happened after it: the join's wait is the reason.
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(1);

    // An attacker may start containers, or orphans on a host, by the thousand.
    private const int Most = 20_000;

    private readonly Dictionary<string, Incident> _open = new(StringComparer.Ordinal);
    private readonly List<Incident> _dirty = [];
    private readonly List<string> _closed = [];

    public int Count => _open.Count;

    public IReadOnlyCollection<Incident> Open => _open.Values;

    /// <summary>Gives an alert its place: in the subject's incident, or in a new one when the gap is too long.</summary>
    /// <param name="subject">Whom it is about.</param>
    /// <param name="alertId">The alert.</param>
    /// <param name="time">When the sensor saw it.</param>
    /// <param name="now">The partition's clock.</param>
    public IncidentPlace Place(string subject, string alertId, EventTime time, EventTime now)
    {
        if (!_open.TryGetValue(subject, out var incident) || time - incident.Last >= gap || incident.First - time >= gap)
        {
            incident = new() { Id = IdOf(subject, alertId), Subject = subject, First = time, Last = time };
            _open[subject] = incident;
            Trim();
        }

        incident.Touched = now;

        incident.First = time < incident.First ? time : incident.First;
        incident.Last = time > incident.Last ? time : incident.Last;
        incident.Alerts++;
        if (!incident.Dirty)
        {
            incident.Dirty = true;
            _dirty.Add(incident);
        }

        return new(incident.Id, subject, incident.Alerts);
    }

    /// <summary>Forgets the incidents that no further alert can join.</summary>
    public void Sweep(EventTime now)
    {
        foreach (var incident in _open.Values)
        {
            if (now - incident.Touched >= gap + Lateness)
            {
                _closed.Add(incident.Subject);
            }
        }

        foreach (var subject in _closed)
        {
            _open.Remove(subject);
        }
    }

    /// <summary>Puts back what <c>state.v1</c> remembers.</summary>
    public void Restore(Incident incident) => _open[incident.Subject] = incident;

    /// <summary>To be called when all was put back. An earlier version did not write when it was: the time until it is closed begins now.</summary>
    public void Restored(EventTime now)
    {
        foreach (var incident in _open.Values)
        {
            incident.Touched = incident.Touched == default ? now : incident.Touched;
        }
    }

    /// <summary>Drops what <c>state.v1</c> has deleted.</summary>
    public void Remove(string subject) => _open.Remove(subject);

    /// <summary>Hands over what changed since the last call: incidents to write, subjects to delete.</summary>
    public void TakeChanges(Action<Incident> changed, Action<string> closed)
    {
        foreach (var incident in _dirty)
        {
            incident.Dirty = false;
            if (_open.TryGetValue(incident.Subject, out var current) && ReferenceEquals(current, incident))
            {
                changed(incident);
            }
        }

        foreach (var subject in _closed)
        {
            if (!_open.ContainsKey(subject))
            {
                closed(subject);
            }
        }

        _dirty.Clear();
        _closed.Clear();
    }

    // The new one is the last that goes.
    private void Trim()
    {
        if (_open.Count <= Most)
        {
            return;
        }

        foreach (var old in _open.Values.Where(incident => incident.Alerts > 0)
            .OrderBy(incident => incident.Touched).ThenBy(incident => incident.Subject, StringComparer.Ordinal).Take(Most / 10).ToList())
        {
            _open.Remove(old.Subject);
            _closed.Add(old.Subject);
        }
    }

    private static string IdOf(string subject, string alertId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{subject}\n{alertId}")).AsSpan(0, 16));
}
