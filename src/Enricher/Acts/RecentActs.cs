namespace Eyrie.Enricher.Acts;

/// <summary>An event that told of an act.</summary>
/// <param name="Act">The act.</param>
/// <param name="Id">The event's id.</param>
/// <param name="Sensor"><c>falco</c> or <c>tetragon</c>.</param>
/// <param name="Rule">The rule or policy.</param>
internal readonly record struct ToldAct(Act Act, string Id, string Sensor, string? Rule);

/// <summary>
/// The last acts of one node that a rule or a policy spoke of. Kept in a ring of numbered slots, so that <c>state.v1</c> has a bounded
/// number of records without ever deleting one. Not thread-safe.
/// </summary>
internal sealed class RecentActs
{
    /// <summary>How many are kept: Falco's word on an act comes a fifth of a second after Tetragon's.</summary>
    public const int Slots = 512;

    private readonly List<ToldAct> _acts = [];
    private readonly SortedSet<long> _changed = []; // of each slot only what it holds now
    private long _next;
    private int _forgotten;

    /// <summary>Remembers one.</summary>
    public void Add(in ToldAct act)
    {
        _changed.Remove(_next - Slots);
        _changed.Add(_next);
        Put((int)(_next % Slots), act);
        _next++;
    }

    /// <summary>What the other sensor told of this act.</summary>
    /// <param name="act">The act.</param>
    /// <param name="sensor">Whose word is not asked.</param>
    public IReadOnlyList<ToldAct> Others(in Act act, string sensor)
    {
        List<ToldAct>? others = null;
        foreach (var told in _acts)
        {
            if (told.Sensor != sensor && told.Act.IsSame(act))
            {
                (others ??= []).Add(told);
            }
        }

        return others ?? (IReadOnlyList<ToldAct>)[];
    }

    /// <summary>Puts back what <c>state.v1</c> remembers.</summary>
    /// <param name="number">How many there were before it.</param>
    /// <param name="act">The act.</param>
    public void Restore(long number, in ToldAct act)
    {
        if (number < 0)
        {
            throw new FormatException("the act has no number");
        }

        Put((int)(number % Slots), act);
        _next = Math.Max(_next, number + 1);
    }

    /// <summary>The node is gone, and with it all that was told of it.</summary>
    public void Clear()
    {
        _forgotten = _acts.Count;
        _acts.Clear();
        _changed.Clear();
        _next = 0;
    }

    /// <summary>Hands over what changed since the last call: slots to delete, then what was added, each with its number.</summary>
    public void TakeChanges(Action<long, ToldAct> changed, Action<int> forgotten)
    {
        for (var slot = 0; slot < _forgotten; slot++)
        {
            forgotten(slot);
        }

        _forgotten = 0;
        foreach (var number in _changed)
        {
            changed(number, _acts[(int)(number % Slots)]);
        }

        _changed.Clear();
    }

    private void Put(int slot, in ToldAct act)
    {
        while (_acts.Count <= slot)
        {
            _acts.Add(default);
        }

        _acts[slot] = act;
    }
}
