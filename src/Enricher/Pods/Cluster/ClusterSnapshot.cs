using System.Text;
using System.Text.Json;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>
/// A cluster's objects in a file: a first line that says whose they are, a line an object, a last one that says how many, so that half a
/// file is no file. Written beside its place and moved there.
/// </summary>
internal static class ClusterSnapshot
{
    private const string Format = "eyrie-pods-1";
    private const int LongestLine = 4 << 20;

    /// <summary>Writes the file.</summary>
    /// <returns>How many objects it has.</returns>
    /// <exception cref="IOException">It cannot be written; the one before is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static int Write(string path, ClusterView view)
    {
        var beside = path + ".new";
        var count = 0;
        using (var file = new FileStream(beside, Options()))
        {
            WriteLine(file, Encoding.UTF8.GetBytes($"{Format} {JsonEncodedText.Encode(view.Name)}"));
            foreach (var found in view.Objects)
            {
                WriteLine(file, ClusterCodec.Write(found));
                count++;
            }

            WriteLine(file, Encoding.UTF8.GetBytes($"end {count}"));
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
        return count;
    }

    /// <summary>Reads the file.</summary>
    /// <returns>Its objects; none when there is no file.</returns>
    /// <exception cref="FormatException">It is no such file, broken, or another cluster's; the message says which.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static IReadOnlyList<IClusterObject> Read(string path, string cluster)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var found = new List<IClusterObject>();
        using var file = new StreamReader(path, Encoding.UTF8);
        CheckFirst(file.ReadLine(), cluster);
        while (file.ReadLine() is { } line)
        {
            if (line.StartsWith("end ", StringComparison.Ordinal))
            {
                return line == $"end {found.Count}" ? found : throw new FormatException($"it has {found.Count} objects and says '{line}'");
            }

            if (found.Count >= ClusterView.MostObjects || line.Length > LongestLine)
            {
                throw new FormatException("it is larger than one of ours can be");
            }

            if (ClusterCodec.Read(Encoding.UTF8.GetBytes(line))?.Object is { } one)
            {
                found.Add(one);
            }
        }

        throw new FormatException("it ends too early");
    }

    private static void CheckFirst(string? line, string cluster)
    {
        if (line is null || !line.StartsWith(Format, StringComparison.Ordinal))
        {
            throw new FormatException("it is no snapshot of this version");
        }

        if (line != $"{Format} {JsonEncodedText.Encode(cluster)}")
        {
            throw new FormatException($"it is of another cluster than '{cluster}'");
        }
    }

    private static void WriteLine(FileStream file, byte[] line)
    {
        file.Write(line);
        file.WriteByte((byte)'\n');
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite; // labels may be nobody else's business
        }

        return options;
    }
}
