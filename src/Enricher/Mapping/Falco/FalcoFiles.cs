namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads the file an alert is about.</summary>
internal static class FalcoFiles
{
    /// <summary>The file; null when there is none: an exec's own file is the process' executable.</summary>
    public static FileFact? Read(FalcoAlert alert, NetworkFact? network)
    {
        var call = alert.Text("evt.type");
        var path = alert.Text("fd.name");
        if (path is not ['/', ..])
        {
            path = network is null && !SystemCalls.IsExec(call) ? Argument(alert, call) : alert.Text("fs.path.name");
        }

        return path is not ['/', ..] || alert.Text("fd.type") is "unix" ? null : new(path)
        {
            Mode = SetsMode(call, alert) ? alert.Text("evt.arg.mode") : null,
            Type = Type(alert.Text("fd.type")) ?? (call is "mkdir" or "mkdirat" or "rmdir" ? "dir" : IsSymbolic(call) ? "symlink" : null),
            TargetPath = IsLink(call) ? alert.Text("evt.arg.target", "evt.arg.oldpath") : null,
            Inode = alert.Positive("fd.ino"),
            Uid = Owner(call, alert, "evt.arg.uid"),
            Gid = Owner(call, alert, "evt.arg.gid"),
        };
    }

    // Of two paths the one that is there afterwards: a new name, a new link.
    private static string? Argument(FalcoAlert alert, string? call) =>
        IsLink(call) ? alert.Text("evt.arg.linkpath", "evt.arg.newpath", "fs.path.name")
        : IsRename(call) ? alert.Text("evt.arg.newpath", "fs.path.target", "fs.path.name")
        : call is "mount" ? alert.Text("fs.path.name", "evt.arg.dir")
        : alert.Text("fs.path.name", "evt.arg.path", "evt.arg.name", "evt.arg.newpath", "evt.arg.filename", "evt.arg.pathname", "evt.arg.target");

    private static bool IsSymbolic(string? call) => call is "symlink" or "symlinkat";

    private static bool IsLink(string? call) => IsSymbolic(call) || call is "link" or "linkat";

    private static bool IsRename(string? call) => call is "rename" or "renameat" or "renameat2";

    // An open says a mode, too, but only one that creates the file means it.
    private static bool SetsMode(string? call, FalcoAlert alert) => call is "chmod" or "fchmod" or "fchmodat" or "mkdir" or "mkdirat" or "mknod" or "mknodat"
        || alert.Text("evt.arg.flags")?.Contains("F_CREATED", StringComparison.Ordinal) is true;

    private static string? Owner(string? call, FalcoAlert alert, string name) => call is "chown" or "fchown" or "lchown" or "fchownat" ? alert.Text(name) : null;

    private static string? Type(string? descriptor) => descriptor switch
    {
        "file" or "memfd" => "file",
        "directory" => "dir",
        _ => null,
    };
}
