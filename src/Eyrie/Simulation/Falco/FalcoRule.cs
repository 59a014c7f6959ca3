using Eyrie.Protos.Falco.Schema;

namespace Eyrie.Simulation.Falco;

/// <summary>A rule as an alert shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Priority">How bad.</param>
/// <param name="Output">What it says, with <c>%field</c> in place of values, each followed by a space or the end.</param>
/// <param name="Tags">In the order Falco sends them: sorted.</param>
internal sealed record FalcoRule(string Name, priority Priority, string Output, params string[] Tags)
{
    /// <summary>The priority's word in output lines and JSON.</summary>
    public string PriorityName => Priority switch
    {
        priority.Emergency => "Emergency",
        priority.Alert => "Alert",
        priority.Critical => "Critical",
        priority.Error => "Error",
        priority.Warning => "Warning",
        priority.Notice => "Notice",
        priority.Informational => "Informational",
        _ => "Debug",
    };
}

/// <summary>
/// The rules that fire in scenarios: the guide's three, and well-known rules of Falco's (their names, priorities and tags;
/// the words are ours).
/// </summary>
internal static class FalcoRules
{
    public static readonly FalcoRule WebRootExecution = new(
        "Unexpected Executable in Web Server",
        priority.Error,
        "Program run from the web root | file=%evt.arg.filename exe=%proc.exepath command=%proc.cmdline cwd=%proc.cwd parent=%proc.pname user=%user.name",
        "T1505.003", "anomaly", "container", "filesystem", "mitre_persistence", "web");

    public static readonly FalcoRule StrangeConnection = new(
        "Suspicious Outbound Connection from Internal Service",
        priority.Warning,
        "Connection to an unusual port outside | process=%proc.name dst=%fd.sip port=%fd.sport proto=%fd.l4proto connection=%fd.name command=%proc.cmdline user=%user.name",
        "C2", "T1571", "anomaly", "container", "mitre_command_and_control", "network");

    public static readonly FalcoRule SensitiveWrite = new(
        "Write to Sensitive Path by Non-Admin User",
        priority.Critical,
        "Ordinary user opened a system path for writing | user=%user.name uid=%user.uid file=%fd.name command=%proc.cmdline process=%proc.name parent=%proc.pname",
        "T1554", "container", "filesystem", "mitre_persistence", "privilege");

    public static readonly FalcoRule TerminalShell = new(
        "Terminal shell in container",
        priority.Notice,
        "Somebody opened a shell with a terminal in a container | user=%user.name shell=%proc.name parent=%proc.pname command=%proc.cmdline terminal=%proc.tty",
        "T1059", "container", "maturity_stable", "mitre_execution", "shell");

    public static readonly FalcoRule UntrustedShell = new(
        "Run shell untrusted",
        priority.Notice,
        "A program that has no business with shells started one | process=%proc.name parent=%proc.pname command=%proc.cmdline pcmdline=%proc.pcmdline gparent=%proc.aname[2] user=%user.name",
        "T1059.004", "container", "host", "maturity_stable", "mitre_execution", "process", "shell");

    public static readonly FalcoRule IngressCopy = new(
        "Launch Ingress Remote File Copy Tools in Container",
        priority.Notice,
        "Download tool run in a container | process=%proc.name command=%proc.cmdline parent=%proc.pname user=%user.name",
        "T1105", "container", "maturity_incubating", "mitre_command_and_control", "network", "process");

    public static readonly FalcoRule DroppedBinary = new(
        "Drop and execute new binary in container",
        priority.Critical,
        "Program run that is not part of the image | process=%proc.name exe=%proc.exepath command=%proc.cmdline parent=%proc.pname user=%user.name",
        "PCI_DSS_11.5.1", "TA0003", "container", "maturity_stable", "mitre_persistence", "process");

    public static readonly FalcoRule SensitiveRead = new(
        "Read sensitive file untrusted",
        priority.Warning,
        "Sensitive file read by a program that is not trusted with it | file=%fd.name process=%proc.name command=%proc.cmdline parent=%proc.pname gparent=%proc.aname[2] user=%user.name",
        "T1555", "container", "filesystem", "host", "maturity_stable", "mitre_credential_access");

    public static readonly FalcoRule ApiServerContact = new(
        "Contact K8S API Server From Container",
        priority.Notice,
        "Container called the API server | connection=%fd.name process=%proc.name command=%proc.cmdline user=%user.name",
        "T1565", "container", "k8s", "maturity_stable", "mitre_discovery", "network");
}
