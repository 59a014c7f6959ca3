using Eyrie.Contracts;

namespace Eyrie.Sinks.OnCall;

/// <summary>The acting process, who started it, and the nearest ancestor above that says something: not one more shell, nor what runs every container.</summary>
internal sealed record ProcessLine(string Name, string Parent, string Below)
{
    private const string Separator = " > ";

    private static readonly HashSet<string> Shells = ["sh", "bash", "dash", "ash", "zsh", "ksh", "busybox", "env", "sudo", "su", "xargs", "timeout", "nohup", "setsid"];
    private static readonly HashSet<string> Hosts =
        ["systemd", "init", "containerd-shim", "containerd-shim-runc-v2", "containerd", "conmon", "dockerd", "runc", "crun", "tini", "dumb-init", "catatonit", "pause", "?"];

    /// <summary>Reads it from the tree, helped by what the alert says besides.</summary>
    public static ProcessLine Of(Alert alert)
    {
        var tree = alert.Tree.Length > 0 ? alert.Tree.Split(Separator).Select(WithoutPid).ToArray() : [];
        var name = alert.Executable.Length > 0 ? FileName(alert.Executable) : tree.Length > 0 ? tree[^1] : "";
        var parent = alert.Parent.Length > 0 ? FileName(alert.Parent) : tree.Length > 1 ? tree[^2] : "";
        var below = tree.Length > 2 ? Array.FindLast(tree[..^2], above => above.Length > 0 && above != parent && !Shells.Contains(above)) ?? "" : "";
        return new(name, Hosts.Contains(parent) ? "" : parent, Hosts.Contains(below) || Hosts.Contains(parent) ? "" : below);
    }

    private static string WithoutPid(string process) =>
        process.EndsWith(')') && process.LastIndexOf('(') is > 0 and var bracket ? process[..bracket] : process;

    private static string FileName(string path) => path.TrimEnd('/') is var trimmed && trimmed.LastIndexOf('/') is >= 0 and var slash ? trimmed[(slash + 1)..] : path;
}
