using System.Diagnostics;

namespace Eyrie.Faults;

/// <summary>The Ingestor's data folder: on a small disk of its own when that can be mounted, so that it can be filled.</summary>
internal sealed class DataDisk : IDisposable
{
    private const int Megabytes = 64;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eyrie-faults-");

    public DataDisk() => IsSmall = Environment.UserName == "root" && Run("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", Data);

    public string Data => Directory.CreateDirectory(Path.Combine(_folder.FullName, "data")).FullName;

    public string this[string name] => Path.Combine(_folder.FullName, name);

    public bool IsSmall { get; }

    /// <summary>Leaves no byte free.</summary>
    public void Fill()
    {
        try
        {
            using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            for (var block = new byte[64 * 1024]; ;)
            {
                ballast.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Free() => File.Delete(Ballast);

    public void Dispose()
    {
        if (IsSmall)
        {
            Run("umount", "-l", Data);
        }

        _folder.Delete(recursive: true);
    }

    private string Ballast => Path.Combine(Data, "ballast");

    private static bool Run(string command, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(command, args) { RedirectStandardError = true });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
