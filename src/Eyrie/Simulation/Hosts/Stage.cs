using Eyrie.Contracts;
using Eyrie.Protos.Tetragon;
using Eyrie.Simulation.Falco;
using Eyrie.Simulation.Tetragon;

namespace Eyrie.Simulation.Hosts;

/// <summary>Makes processes of a node do things, and collects what the two sensors see of it.</summary>
internal sealed class Stage(SimulatedNode node, PidRange pids, Random random, SimulationOptions options)
{
    /// <summary>From the event to the agent having it ready; Falco's alerts take no longer here, so order is kept.</summary>
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(1);

    private const double NanosecondsPerMillisecond = 1e6;
    private readonly TetragonEvents _tetragon = new(node.Host.Name);
    private readonly FalcoAlerts _falco = new(node.Host.Name, options.JsonOutput);
    private readonly Queue<TimedMessage> _seen = new();
    private int _eventNumber = 1000;

    public SimulatedNode Node => node;

    /// <summary>When the next thing happens.</summary>
    public EventTime Now { get; set; } = node.Start;

    /// <summary>What the sensors saw since the last call.</summary>
    public IEnumerable<TimedMessage> TakeSeen()
    {
        while (_seen.TryDequeue(out var seen))
        {
            yield return seen;
        }
    }

    /// <summary>Lets about that much time pass, less of it when the play is sped up.</summary>
    public void Pause(double milliseconds)
    {
        var nanoseconds = milliseconds * NanosecondsPerMillisecond * (0.9 + (0.2 * random.NextDouble())) / options.Speed;
        Now = new(Now.UnixNanoseconds + (long)nanoseconds);
    }

    /// <summary>A process forks a child that executes a command.</summary>
    public SimulatedProcess Run(SimulatedProcess parent, Command command) =>
        Begin(SimulatedHost.Clone(pids.Take(node.Host), parent, CloneTime(parent)), command);

    /// <summary>A process enters a pod from outside, as <c>kubectl exec</c> and probes do.</summary>
    public SimulatedProcess Enter(string workload, Command command)
    {
        var shim = node.ShimOf(workload);
        var container = node[workload].Container!;
        var process = SimulatedHost.Enter(pids.Take(node.Host), shim, container, CloneTime(shim), asInit: false);
        return Begin(process, command with { WorkingDirectory = command.WorkingDirectory ?? "/" });
    }

    /// <summary>A process executes in its own pid, without a clone.</summary>
    public void Replace(SimulatedProcess process, Command command) =>
        See(_tetragon.Exec(node.Host.Execute(process, command, Now, ExecKind.Replacement)));

    /// <summary>A child that never executes anything. Tetragon says nothing of it until it does something.</summary>
    public SimulatedProcess Fork(SimulatedProcess parent)
    {
        var process = SimulatedHost.Clone(pids.Take(node.Host), parent, Now);
        node.Host.CopyImage(process);
        return process;
    }

    public void Exit(SimulatedProcess process, uint status = 0, string? signal = null)
    {
        node.Host.Remove(process);
        See(_tetragon.Exit(process.Image, Now, status, signal));
    }

    /// <summary>A process runs into a tracing policy's hook.</summary>
    public void Hit(SimulatedProcess process, PolicyHook hook, params KprobeArgument[] args) =>
        See(_tetragon.Hooked(process.Image, Now, hook, args));

    /// <summary>Falco's rule fires for what a process just did, some microseconds after Tetragon saw it.</summary>
    /// <param name="process">Who did it.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="eventType">System call, for instance <c>execve</c>.</param>
    /// <param name="fields">Fields that only this kind of event has.</param>
    public void Alert(
        SimulatedProcess process, FalcoRule rule, string eventType, params (string Name, object? Value)[] fields)
    {
        var time = new EventTime(Now.UnixNanoseconds + random.Next(8_000, 58_000));
        var all = ProcessFields.Of(process, time, node.Host.Name);
        all["evt.type"] = eventType;
        all["evt.num"] = _eventNumber += random.Next(20, 900);
        foreach (var (name, value) in fields)
        {
            all[name] = value;
        }

        See(SensorMessage.From(_falco.Alert(rule, time, all)));
    }

    /// <summary>Falco says something about itself.</summary>
    public void Internal(string rule, Protos.Falco.Schema.priority priority, string line, AlertFields fields) =>
        See(SensorMessage.From(_falco.Internal(rule, priority, Now, line, fields)));

    /// <summary>What the agent sends first: every process that is older than it.</summary>
    public void Replay()
    {
        foreach (var process in node.Host.Live)
        {
            See(_tetragon.Exec(process.Image));
        }
    }

    private SimulatedProcess Begin(SimulatedProcess process, Command command)
    {
        See(_tetragon.Exec(node.Host.Execute(process, command, Now, ExecKind.Clone)));
        return process;
    }

    /// <summary>Some 0.1 to 2 ms before the exec, but not before the parent was there.</summary>
    private EventTime CloneTime(SimulatedProcess parent)
    {
        var time = new EventTime(Now.UnixNanoseconds - random.Next(100_000, 2_000_000));
        return time > parent.Cloned ? time : new(parent.Cloned.UnixNanoseconds + 1000);
    }

    private void See(SensorMessage message) => _seen.Enqueue(new(Now - node.Start + Latency, message));
}
