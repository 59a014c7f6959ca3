using System.Text;
using Eyrie.Contracts;

namespace Eyrie.Simulation.Hosts;

/// <summary>A node's processes: who forked whom and runs what. Says nothing to anybody: a <see cref="Stage"/> does.</summary>
internal sealed class SimulatedHost(string name, EventTime boot)
{
    private readonly Dictionary<int, SimulatedProcess> _live = [];

    public string Name => name;

    /// <summary>What the kernel counts its time from.</summary>
    public EventTime Boot => boot;

    /// <summary>Processes that run now, by pid.</summary>
    public IReadOnlyList<SimulatedProcess> Live => [.. _live.Values.OrderBy(static process => process.Pid)];

    public bool IsTaken(int pid) => _live.ContainsKey(pid);

    /// <summary>A process that has an image once it executes or <see cref="CopyImage"/> gives it its parent's.</summary>
    public static SimulatedProcess Clone(int pid, SimulatedProcess? parent, EventTime time) => new()
    {
        Pid = pid,
        Vpid = parent?.Container?.TakePid() ?? pid,
        Parent = parent,
        Container = parent?.Container,
        InInitTree = parent is { InInitTree: true },
        Cloned = time,
    };

    /// <summary>A process in a container whose parent is outside: the container's first, or one that enters it later.</summary>
    public static SimulatedProcess Enter(
        int pid, SimulatedProcess shim, SimulatedContainer container, EventTime time, bool asInit) => new()
        {
            Pid = pid,
            Vpid = container.TakePid(),
            Parent = shim,
            Container = container,
            InInitTree = asInit,
            Cloned = time,
        };

    /// <summary>What a clone is that never executes anything: its parent's image under an id of its own.</summary>
    public ProcessImage CopyImage(SimulatedProcess process)
    {
        var original = process.Parent!.Image;
        var copy = original.Message.Clone();
        copy.ExecId = ExecId(process.Cloned, process.Pid);
        copy.ParentExecId = original.Message.ExecId;
        copy.Pid = copy.Tid = (uint)process.Pid;
        copy.StartTime = process.Cloned.ToTimestamp();
        copy.Pod = process.Container?.Describe(process.Vpid, original.Command.IsProbe);
        return Run(process, new(process, original.Command, copy, original));
    }

    /// <summary>Gives the process another image; whatever the command leaves open stays as it was.</summary>
    public ProcessImage Execute(SimulatedProcess process, Command command, EventTime time, ExecKind kind)
    {
        var parent = kind is ExecKind.Replacement ? process.Image : process.Parent?.Image;
        var inherited = process.Image?.Command ?? process.Parent?.Image.Command;
        var full = command with
        {
            Uid = command.Uid ?? inherited?.Uid ?? 0,
            WorkingDirectory = command.WorkingDirectory ?? inherited?.WorkingDirectory ?? "/",
            Terminal = command.Terminal ?? inherited?.Terminal ?? 0,
        };
        var parentId = parent?.Message.ExecId ?? ExecId(new(boot.UnixNanoseconds + 1), 0);
        var message = ProcessMessage.Of(this, process, full, parentId, time, kind);
        return Run(process, new(process, full, message, parent));
    }

    public void Remove(SimulatedProcess process) => _live.Remove(process.Pid);

    /// <summary>Tetragon's id of an image: base64 of node, nanoseconds since boot, pid.</summary>
    public string ExecId(EventTime time, int pid) => Convert.ToBase64String(
        Encoding.UTF8.GetBytes($"{name}:{time.UnixNanoseconds - boot.UnixNanoseconds}:{pid}"));

    private ProcessImage Run(SimulatedProcess process, ProcessImage image)
    {
        process.Image = image;
        _live[process.Pid] = process;
        return image;
    }
}

/// <summary>How an image came to run, as far as Tetragon's flags tell.</summary>
internal enum ExecKind
{
    /// <summary>Right after a clone.</summary>
    Clone,

    /// <summary>In place of an earlier image of the same pid.</summary>
    Replacement,

    /// <summary>Before the agent started; found in /proc.</summary>
    ProcFs,
}
