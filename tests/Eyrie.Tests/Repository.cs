namespace Eyrie.Tests;

/// <summary>The checked-out repository that the tests run from.</summary>
internal static class Repository
{
    /// <summary>Its top folder.</summary>
    public static string Root { get; } = Find(new(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, "Eyrie.slnx"))
        ? folder.FullName
        : Find(folder.Parent ?? throw new InvalidOperationException("the tests do not run inside the repository"));
}
