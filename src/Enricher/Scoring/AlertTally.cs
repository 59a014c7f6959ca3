using Eyrie.Contracts;

namespace Eyrie.Enricher.Scoring;

/// <summary>One thing that is counted.</summary>
internal sealed class Tallied(UInt128 key)
{
    public UInt128 Key { get; } = key;

    public long Count { get; set; }

    public EventTime First { get; set; }

    public EventTime Last { get; set; }

    /// <summary>When it was last counted, by the partition's clock.</summary>
    public EventTime Touched { get; set; }

    /// <summary>What happened since the last transaction is not yet in <c>state.v1</c>.</summary>
    public bool Dirty { get; set; }
}

/// <summary>
/// Counts what is alike and follows each other: repeats of an alert, a rule's words on a workload. Bounded; what was counted longest ago
/// goes first. Not thread-safe.
/// </summary>
/// <param name="window">What comes so long after the last is counted anew.</param>
/// <param name="step">What comes so soon after the last changes nothing: it need not be remembered. Zero: everything counts.</param>
/// <param name="most">So many are remembered.</param>
internal sealed class AlertTally(TimeSpan window, TimeSpan step, int most)
{
    // An alert may come later than others that happened after it.
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(1);

    private readonly Dictionary<UInt128, Tallied> _known = [];
    private readonly List<Tallied> _dirty = [];
    private readonly List<UInt128> _gone = [];

    public int Count => _known.Count;

    public IReadOnlyCollection<Tallied> Known => _known.Values;

    /// <summary>Counts one more.</summary>
    /// <param name="key">What it is.</param>
    /// <param name="time">When it was seen.</param>
    /// <param name="now">The partition's clock.</param>
    public RepeatFact Add(UInt128 key, EventTime time, EventTime now)
    {
        if (!_known.TryGetValue(key, out var known) || time - known.Last >= window || known.First - time >= window)
        {
            known = new(key) { First = time, Last = time };
            _known[key] = known;
            Trim();
        }
        else if (step > TimeSpan.Zero && time - known.Last < step)
        {
            return new(known.Count + 1, known.First, known.Last);
        }

        known.Count++;
        known.First = time < known.First ? time : known.First;
        known.Last = time > known.Last ? time : known.Last;
        known.Touched = now;
        if (!known.Dirty)
        {
            known.Dirty = true;
            _dirty.Add(known);
        }

        return new(known.Count, known.First, known.Last);
    }

    /// <summary>Forgets what nothing can follow any more.</summary>
    public void Sweep(EventTime now)
    {
        foreach (var known in _known.Values)
        {
            if (now - known.Touched >= window + Lateness)
            {
                _gone.Add(known.Key);
                _known.Remove(known.Key);
            }
        }
    }

    /// <summary>Puts back what <c>state.v1</c> remembers.</summary>
    public void Restore(Tallied known) => _known[known.Key] = known;

    /// <summary>Drops what <c>state.v1</c> has deleted.</summary>
    public void Remove(UInt128 key) => _known.Remove(key);

    /// <summary>Hands over what changed since the last call: what to write, what to delete.</summary>
    public void TakeChanges(Action<Tallied> changed, Action<UInt128> gone)
    {
        foreach (var known in _dirty)
        {
            known.Dirty = false;
            if (_known.TryGetValue(known.Key, out var current) && ReferenceEquals(current, known))
            {
                changed(known);
            }
        }

        foreach (var key in _gone)
        {
            if (!_known.ContainsKey(key))
            {
                gone(key);
            }
        }

        _dirty.Clear();
        _gone.Clear();
    }

    // The new one, which was not counted yet, is none of those that go.
    private void Trim()
    {
        if (_known.Count <= most)
        {
            return;
        }

        foreach (var old in _known.Values.Where(static known => known.Count > 0)
            .OrderBy(static known => known.Touched).ThenBy(static known => known.Key).Take(most / 10).ToList())
        {
            _known.Remove(old.Key);
            _gone.Add(old.Key);
        }
    }
}
