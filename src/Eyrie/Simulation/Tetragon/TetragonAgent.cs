using System.Collections.Concurrent;
using Eyrie.Protos.Tetragon;

namespace Eyrie.Simulation.Tetragon;

/// <summary>The agent's process cache: what its own events told of processes that have not exited.</summary>
internal sealed class TetragonAgent : ITetragonAgent
{
    private readonly ConcurrentDictionary<string, Process> _live = new();

    /// <inheritdoc/>
    public IReadOnlyList<Process> LiveProcesses =>
        [.. _live.Values.OrderBy(static process => process.StartTime).ThenBy(static process => process.Pid)];

    /// <inheritdoc/>
    public IReadOnlyList<TracingPolicyStatus> Policies => Tetragon.Policies.Loaded;

    /// <summary>Learns from an event that is about to be sent.</summary>
    public void Observe(GetEventsResponse said)
    {
        if (said.Process() is not { ExecId.Length: > 0 } process)
        {
            return;
        }

        if (said.EventCase is GetEventsResponse.EventOneofCase.ProcessExit)
        {
            _live.TryRemove(process.ExecId, out _);
            return;
        }

        _live.TryAdd(process.ExecId, process);
        if (said.EventCase is GetEventsResponse.EventOneofCase.ProcessExec && said.Parent() is { } parent && parent.Pid == process.Pid)
        {
            _live.TryRemove(parent.ExecId, out _); // it was replaced, which is no exit
        }
    }
}
