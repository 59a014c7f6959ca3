namespace Eyrie.Sinks.File;

/// <summary>The files that were full: <c>path.1</c> is the youngest.</summary>
internal static class OldFiles
{
    /// <summary>The file behind a link, so that old files lie beside it and the link stays; the path itself when it is none.</summary>
    public static string Behind(string path) =>
        new FileInfo(path).LinkTarget is null ? path : System.IO.File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    /// <summary>Makes room for a new file; the oldest goes when there are more than are kept.</summary>
    public static void Rotate(string path, int kept)
    {
        if (kept == 0)
        {
            System.IO.File.Delete(path);
            return;
        }

        for (var age = kept - 1; age >= 1; age--)
        {
            if (System.IO.File.Exists($"{path}.{age}"))
            {
                System.IO.File.Move($"{path}.{age}", $"{path}.{age + 1}", overwrite: true);
            }
        }

        System.IO.File.Move(path, $"{path}.1", overwrite: true);
    }
}
