using Eyrie.Contracts;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.Incidents;
using Eyrie.Enricher.Processes;
using Eyrie.Enricher.Scoring;
using Eyrie.Enricher.Versions;

namespace Eyrie.Enricher.State;

/// <summary>All that is remembered of one partition of <c>events.v1</c>. Nothing in it is shared with another partition.</summary>
internal sealed class PartitionState
{
    // So much of each process table is looked through when a period begins, some milliseconds' worth; the rest of it a little with each event.
    private const int FirstPlaces = 32_768;
    private const int PlacesAnEvent = 256;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(30);

    // A node that said nothing for so long is gone.
    private static readonly TimeSpan NodeMemory = TimeSpan.FromDays(1);

    // Who can write events can make up nodes: without a bound their mere names would fill the memory.
    private const int MostNodes = 10_000;

    // Whoever is watched decides how many different alerts there are.
    private const int MostRepeats = 20_000;
    private const int MostSpoken = 16_384;
    private static readonly TimeSpan SpokenStep = TimeSpan.FromHours(1);

    private readonly Dictionary<string, NodeState> _nodes = new(StringComparer.Ordinal);
    private readonly List<NodeState> _left = [];
    private readonly EnricherOptions _options;

    public PartitionState(EnricherOptions options)
    {
        _options = options;
        Secrets = Redaction.Of(options);
        Waiting = new(Secrets);
        Incidents = new(options.IncidentGap);
        Versions = new(options.VersionSkewAfter);
        Repeats = new(options.RepeatWindow, TimeSpan.Zero, MostRepeats);
        Spoken = new(options.Scoring.FirstTimeMemory, SpokenStep, MostSpoken);
    }

    public PartitionClock Clock { get; } = new();

    /// <summary>Waiting ones that are not yet read again; empty but while it is restored.</summary>
    public PendingAlerts Pending { get; } = new();

    public SeenEvents Seen { get; } = new();

    public IncidentBook Incidents { get; }

    /// <summary>Alerts that are alike.</summary>
    public AlertTally Repeats { get; }

    /// <summary>Which rules spoke of which workloads.</summary>
    public AlertTally Spoken { get; }

    /// <summary>Which versions the sensors of a cluster have, where this is the partition that is told so.</summary>
    public VersionBook Versions { get; }

    public IReadOnlyCollection<NodeState> Nodes => _nodes.Values;

    public NodeState Node(string name)
    {
        if (!_nodes.TryGetValue(name, out var node))
        {
            var processes = new ProcessTable(Texts, Secrets);
            _nodes.Add(name, node = new(name, processes, new(processes, _options.MaxProcesses, _options.ProcessMemory)));
        }

        return node;
    }

    public SharedTexts Texts { get; } = new();

    /// <summary>Blanks the secrets in what is remembered; null when they are to stay.</summary>
    public Redaction? Secrets { get; }

    public WaitingAlerts Waiting { get; }

    /// <summary>Forgets what is old or too much. To be called after each event, so that what is known depends on the events alone: not on how they were batched, nor on who read them.</summary>
    /// <param name="node">The event's node.</param>
    public void Sweep(NodeState node)
    {
        if (Period() != Clock.SweptPeriod)
        {
            BeginRound();
        }
        else if (node.Sweep.IsBusy)
        {
            node.Sweep.Step(PlacesAnEvent);
        }
        else if (node.Processes.Count > _options.MaxProcesses)
        {
            node.Sweep.Step(0); // no further than to what is too much
        }

        if (_nodes.Count > MostNodes)
        {
            Shed();
        }
    }

    /// <summary>When an alert came, by the partition's clock. A health event may be the first that a partition has, and moves no clock.</summary>
    public EventTime NowFor(Observation alert)
    {
        if (Clock.Now == default)
        {
            Clock.Wake();
            return alert.Time;
        }

        return Latest();
    }

    /// <summary>Nothing was read for so long: alerts do not wait for ever, and incidents end.</summary>
    /// <returns>Whether an alert's time is over, or an incident.</returns>
    public bool LetTimePass(TimeSpan elapsed)
    {
        if (Waiting.First is { } first)
        {
            Clock.Idle(elapsed);
            return first.Deadline <= Clock.Now;
        }

        return Clock.Rest(elapsed) && Incidents.Sweep(Latest());
    }

    /// <summary>To be called when all of <c>state.v1</c> was taken in.</summary>
    public void Restored()
    {
        foreach (var node in _nodes.Values)
        {
            node.Restored(Clock.Now);
        }

        Incidents.Restored(Clock.Now);
        Versions.Restored();
        Clock.SweptPeriod ??= Period();
    }

    /// <summary>Drops what <c>state.v1</c> has deleted.</summary>
    public void Remove(string node) => _nodes.Remove(node);

    /// <summary>Hands over the nodes that were forgotten since the last call; another one may be called alike by now.</summary>
    public void TakeLeft(Action<NodeState> left)
    {
        _left.ForEach(left);
        _left.Clear();
    }

    private void BeginRound()
    {
        Clock.SweptPeriod = Period();
        foreach (var node in _nodes.Values)
        {
            node.Sweep.Begin(node.Now(Clock.Now));
            node.Sweep.Step(FirstPlaces);
            if (node.Now(Clock.Now) - node.LastSeen > NodeMemory)
            {
                Forget(node);
            }
        }

        Incidents.Sweep(Latest());
        Repeats.Sweep(Clock.Now);
        Spoken.Sweep(Clock.Now);
    }

    // A made-up node is cheap, one with many processes is not: those go last.
    private void Shed()
    {
        foreach (var node in _nodes.Values.OrderBy(static node => node.Processes.Count).ThenBy(static node => node.LastSeen)
            .ThenBy(static node => node.Name, StringComparer.Ordinal).Take(MostNodes / 10).ToList())
        {
            Forget(node);
        }
    }

    private void Forget(NodeState node)
    {
        node.Forget();
        _nodes.Remove(node.Name);
        _left.Add(node);
    }

    private EventTime Latest() => (Clock.Now == default ? Incidents.LastTouched : Clock.Now) + Clock.Quiet;

    private long Period() => Clock.Now.UnixNanoseconds / (SweepInterval.Ticks * TimeSpan.NanosecondsPerTick);
}
