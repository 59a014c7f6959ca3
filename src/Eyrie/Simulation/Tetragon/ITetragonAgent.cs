using Eyrie.Protos.Tetragon;

namespace Eyrie.Simulation.Tetragon;

/// <summary>What the agent knows besides its events. A seam: tests of the service need no scenario.</summary>
internal interface ITetragonAgent
{
    /// <summary>Images that run now, oldest first; from any thread.</summary>
    IReadOnlyList<Process> LiveProcesses { get; }

    /// <summary>Tracing policies that are loaded.</summary>
    IReadOnlyList<TracingPolicyStatus> Policies { get; }
}
