namespace Eyrie.Platform.Http;

/// <summary>How a part of this process is.</summary>
public enum PartState
{
    /// <summary>It does its work.</summary>
    Ready,

    /// <summary>It does its work, but a person should know something; no reason to take the process out of service.</summary>
    Degraded,

    /// <summary>It cannot do its work now.</summary>
    NotReady,
}

/// <summary>A part of this process, and how it is.</summary>
/// <param name="Part">Its name.</param>
/// <param name="State">How it is.</param>
/// <param name="Reason">Why; empty when it is ready.</param>
public readonly record struct PartReadiness(string Part, PartState State, string Reason);

/// <summary>
/// What <c>/readyz</c> answers: every part of the process reports here how it is. Thread-safe; a report that changes nothing costs a look
/// into a table. Names and reasons are our own words, never an event's.
/// </summary>
public sealed class Readiness
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (PartState State, string Reason)> _parts = new(StringComparer.Ordinal);
    private readonly List<Readiness> _others = [];

    /// <summary>No part is <see cref="PartState.NotReady"/>.</summary>
    public bool IsReady
    {
        get
        {
            lock (_gate)
            {
                foreach (var (state, _) in _parts.Values)
                {
                    if (state is PartState.NotReady)
                    {
                        return false;
                    }
                }

                return _others.TrueForAll(static other => other.IsReady);
            }
        }
    }

    /// <summary>All parts by name, as they are now.</summary>
    public IReadOnlyList<PartReadiness> Parts
    {
        get
        {
            lock (_gate)
            {
                return [.. _parts.Select(part => new PartReadiness(part.Key, part.Value.State, part.Value.Reason))
                    .Concat(_others.SelectMany(static other => other.Parts))
                    .OrderBy(part => part.Part, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Counts another's parts as well: those of a stage, which may end and begin anew while the process runs.</summary>
    public void Include(Readiness other)
    {
        lock (_gate)
        {
            _others.Add(other);
        }
    }

    /// <summary>Counts them no more.</summary>
    public void Exclude(Readiness other)
    {
        lock (_gate)
        {
            _others.Remove(other);
        }
    }

    /// <summary>A part does its work.</summary>
    public void Ready(string part) => Report(part, PartState.Ready, "");

    /// <summary>A part does its work, but.</summary>
    public void Degraded(string part, string reason) => Report(part, PartState.Degraded, reason);

    /// <summary>A part cannot do its work now.</summary>
    public void NotReady(string part, string reason) => Report(part, PartState.NotReady, reason);

    /// <summary>A part is no more: a sensor that was taken out of the configuration.</summary>
    public void Forget(string part)
    {
        lock (_gate)
        {
            _parts.Remove(part);
        }
    }

    private void Report(string part, PartState state, string reason)
    {
        lock (_gate)
        {
            if (!_parts.TryGetValue(part, out var known) || known.State != state || known.Reason != reason)
            {
                _parts[part] = (state, reason);
            }
        }
    }
}
