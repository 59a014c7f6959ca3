namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>The rules for sensors that are files or the standard input.</summary>
internal static class FileSensors
{
    private const int LeastLineBytes = 1024;
    private const int MostLineBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(1);

    /// <summary>There is only one standard input.</summary>
    public static bool ReadsStandardInput(SensorOptions sensor) => sensor.Type.EndsWith("-stdin", StringComparison.Ordinal);

    /// <summary>What is wrong with a sensor; nothing when it is of another type.</summary>
    public static IEnumerable<string> Complaints(SensorOptions sensor)
    {
        var isFile = sensor.Type.EndsWith("-file", StringComparison.Ordinal);
        if (!isFile && !ReadsStandardInput(sensor))
        {
            yield break;
        }

        if (isFile && PathComplaint(sensor.Path) is { } complaint)
        {
            yield return $"path: {complaint}";
        }

        if (sensor.FileInterval < ShortestInterval || sensor.FileInterval > LongestInterval)
        {
            yield return $"fileInterval: {sensor.FileInterval}; allowed: {ShortestInterval} to {LongestInterval}";
        }

        if (sensor.MaxLineBytes is < LeastLineBytes or > MostLineBytes)
        {
            yield return $"maxLineBytes: {sensor.MaxLineBytes}; allowed: {LeastLineBytes} to {MostLineBytes}";
        }

        if (sensor.Address.Length > 0 || sensor.Addresses.Count > 0)
        {
            yield return $"address: a {sensor.Type} sensor has none; {(isFile ? "write its files into 'path'" : "drop it")}";
        }
    }

    private static string? PathComplaint(string? path)
    {
        if (path is not { Length: > 0 })
        {
            return "there is none; name the file, for instance /var/log/falco/events.json, with '*' and '?' in its last part if you like";
        }

        if (!Path.IsPathRooted(path))
        {
            return $"'{path}' is no absolute path; begin it with '/'";
        }

        if (Path.GetFileName(path).Length == 0)
        {
            return $"'{path}' is a folder; name the files in it, for instance {path}*.json";
        }

        return Path.GetDirectoryName(path).AsSpan().ContainsAny('*', '?') ? $"'{path}' has '*' or '?' in a folder; they are allowed in the last part alone" : null;
    }
}
