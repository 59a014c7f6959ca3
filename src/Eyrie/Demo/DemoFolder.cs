namespace Eyrie.Demo;

/// <summary>A folder for this run alone: secrets that sinks read, sockets of the sensors. Gone at the end.</summary>
internal sealed class DemoFolder : IDisposable
{
    private const int MaxSocketPathBytes = 100; // 104 to 108 with the end mark, by system
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eyrie-demo-"); // only its owner gets in

    /// <summary>Where the Ingestor keeps its spool.</summary>
    public string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Writes a file that only its owner can read.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, options);
        file.Write(content);
        return path;
    }

    /// <summary>An address for a simulated sensor: a socket as real ones have, a free port where there are none.</summary>
    public string SensorAddress(string name)
    {
        var path = Path.Combine(_folder.FullName, $"{name}.sock");
        return OperatingSystem.IsWindows() || path.Length > MaxSocketPathBytes ? "http://127.0.0.1:0" : $"unix://{path}";
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
