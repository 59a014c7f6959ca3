using Eyrie.Contracts;
using Eyrie.Enricher.Acts;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.State;

/// <summary>
/// What is remembered of one node. Its times move in steps: each next one follows from the last one and the event alone, and each
/// is in <c>state.v1</c>, so that a successor decides as this one would have, without a record an event.
/// </summary>
internal sealed class NodeState(string name, ProcessTable processes, ProcessSweep sweep)
{
    // Tetragon tells of every exec: a node silent for so long has none, or it is down.
    private static readonly TimeSpan TetragonMemory = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TetragonStep = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private bool _changed;

    public string Name { get; } = name;

    public ProcessTable Processes { get; } = processes;

    /// <summary>Forgets processes.</summary>
    public ProcessSweep Sweep { get; } = sweep;

    public KnownContainers Containers { get; } = new();

    public RecentActs Acts { get; } = new();

    /// <summary>When the first event of the node was seen.</summary>
    public EventTime FirstSeen { get; private set; }

    /// <summary>The latest time that an event of the node told; not more than a step before it.</summary>
    public EventTime LastSeen { get; private set; }

    /// <summary>How far the node's clock is behind that of its partition, to a step.</summary>
    public TimeSpan Behind { get; private set; }

    /// <summary>When Tetragon was last heard of, to a step.</summary>
    public EventTime LastTetragon { get; private set; }

    /// <summary>Takes in that an event of the node was read.</summary>
    /// <param name="observation">The event.</param>
    /// <param name="now">The partition's clock, the event counted.</param>
    public void Saw(Observation observation, EventTime now)
    {
        if (FirstSeen == default)
        {
            (FirstSeen, _changed) = (observation.Time, true);
        }

        if (LastSeen == default || observation.Time - LastSeen >= Step)
        {
            (LastSeen, Behind, _changed) = (observation.Time, now - observation.Time, true);
        }

        if (observation.Format is SensorFormat.TetragonProtobuf or SensorFormat.TetragonJson or SensorFormat.TetragonProcess
            && (LastTetragon == default || observation.Time - LastTetragon >= TetragonStep))
        {
            (LastTetragon, _changed) = (observation.Time, true);
        }
    }

    /// <summary>The node's own time: other nodes of the partition, whose clocks are ahead, do not hurry it.</summary>
    /// <param name="now">The partition's clock.</param>
    public EventTime Now(EventTime now) => now - Behind;

    /// <summary>Whether Tetragon may yet tell of a process: without it an alert gains nothing by waiting.</summary>
    public bool MayHearFromTetragon(EventTime now, TimeSpan window) =>
        now - FirstSeen < window || (LastTetragon != default && now - LastTetragon < TetragonMemory);

    /// <summary>Puts back what <c>state.v1</c> remembers.</summary>
    public void Restore(NodeRecord record) => (FirstSeen, LastSeen, Behind, LastTetragon) =
        (new(record.FirstSeen), new(record.LastSeen), TimeSpan.FromTicks(record.BehindTicks), new(record.LastTetragon));

    /// <summary>All was put back. An earlier version wrote no times: it was remembered, so it was alive not long ago.</summary>
    public void Restored(EventTime now)
    {
        if (FirstSeen == default)
        {
            (LastSeen, LastTetragon) = (now, Processes.Count > 0 ? now : default);
        }
    }

    /// <summary>Whether its times changed since the last call; then what to write.</summary>
    public bool TakeChange(out NodeRecord record)
    {
        record = new()
        {
            FirstSeen = FirstSeen.UnixNanoseconds,
            LastSeen = LastSeen.UnixNanoseconds,
            BehindTicks = Behind.Ticks,
            LastTetragon = LastTetragon.UnixNanoseconds,
        };
        var changed = _changed;
        _changed = false;
        return changed;
    }

    /// <summary>The node is gone, and so is everything on it.</summary>
    public void Forget()
    {
        foreach (var image in Processes.Images.ToList())
        {
            Processes.Forget(image);
        }

        Containers.Clear();
        Acts.Clear();
        _changed = false;
    }
}
