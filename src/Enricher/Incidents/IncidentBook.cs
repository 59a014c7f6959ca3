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
}

/// <summary>The open incidents of one partition. Not thread-safe.</summary>
internal sealed class IncidentBook(TimeSpan gap)
{
    // An alert may come later than others that happened after it: the join's wait is the reason.
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Incident> _open = new(StringComparer.Ordinal);
    private readonly List<Incident> _dirty = [];
    private readonly List<string> _closed = [];

    public int Count => _open.Count;

    public IReadOnlyCollection<Incident> Open => _open.Values;

    /// <summary>Gives an alert its place: in the subject's incident, or in a new one when the gap is too long.</summary>
    public IncidentPlace Place(string subject, string alertId, EventTime time)
    {
        if (!_open.TryGetValue(subject, out var incident) || time - incident.Last >= gap || incident.First - time >= gap)
        {
            incident = new() { Id = IdOf(subject, alertId), Subject = subject, First = time, Last = time };
            _open[subject] = incident;
        }

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
            if (now - incident.Last >= gap + Lateness)
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

    private static string IdOf(string subject, string alertId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{subject}\n{alertId}")).AsSpan(0, 16));
}
