using Eyrie.Contracts;

namespace Eyrie.Simulation.Hosts;

/// <summary>
/// The node everything is played on: its daemons, and pods of several namespaces. All of it is older than the agent, and
/// times are in the clock ticks of 10 ms that /proc has.
/// </summary>
internal sealed class SimulatedNode
{
    private const int FirstPid = 600;
    private static readonly TimeSpan Uptime = TimeSpan.FromHours(76.5);
    private static readonly TimeSpan ClockTick = TimeSpan.FromMilliseconds(10);
    private readonly Dictionary<string, SimulatedProcess> _residents = [];
    private readonly Dictionary<string, SimulatedProcess> _shims = [];
    private EventTime _now;
    private int _lastPid = FirstPid;

    public SimulatedNode(string node, EventTime start)
    {
        Start = start;
        var ticks = start.UnixNanoseconds / (ClockTick.Ticks * 100);
        Host = new(node, new EventTime(ticks * ClockTick.Ticks * 100) - Uptime);
        _now = Host.Boot + ClockTick;
        Systemd = SimulatedHost.Clone(1, null, _now);
        Host.Execute(Systemd, new("/usr/lib/systemd/systemd", "--switched-root", "--system"), _now, ExecKind.ProcFs);
        Containerd = Daemon(new("/usr/bin/containerd"));
        Kubelet = Daemon(new("/usr/bin/kubelet", "--config=/var/lib/kubelet/config.yaml", $"--node-name={node}"));
        Cron = Daemon(new("/usr/sbin/cron", "-f"));
        foreach (var (plan, main) in Pods.All)
        {
            Move(plan, main, node);
        }
    }

    /// <summary>When the agent starts, and the play with it.</summary>
    public EventTime Start { get; }

    public SimulatedHost Host { get; }

    public SimulatedProcess Systemd { get; }

    public SimulatedProcess Containerd { get; }

    public SimulatedProcess Kubelet { get; }

    public SimulatedProcess Cron { get; }

    /// <summary>The main process of a pod, by the workload's name.</summary>
    public SimulatedProcess this[string workload] => _residents[workload];

    /// <summary>The shim that runs a pod's containers: what enters the pod from outside is its child.</summary>
    public SimulatedProcess ShimOf(string workload) => _shims[workload];

    private void Move(PodPlan plan, Command main, string node)
    {
        Tick();
        var container = new SimulatedContainer(plan, node, _now);
        var shim = Daemon(new(
            "/usr/bin/containerd-shim-runc-v2",
            "-namespace", "k8s.io", "-id", container.Id, "-address", "/run/containerd/containerd.sock")
        {
            WorkingDirectory = $"/run/containerd/io.containerd.runtime.v2.task/k8s.io/{container.Id}",
        });
        Tick();
        var process = SimulatedHost.Enter(++_lastPid, shim, container, _now, asInit: true);
        Host.Execute(process, main with { WorkingDirectory = main.WorkingDirectory ?? "/" }, _now, ExecKind.ProcFs);
        _residents.Add(plan.Workload, process);
        _shims.Add(plan.Workload, shim);
    }

    private SimulatedProcess Daemon(Command command)
    {
        Tick();
        var process = SimulatedHost.Clone(++_lastPid, Systemd, _now);
        Host.Execute(process, command, _now, ExecKind.ProcFs);
        return process;
    }

    private void Tick()
    {
        _now += ClockTick * (40 + (_lastPid * 7 % 90));
        _lastPid += 11;
    }
}
