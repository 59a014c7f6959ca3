using System.Security.Cryptography;
using System.Text;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Incidents;

/// <summary>The open incidents of one partition. Not thread-safe.</summary>
internal sealed class IncidentBook(TimeSpan gap)
{
    // An alert may come later than others that happened after it: the join's wait is the reason.
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(1);

    // Two sensors' clocks, or a sensor that was held up: what is old joins what is open. To end that for it would have the next one end this, and so on.
    private static readonly TimeSpan Behind = TimeSpan.FromDays(1);

    // An attacker may start containers, or orphans on a host, by the thousand.
    private const int Most = 20_000;

    private static readonly Comparer<EndedIncident> OldestFirst = Comparer<EndedIncident>.Create(static (one, other) =>
        one.Incident.Touched.CompareTo(other.Incident.Touched) is not 0 and var order ? order : string.CompareOrdinal(one.Incident.Subject, other.Incident.Subject));

    private readonly Dictionary<string, Incident> _open = new(StringComparer.Ordinal);
    private readonly List<Incident> _dirty = [];
    private readonly List<string> _closed = [];
    private readonly List<EndedIncident> _ended = [];

    public int Count => _open.Count;

    public IReadOnlyCollection<Incident> Open => _open.Values;

    /// <summary>When the latest alert was placed; the beginning of time when no incident is open.</summary>
    public EventTime LastTouched => _open.Values.Select(static incident => incident.Touched).DefaultIfEmpty().Max();

    /// <summary>So long without an alert ends an incident.</summary>
    public TimeSpan Gap => gap;

    /// <summary>The subject's open incident that an alert of that time belongs to; null when there is none.</summary>
    public Incident? Find(string subject, EventTime time) =>
        _open.TryGetValue(subject, out var incident) && time - incident.Last < gap && incident.First - time < Behind ? incident : null;

    /// <summary>The subject's incident, or a new one when the gap is too long: then the old one is over.</summary>
    /// <param name="subject">Whom the alert is about.</param>
    /// <param name="alertId">The alert.</param>
    /// <param name="time">When the sensor saw it.</param>
    public Incident FindOrBegin(string subject, string alertId, EventTime time)
    {
        if (Find(subject, time) is { } incident)
        {
            return incident;
        }

        if (_open.TryGetValue(subject, out var old))
        {
            _ended.Add(new(old, EndReason.Gap));
        }

        incident = new() { Id = IdOf(subject, alertId), Subject = subject, First = time, Last = time };
        _open[subject] = incident;
        Trim();
        return incident;
    }

    /// <summary>Counts an alert in.</summary>
    /// <param name="incident">Its incident.</param>
    /// <param name="alert">The alert.</param>
    /// <param name="now">The partition's clock.</param>
    public IncidentPlace Add(Incident incident, in IncidentAlert alert, EventTime now)
    {
        incident.Touched = now;
        incident.First = alert.Time < incident.First ? alert.Time : incident.First;
        incident.Last = alert.Time > incident.Last ? alert.Time : incident.Last;
        incident.Alerts++;
        incident.Severity = alert.Severity > incident.Severity ? alert.Severity : incident.Severity;
        incident.HighestScore = alert.Score is { } score ? Math.Max(score, incident.HighestScore ?? 0) : incident.HighestScore;
        incident.Rules = alert.Rule is { } rule ? Incident.With(incident.Rules, [rule], Incident.MostRules) : incident.Rules;
        incident.Techniques = Incident.With(incident.Techniques, alert.Techniques, Incident.MostTechniques);
        if (incident.Lead?.IsBelow(alert.Severity, alert.Score ?? -1) is not false)
        {
            incident.Lead = alert.Lead();
        }

        Touch(incident);
        return new(incident.Id, incident.Subject, incident.Alerts, incident.Summary);
    }

    /// <summary>Counts a suppressed alert: it neither extends the incident nor makes it worse.</summary>
    public IncidentPlace AddSuppressed(Incident incident)
    {
        incident.Suppressed++;
        Touch(incident);
        return new(incident.Id, incident.Subject, null, incident.Summary);
    }

    /// <summary>Ends the incidents that no further alert can join.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Sweep(EventTime now)
    {
        var before = _ended.Count;
        foreach (var incident in _open.Values)
        {
            if (now - incident.Touched >= gap + Lateness)
            {
                End(incident, EndReason.Gap);
            }
        }

        _ended.Sort(before, _ended.Count - before, OldestFirst); // not in the order of a dictionary, which a successor has not
        return _ended.Count > before;
    }

    /// <summary>Takes out those that ended since the last call, oldest first.</summary>
    public void TakeEnded(List<EndedIncident> ended)
    {
        ended.AddRange(_ended);
        _ended.Clear();
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

    private void Touch(Incident incident)
    {
        if (!incident.Dirty)
        {
            incident.Dirty = true;
            _dirty.Add(incident);
        }
    }

    private void End(Incident incident, EndReason reason)
    {
        _open.Remove(incident.Subject);
        _closed.Add(incident.Subject);
        _ended.Add(new(incident, reason));
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
            End(old, EndReason.TooMany);
        }
    }

    private static string IdOf(string subject, string alertId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{subject}\n{alertId}")).AsSpan(0, 16));
}
