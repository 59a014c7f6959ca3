using System.Text;
using System.Text.Json;

namespace Eyrie.Tests.Supply;

/// <summary>What Eyrie is made of: <c>docs/eyrie.cdx.json</c>, <c>docs/licenses.md</c>. <c>EYRIE_WRITE_GOLDEN=1</c> writes them.</summary>
public sealed class SupplyTests
{
    private static readonly string[] Allowed = ["Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "MIT", "Zlib"];

    [Fact]
    public void Has_a_bill_of_materials_of_what_is_locked() => Check("docs/eyrie.cdx.json", Sbom.Text());

    [Fact]
    public void Has_a_page_of_licences() => Check("docs/licenses.md", Page());

    [Fact]
    public void Ships_what_the_bill_says_and_nothing_else()
    {
        using var program = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "eyrie.deps.json")));
        var shipped = program.RootElement.GetProperty("libraries").EnumerateObject().Where(library => library.Value.GetProperty("type").GetString() is "package").Select(library => library.Name.Replace('/', '@'));
        using var bill = JsonDocument.Parse(Sbom.Text());
        var listed = bill.RootElement.GetProperty("components").EnumerateArray().Where(part => part.GetProperty("scope").GetString() is "required")
            .Select(part => part.GetProperty("purl").GetString()!).Where(url => url.StartsWith("pkg:nuget/", StringComparison.Ordinal)).Select(url => url["pkg:nuget/".Length..]);

        Assert.Equal(shipped.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Says_what_is_linked_into_the_native_library() => Assert.All(NativePart.Binaries, binary =>
    {
        var bytes = File.ReadAllBytes(binary);
        Assert.All(NativePart.All, part => Assert.True(bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(part.Proof)) >= 0, $"{binary} has no {part.Name} {part.Version}: look which, and change NativePart"));
    });

    [Fact]
    public void Ships_nothing_under_a_licence_that_asks_for_more() =>
        Assert.All(LockedPackage.Of("src/Eyrie").Where(package => package.IsPackage), package => Assert.Contains(PackageLicense.Of(package), Allowed));

    private static string Page()
    {
        var shipped = LockedPackage.Of("src/Eyrie").Where(package => package.IsPackage && !Sbom.OfTheBuild.Contains(package.Name)).ToList();
        var others = LockedPackage.Projects.SelectMany(LockedPackage.Of).Where(package => package.IsPackage).DistinctBy(package => (package.Name.ToLowerInvariant(), package.Version))
            .Where(package => !shipped.Any(one => one.Name == package.Name && one.Version == package.Version));
        var text = new StringBuilder("# Licences of what Eyrie is made of\n\nMade from the lock files and from what the packages say of themselves: `EYRIE_WRITE_GOLDEN=1 dotnet run --project tests/Eyrie.Tests`. For machines: [eyrie.cdx.json](eyrie.cdx.json) (CycloneDX 1.6). Eyrie itself: Apache-2.0.\n\n## In what is published\n\n| package | version | licence |\n|---|---|---|\n");
        Rows(text, shipped);
        foreach (var part in NativePart.All)
        {
            text.Append($"| {part.Name}, linked into `librdkafka.so` | {part.Version} | {part.License} |\n");
        }

        text.Append("\n`librdkafka.so` has smaller parts beside these; its package's `LICENSES.txt` names them all. The .NET runtime (MIT) is the host's or the image's.\n\n## For building and testing alone\n\n| package | version | licence |\n|---|---|---|\n");
        Rows(text, others);
        return text.ToString();
    }

    private static void Rows(StringBuilder text, IEnumerable<LockedPackage> packages)
    {
        foreach (var package in packages.OrderBy(package => package.Name, StringComparer.OrdinalIgnoreCase).ThenBy(package => package.Version, StringComparer.Ordinal))
        {
            text.Append($"| {package.Name} | {package.Version} | {PackageLicense.Of(package)} |\n");
        }
    }

    private static void Check(string file, string expected)
    {
        var path = Path.Combine(Repository.Root, file);
        if (Environment.GetEnvironmentVariable("EYRIE_WRITE_GOLDEN") is "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.True(File.Exists(path), $"{file} is missing: EYRIE_WRITE_GOLDEN=1 dotnet run --project tests/Eyrie.Tests");
        Assert.Equal(expected, File.ReadAllText(path));
    }
}
