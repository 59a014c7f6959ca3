using System.Text.Json;

namespace Eyrie.Tests.Supply;

/// <summary>A package as a lock file has it.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Version">The one that is restored.</param>
/// <param name="Hash">SHA-512 of the package, as hexadecimal digits.</param>
/// <param name="Dependencies">Ids of what it needs.</param>
internal sealed record LockedPackage(string Name, string Version, string Hash, IReadOnlyList<string> Dependencies)
{
    /// <summary>Packages and projects of a lock file. A project has no hash.</summary>
    /// <param name="project">The project's folder from the repository's top.</param>
    public static IReadOnlyList<LockedPackage> Of(string project)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, project, "packages.lock.json")));
        return
        [
            .. file.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject().Select(package => new LockedPackage(
                package.Name,
                package.Value.TryGetProperty("resolved", out var version) ? version.GetString()! : "",
                package.Value.TryGetProperty("contentHash", out var hash) ? Convert.ToHexStringLower(hash.GetBytesFromBase64()) : "",
                package.Value.TryGetProperty("dependencies", out var needs) ? [.. needs.EnumerateObject().Select(need => need.Name)] : [])),
        ];
    }

    /// <summary>Folders of all projects that have a lock file.</summary>
    public static IEnumerable<string> Projects => ((string[])["protos", "src", "dashboards", "tests"])
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "packages.lock.json", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal);

    /// <summary>It comes from NuGet, not from here.</summary>
    public bool IsPackage => Hash.Length > 0;
}
