using Eyrie.Simulation.Falco;
using Eyrie.Simulation.Hosts;
using Eyrie.Simulation.Tetragon;

namespace Eyrie.Simulation.Scenarios;

/// <summary>
/// The attack of the guide this project grew from: somebody with a shell in the test pod, as root, runs a script from the
/// web root, calls out on an unusual port and adds an account; then the guide's third rule, which needs an ordinary user.
/// </summary>
internal static class GuideAttack
{
    private const string Script = "/var/www/html/malicious_script.sh";
    private const string Passwd = "/etc/passwd";
    private const string Target = "/bin/zz-guide-test";
    private const string ExampleCom = "203.0.113.80";
    private const int StrangePort = 12345;
    private const uint Nobody = 65534;
    private const int Terminal = 34816;

    public static IEnumerable<TimedMessage> Play(Stage stage)
    {
        stage.Pause(400);
        var shell = OpenShell(stage);
        RunScript(stage, shell);
        CallOut(stage, shell);
        AddAccount(stage, shell);
        WriteAsNobody(stage, shell);
        stage.Pause(900);
        stage.Exit(shell);
        return stage.TakeSeen();
    }

    private static SimulatedProcess OpenShell(Stage stage)
    {
        var shell = stage.Enter(Pods.Test, new("/bin/bash") { Mapped = "/usr/bin/bash", Terminal = Terminal, Uid = 0 });
        stage.Alert(shell, FalcoRules.TerminalShell, "execve");
        stage.Pause(1200);
        return shell;
    }

    private static void RunScript(Stage stage, SimulatedProcess shell)
    {
        var writer = stage.Run(shell, new(
            "/bin/sh", "-c", $"printf '#!/bin/sh\\nid\\nuname -a\\n' > {Script}; chmod 755 {Script}")
        { Mapped = "/usr/bin/dash" });
        stage.Pause(2);
        stage.Hit(writer, Policies.WebRootWrite, Policies.File(Script, "-rw-r--r--"), Policies.Number(2));
        stage.Pause(1);
        RunTool(stage, writer, new("/bin/chmod", "755", Script) { Mapped = "/usr/bin/chmod" });
        stage.Exit(writer);
        stage.Pause(1100);

        var script = stage.Run(shell, new(Script, Script) { Mapped = "/usr/bin/dash", Dropped = true });
        stage.Alert(
            script, FalcoRules.WebRootExecution, "execve", ("evt.arg.filename", Script), ("evt.arg.flags", "EXE_WRITABLE"));
        stage.Pause(2);
        RunTool(stage, script, new("/usr/bin/id"));
        RunTool(stage, script, new("/bin/uname", "-a") { Mapped = "/usr/bin/uname" });
        stage.Exit(script);
        stage.Pause(1000);
    }

    private static void CallOut(Stage stage, SimulatedProcess shell)
    {
        var from = shell.Container!.Plan.Address;
        var curl = stage.Run(shell, new("/usr/bin/curl", $"http://example.com:{StrangePort}"));
        stage.Pause(14);
        stage.Hit(curl, Policies.TcpConnect, Policies.Socket(from, 48210, ExampleCom, StrangePort));
        stage.Alert(curl, FalcoRules.StrangeConnection, "connect", Connection(from, 48210, ExampleCom, StrangePort));
        stage.Pause(2000);
        stage.Exit(curl, status: 28);
        stage.Pause(800);
    }

    private static void AddAccount(Stage stage, SimulatedProcess shell)
    {
        var writer = stage.Run(shell, new("/bin/sh", "-c", $"echo 'intruder:x:0:0::/root:/bin/sh' >> {Passwd}")
        {
            Mapped = "/usr/bin/dash",
        });
        stage.Pause(1);
        stage.Hit(writer, Policies.AccountFileWrite, Policies.File(Passwd, "-rw-r--r--"), Policies.Number(2));
        stage.Pause(1);
        stage.Exit(writer);
        stage.Pause(1000);
    }

    private static void WriteAsNobody(Stage stage, SimulatedProcess shell)
    {
        var line = $"echo x > {Target}";
        var setpriv = stage.Run(
            shell, new("/usr/bin/setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "sh", "-c", line));
        stage.Pause(1);
        stage.Replace(setpriv, new("/bin/sh", "-c", line) { Mapped = "/usr/bin/dash", Uid = Nobody });
        stage.Pause(1);
        stage.Hit(setpriv, Policies.SystemBinaryWrite, Policies.Number(3), Policies.File(Target, "-rw-rw-rw-"));
        stage.Alert(
            setpriv, FalcoRules.SensitiveWrite, "openat",
            ("fd.name", Target), ("fd.num", 3), ("fd.type", "file"), ("evt.arg.flags", "O_TRUNC|O_CREAT|O_WRONLY"));
        stage.Pause(1);
        stage.Exit(setpriv);
    }

    private static void RunTool(Stage stage, SimulatedProcess parent, Command command)
    {
        var tool = stage.Run(parent, command);
        stage.Pause(3);
        stage.Exit(tool);
        stage.Pause(1);
    }

    /// <summary>The fields Falco has for a connection that is being made.</summary>
    internal static (string Name, object? Value)[] Connection(string from, int fromPort, string to, int toPort) =>
    [
        ("evt.res", "EINPROGRESS"), ("fd.name", $"{from}:{fromPort}->{to}:{toPort}"), ("fd.type", "ipv4"), ("fd.num", 5),
        ("fd.l4proto", "tcp"), ("fd.cip", from), ("fd.cport", fromPort), ("fd.sip", to), ("fd.sport", toPort),
    ];
}
