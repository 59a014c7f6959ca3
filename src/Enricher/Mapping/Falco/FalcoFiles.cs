namespace Eyrie.Enricher.Mapping.Falco;

/// <summary>Reads the file an alert is about.</summary>
internal static class FalcoFiles
{
    /// <summary>The file; null when there is none: an exec's own file is the process' executable.</summary>
    public static FileFact? Read(FalcoAlert alert, NetworkFact? network)
    {
        var path = alert.Text("fd.name");
        if (path is not ['/', ..])
        {
            path = network is null && !FalcoActs.IsExec(alert.Text("evt.type"))
                ? alert.Text("fs.path.name", "evt.arg.path", "evt.arg.name", "evt.arg.newpath", "evt.arg.filename", "evt.arg.pathname", "evt.arg.target")
                : alert.Text("fs.path.name");
        }

        return path is not ['/', ..] || alert.Text("fd.type") is "unix"
            ? null
            : new(path) { Mode = alert.Text("evt.arg.flags"), Inode = alert.Positive("fd.ino") };
    }
}
