namespace Eyrie.Simulation.Hosts;

/// <summary>Pids that one scenario takes. Each has a range of its own, so that their order of play changes no pid.</summary>
internal sealed class PidRange(int first, int last)
{
    private int _taken;

    /// <summary>The next pid that no live process has; begins again at the first when the range is used up.</summary>
    public int Take(SimulatedHost host)
    {
        int pid;
        do
        {
            pid = first + _taken;
            _taken = (_taken + 1) % (last - first + 1);
        }
        while (host.IsTaken(pid));
        return pid;
    }
}
