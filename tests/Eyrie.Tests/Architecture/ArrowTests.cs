using System.Reflection;
using System.Xml.Linq;
using Eyrie.Contracts;
using Eyrie.Enricher;
using Eyrie.Ingestor;
using Eyrie.Platform;
using Eyrie.Sinks;

namespace Eyrie.Tests.Architecture;

/// <summary>Which assembly may know which: Contracts, Platform, the stages, the executable, in that order and never sideways.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<Assembly, string[]> Allowed = new()
    {
        [typeof(Topics).Assembly] = [],
        [typeof(PlatformRegistration).Assembly] = ["Eyrie.Contracts"],
        [typeof(IngestorRegistration).Assembly] = ["Eyrie.Contracts", "Eyrie.Platform", "Eyrie.Protos"],
        [typeof(EnricherRegistration).Assembly] = ["Eyrie.Contracts", "Eyrie.Platform", "Eyrie.Protos"],
        [typeof(SinksRegistration).Assembly] = ["Eyrie.Contracts", "Eyrie.Platform"],
    };

    [Fact]
    public void No_arrow_points_the_other_way()
    {
        foreach (var (assembly, allowed) in Allowed)
        {
            var ours = assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
                .Where(name => name.StartsWith("Eyrie", StringComparison.OrdinalIgnoreCase));
            Assert.Empty(ours.Except(allowed).Select(name => $"{assembly.GetName().Name} must not know {name}"));
        }
    }

    [Fact]
    public void Contracts_needs_nothing_but_the_runtime()
    {
        Assert.All(
            typeof(Topics).Assembly.GetReferencedAssemblies(),
            reference => Assert.StartsWith("System.", reference.Name!, StringComparison.Ordinal));
        var project = XDocument.Load(Path.Combine(Repository.Root, "src", "Contracts", "Contracts.csproj"));
        Assert.Empty(project.Descendants("PackageReference"));
    }

    [Theory]
    [InlineData("P:System.DateTime.Now")]
    [InlineData("P:System.DateTime.UtcNow")]
    [InlineData("P:System.DateTimeOffset.UtcNow")]
    [InlineData("M:System.Threading.Tasks.Task.Delay(System.TimeSpan,System.Threading.CancellationToken)")]
    public void Static_clocks_stay_banned(string symbol) => Assert.Contains(
        File.ReadLines(Path.Combine(Repository.Root, "BannedSymbols.txt")), line => line.StartsWith(symbol + ";", StringComparison.Ordinal));

    [Fact]
    public void No_source_file_switches_the_bans_off() => Assert.DoesNotContain(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories),
        file => File.ReadAllText(file).Contains("RS0030", StringComparison.Ordinal));
}
