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
    private readonly List<int> _changed = [];
    private int _next;

    /// <summary>Remembers one.</summary>
    public void Add(in ToldAct act)
    {
        _changed.Add(_next);
        Put(_next, act);
        _next = (_next + 1) % Slots;
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

    /// <summary>Puts back what <c>state.v1</c> remembers; the latest is the last before the next free slot.</summary>
    public void Restore(int slot, in ToldAct act)
    {
        Put(slot, act);
        var latest = 0;
        for (var i = 1; i < _acts.Count; i++)
        {
            latest = _acts[i].Act.Time > _acts[latest].Act.Time ? i : latest;
        }

        _next = (latest + 1) % Slots;
    }

    /// <summary>Hands over what changed since the last call.</summary>
    public void TakeChanges(Action<int, ToldAct> changed)
    {
        foreach (var slot in _changed)
        {
            changed(slot, _acts[slot]);
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
