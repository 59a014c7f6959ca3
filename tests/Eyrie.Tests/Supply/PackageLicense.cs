using System.Xml.Linq;

namespace Eyrie.Tests.Supply;

/// <summary>Under which licence a package is, as it says itself.</summary>
internal static class PackageLicense
{
    // These say it in a file or by an address; somebody looked.
    private static readonly Dictionary<string, string> Read = new(StringComparer.OrdinalIgnoreCase)
    {
        ["librdkafka.redist"] = "BSD-2-Clause",
        ["CommandLineParser"] = "MIT",
        ["Microsoft.DotNet.PlatformAbstractions"] = "MIT",
    };

    /// <summary>The folder that packages are restored to.</summary>
    public static string Folder { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } own
        ? own
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>SPDX's identifier; a package that has none and that nobody has looked at gives what it says, which no list allows.</summary>
    public static string Of(LockedPackage package)
    {
        if (Read.TryGetValue(package.Name, out var known))
        {
            return known;
        }

        var name = package.Name.ToLowerInvariant();
        var metadata = XDocument.Load(Path.Combine(Folder, name, package.Version.ToLowerInvariant(), $"{name}.nuspec")).Root!.Elements().First(element => element.Name.LocalName is "metadata");
        var license = metadata.Elements().FirstOrDefault(element => element.Name.LocalName is "license");
        return license?.Attribute("type")?.Value is "expression"
            ? license.Value
            : $"? {license?.Value ?? metadata.Elements().FirstOrDefault(element => element.Name.LocalName is "licenseUrl")?.Value}";
    }
}
