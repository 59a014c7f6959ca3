using Eyrie.Contracts;
using Eyrie.Enricher.Documents;
using Eyrie.Enricher.Incidents;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.State;

/// <summary>All that is remembered of one partition of <c>events.v1</c>. Nothing in it is shared with another partition.</summary>
internal sealed class PartitionState
{
    /// <summary>So much of a process table is looked through between two batches: some milliseconds' worth.</summary>
    public const int SweptPlaces = 65_536;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(30);

    // A node that said nothing for so long is gone.
    private static readonly TimeSpan NodeMemory = TimeSpan.FromDays(1);

    private readonly Dictionary<string, NodeState> _nodes = new(StringComparer.Ordinal);
    private readonly EnricherOptions _options;
    private EventTime _lastSweep;

    public PartitionState(EnricherOptions options)
    {
        _options = options;
        Secrets = Redaction.Of(options);
        Waiting = new(Secrets);
        Incidents = new(options.IncidentGap);
    }

    public PartitionClock Clock { get; } = new();

    public IncidentBook Incidents { get; }

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

    /// <summary>Forgets what is old, from time to time, or what is too much.</summary>
    public void Sweep()
    {
        var timed = Clock.Now - _lastSweep >= SweepInterval;
        foreach (var node in _nodes.Values)
        {
            if (timed)
            {
                node.Sweep.Begin(node.Now(Clock.Now));
            }

            node.Sweep.Step(SweptPlaces);
            if (timed && node.Now(Clock.Now) - node.LastSeen > NodeMemory)
            {
                node.Forget();
            }
        }

        if (timed)
        {
            _lastSweep = Clock.Now;
            Incidents.Sweep(Clock.Now);
        }
    }

    /// <summary>To be called when all of <c>state.v1</c> was taken in.</summary>
    public void Restored()
    {
        foreach (var node in _nodes.Values)
        {
            node.Restored(Clock.Now);
        }

        Incidents.Restored(Clock.Now);
    }
}
