using Eyrie.Contracts;
using Eyrie.Enricher.Acts;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.State;

/// <summary>What is remembered of one node.</summary>
internal sealed class NodeState(string name, ProcessTable processes, ProcessSweep sweep)
{
    // Tetragon tells of every exec: a node silent for so long has none, or it is down.
    private static readonly TimeSpan TetragonMemory = TimeSpan.FromMinutes(10);

    public string Name { get; } = name;

    public ProcessTable Processes { get; } = processes;

    /// <summary>Forgets processes.</summary>
    public ProcessSweep Sweep { get; } = sweep;

    public KnownContainers Containers { get; } = new();

    public RecentActs Acts { get; } = new();

    /// <summary>When the first event of the node was seen since the partition is ours.</summary>
    public EventTime FirstSeen { get; private set; }

    /// <summary>The latest time that an event of the node told.</summary>
    public EventTime LastSeen { get; private set; }

    /// <summary>How far the node's clock is behind that of its partition, as of its last event.</summary>
    public TimeSpan Behind { get; private set; }

    private EventTime LastTetragon { get; set; }

    /// <summary>Takes in that an event of the node was read.</summary>
    /// <param name="observation">The event.</param>
    /// <param name="now">The partition's clock, the event counted.</param>
    public void Saw(Observation observation, EventTime now)
    {
        FirstSeen = FirstSeen == default ? observation.Time : FirstSeen;
        LastSeen = observation.Time > LastSeen ? observation.Time : LastSeen;
        if (observation.Format is SensorFormat.TetragonProtobuf or SensorFormat.TetragonJson or SensorFormat.TetragonProcess)
        {
            LastTetragon = observation.Time > LastTetragon ? observation.Time : LastTetragon;
        }

        Behind = now - LastSeen;
    }

    /// <summary>The node's own time: other nodes of the partition, whose clocks are ahead, do not hurry it.</summary>
    /// <param name="now">The partition's clock.</param>
    public EventTime Now(EventTime now) => now - Behind;

    /// <summary>Whether Tetragon may yet tell of a process: without it an alert gains nothing by waiting.</summary>
    public bool MayHearFromTetragon(EventTime now, TimeSpan window) =>
        now - FirstSeen < window || (LastTetragon != default && now - LastTetragon < TetragonMemory);

    /// <summary>It was remembered, so it was alive not long ago.</summary>
    public void Restored(EventTime now) => (LastSeen, LastTetragon) = (now, Processes.Count > 0 ? now : default);

    /// <summary>The node is gone, and so is everything on it.</summary>
    public void Forget()
    {
        foreach (var image in Processes.Images.ToList())
        {
            Processes.Forget(image);
        }

        Containers.Clear();
    }
}
