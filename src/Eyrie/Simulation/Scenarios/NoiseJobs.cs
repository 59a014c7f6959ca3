using Eyrie.Simulation.Hosts;
using Eyrie.Simulation.Tetragon;

namespace Eyrie.Simulation.Scenarios;

/// <summary>
/// What a quiet node does all day, in jobs that run side by side. A job is an iterator: each step is one event of
/// Tetragon's, and yields who did it.
/// </summary>
internal sealed class NoiseJobs(Stage stage, Random random)
{
    private const string Sh = "/bin/sh";
    private const int EphemeralPorts = 32_768;
    private const int PortCount = 28_000;

    private static readonly (string Workload, string Line, Command Tool)[] Probes =
    [
        (Pods.Storefront, "wget -q -O /dev/null http://127.0.0.1:8080/healthz", new("/usr/bin/wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/healthz")),
        (Pods.Database, "pg_isready -U orders", new("/usr/lib/postgresql/17/bin/pg_isready", "-U", "orders")),
        (Pods.Checkout, "test -f /tmp/healthy", new("/usr/bin/test", "-f", "/tmp/healthy")),
    ];

    private static readonly Command[] CronTools =
    [
        new("/usr/bin/find", "/var/log", "-name", "*.gz", "-mtime", "+14"),
        new("/usr/sbin/logrotate", "/etc/logrotate.conf"),
        new("/usr/bin/du", "-s", "/var/lib/containerd"),
        new("/usr/bin/apt-get", "-qq", "update"),
        new("/usr/bin/date", "+%s"),
    ];

    private static readonly Command[] KubeletTools =
    [
        new("/usr/bin/mount", "-t", "tmpfs", "tmpfs", "/var/lib/kubelet/pods/volumes/token"),
        new("/usr/sbin/iptables-save", "-t", "nat"),
        new("/usr/bin/nsenter", "--target", "1", "--mount", "true"),
        new("/usr/bin/du", "-x", "-s", "-B", "1", "/var/lib/kubelet"),
    ];

    private static readonly Command[] ReportTools =
    [
        new("/usr/bin/psql", "-h", "orders-db", "-c", "select count(*) from orders"),
        new("/usr/bin/gzip", "-9", "/tmp/report.csv"),
        new("/usr/bin/sort", "-u", "/tmp/report.csv"),
        new("/usr/bin/curl", "-s", "-T", "/tmp/report.csv.gz", "http://storefront.shop/reports/"),
    ];

    private static readonly string[] Files =
    [
        "/etc/nginx/nginx.conf", "/etc/hosts", "/etc/resolv.conf", "/usr/share/zoneinfo/UTC", "/etc/ssl/certs/ca-certificates.crt",
    ];

    /// <summary>Begins a job that a node like this one might begin now.</summary>
    public IEnumerator<SimulatedProcess> Next() => random.Next(10) switch
    {
        0 or 1 => Cron(),
        2 or 3 or 4 => Probe(),
        5 => Kubelet(),
        6 => Report(),
        7 => Serve(),
        8 => Worker(),
        _ => Chain(),
    };

    private IEnumerator<SimulatedProcess> Cron()
    {
        var tool = Pick(CronTools);
        return Script(stage.Node.Cron, Line(tool), [tool]);
    }

    private IEnumerator<SimulatedProcess> Kubelet()
    {
        var process = stage.Run(stage.Node.Kubelet, Pick(KubeletTools));
        yield return process;
        stage.Exit(process);
        yield return process;
    }

    private IEnumerator<SimulatedProcess> Report()
    {
        var tools = random.GetItems(ReportTools, random.Next(1, 4));
        return Script(stage.Node[Pods.Report], string.Join("; ", tools.Select(static tool => tool.Binary)), tools);
    }

    /// <summary>A probe enters the pod from outside: a shell that runs its command.</summary>
    private IEnumerator<SimulatedProcess> Probe()
    {
        var (workload, line, tool) = Pick(Probes);
        var shell = stage.Enter(workload, new(Sh, "-c", line) { IsProbe = true, Mapped = "/usr/bin/dash" });
        yield return shell;
        var process = stage.Run(shell, tool);
        yield return process;
        stage.Exit(process);
        yield return process;
        stage.Exit(shell);
        yield return shell;
    }

    private IEnumerator<SimulatedProcess> Script(SimulatedProcess parent, string line, Command[] tools)
    {
        var shell = stage.Run(parent, new(Sh, "-c", line) { Mapped = "/usr/bin/dash" });
        yield return shell;
        foreach (var tool in tools)
        {
            var process = stage.Run(shell, tool);
            yield return process;
            stage.Hit(process, Policies.FileAccess, Policies.File(Pick(Files), "-rw-r--r--"), Policies.Number(4));
            yield return process;
            stage.Exit(process);
            yield return process;
        }

        stage.Exit(shell, status: random.Next(20) == 0 ? 1u : 0u);
        yield return shell;
    }

    /// <summary>Services that run for days call each other and read files.</summary>
    private IEnumerator<SimulatedProcess> Serve()
    {
        var (client, server, port) = random.Next(3) switch
        {
            0 => (stage.Node[Pods.Storefront], stage.Node[Pods.Orders], 8080),
            1 => (stage.Node[Pods.Orders], stage.Node[Pods.Database], 5432),
            _ => (stage.Node[Pods.Checkout], stage.Node[Pods.Orders], 8080),
        };
        var from = client.Container!.Plan.Address;
        stage.Hit(client, Policies.TcpConnect, Policies.Socket(
            from, EphemeralPorts + random.Next(PortCount), server.Container!.Plan.Address, port));
        yield return client;
        stage.Hit(client, Policies.FileAccess, Policies.File(Pick(Files), "-rw-r--r--"), Policies.Number(4));
        yield return client;
    }

    /// <summary>A worker that is forked and never executes: Tetragon tells of its end only.</summary>
    private IEnumerator<SimulatedProcess> Worker()
    {
        var worker = stage.Fork(stage.Node[Pods.Database]);
        stage.Hit(worker, Policies.FileAccess, Policies.File("/var/lib/postgresql/data/base/16384/2619", "-rw-------"), Policies.Number(2));
        yield return worker;
        stage.Exit(worker);
        yield return worker;
    }

    /// <summary>An entry point that becomes what it starts: exec without a clone.</summary>
    private IEnumerator<SimulatedProcess> Chain()
    {
        var process = stage.Run(stage.Node[Pods.Checkout], new(
            "/srv/worker.sh", "/srv/worker.sh")
        { Mapped = "/usr/bin/dash" });
        yield return process;
        stage.Replace(process, new("/usr/local/bin/python3.12", "-m", "checkout.settle", "--batch", $"{random.Next(10_000)}"));
        yield return process;
        stage.Exit(process);
        yield return process;
    }

    private static string Line(Command tool) => $"{tool.Binary} {string.Join(' ', tool.Args)} >/dev/null";

    private T Pick<T>(T[] choices) => choices[random.Next(choices.Length)];
}
