namespace Eyrie.Testing;

/// <summary>What real sensors said, kept in <c>tests/samples</c>.</summary>
public static class Samples
{
    private static readonly string Root = System.IO.Path.Combine(FindRepository(), "tests", "samples");

    /// <summary>Full path of a file or folder below <c>tests/samples</c>.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>The lines of a file that are not empty, in order.</summary>
    /// <param name="file">Relative to <c>tests/samples</c>, with forward slashes.</param>
    public static IReadOnlyList<string> Lines(string file) =>
        [.. File.ReadLines(Path(file)).Where(line => line.Length > 0)];

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Eyrie.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Eyrie.slnx above {AppContext.BaseDirectory}");
    }
}
