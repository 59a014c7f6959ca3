using System.Globalization;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>How far each kind is. Thread-safe.</summary>
internal sealed class WatchStates(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, State> _states = WatchedResource.All.ToDictionary(
        resource => resource.Resource, _ => new State { Since = time.GetTimestamp() }, StringComparer.Ordinal);

    /// <summary>Whether every kind is in sync or has a reason of its own why not.</summary>
    public bool IsSettled => Ask(static states => states.All(state => state.IsInSync || state.Failure is { IsLasting: true }));

    /// <summary>The kinds in sync and how many objects each has: <c>12 pods, 3 nodes</c>.</summary>
    public string Counts
    {
        get
        {
            lock (_gate)
            {
                return string.Join(", ", _states.Where(state => state.Value.IsInSync)
                    .Select(state => string.Create(CultureInfo.InvariantCulture, $"{state.Value.Objects} {state.Key}")));
            }
        }
    }

    /// <summary>Which kinds are not in sync and why; empty when all are.</summary>
    public string Complaint
    {
        get
        {
            lock (_gate)
            {
                var lost = _states.Where(state => !state.Value.IsInSync).ToList();
                if (lost.Count == 0)
                {
                    return "";
                }

                var reasons = lost.Select(state => state.Value.Failure?.Message).OfType<string>().Distinct(StringComparer.Ordinal);
                return $"not in sync with the cluster's {string.Join(", ", lost.Select(state => state.Key))}; enriching with what is known. {string.Join("; ", reasons)}".TrimEnd();
            }
        }
    }

    /// <summary>A kind is in sync.</summary>
    /// <returns>Whether it was not before.</returns>
    public bool InSync(WatchedResource resource, int objects)
    {
        lock (_gate)
        {
            var state = _states[resource.Resource];
            var changed = !state.IsInSync;
            (state.IsInSync, state.Failure, state.Objects) = (true, null, objects);
            return changed;
        }
    }

    /// <summary>A kind is out of sync.</summary>
    /// <returns>Whether that is news: another reason than before, and not one that another kind has told already.</returns>
    public bool Lost(WatchedResource resource, ApiException failure)
    {
        lock (_gate)
        {
            var state = _states[resource.Resource];
            var isKnown = state.Failure?.Trouble == failure.Trouble
                || (!failure.IsOfOneKind && _states.Values.Any(other => other.Failure?.Trouble == failure.Trouble));
            OutOfSync(state);
            state.Failure = failure;
            return !isKnown;
        }
    }

    /// <summary>A kind is listed again.</summary>
    public void Stale(WatchedResource resource)
    {
        lock (_gate)
        {
            OutOfSync(_states[resource.Resource]);
        }
    }

    /// <summary>How many objects of a kind there are.</summary>
    public void Count(WatchedResource resource, int objects)
    {
        lock (_gate)
        {
            _states[resource.Resource].Objects = objects;
        }
    }

    /// <summary>How many objects of a kind there are, and for how long it has been out of sync; null: it is in sync.</summary>
    public (int Objects, TimeSpan? Lost) Of(WatchedResource resource)
    {
        lock (_gate)
        {
            var state = _states[resource.Resource];
            return (state.Objects, state.IsInSync ? null : time.GetElapsedTime(state.Since));
        }
    }

    private void OutOfSync(State state)
    {
        if (state.IsInSync)
        {
            (state.IsInSync, state.Since) = (false, time.GetTimestamp());
        }
    }

    private bool Ask(Func<IEnumerable<State>, bool> question)
    {
        lock (_gate)
        {
            return question(_states.Values);
        }
    }

    private sealed class State
    {
        public bool IsInSync { get; set; }

        public long Since { get; set; }

        public int Objects { get; set; }

        public ApiException? Failure { get; set; }
    }
}
