using System.Text.RegularExpressions;

namespace Eyrie.Tests.Docs;

/// <summary>Every metric that a page names is one of <c>docs/metrics.md</c>, which is made from the code.</summary>
public sealed partial class MetricTests
{
    private static readonly HashSet<string> Known = [.. Cell().Matches(Pages.Text("docs/metrics.md")).Select(cell => cell.Groups["name"].Value)];

    public static TheoryData<string> AllPages => [.. Pages.All.Where(page => page is not "docs/metrics.md" and not "CHANGELOG.md" && Names(page).Any())];

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Exists(string page) => Assert.Equal("", string.Join('\n', Names(page).Where(name => !Known.Contains(name)).Distinct()));

    [Fact]
    public void Knows_many() => Assert.True(Known.Count > 100, string.Join('\n', Known));

    // Prometheus' names, and OpenTelemetry's where the stage is said: fields of documents begin with 'eyrie.', too.
    private static IEnumerable<string> Names(string page) => Pages.Inline().Matches(Pages.Prose(page)).Select(code => Name().Match(code.Groups["code"].Value))
        .Where(found => found.Success).Select(found => Series().Replace(found.Groups["name"].Value, ""));

    [GeneratedRegex(@"`(?<name>eyrie[._][a-z0-9._]+)`")]
    private static partial Regex Cell();

    [GeneratedRegex(@"^(?<name>eyrie_[a-z_]+|eyrie\.(?:ingestor|enricher|sink|routing|configuration|kafka|dead|certificate)\.(?!v1)[a-z0-9._]+)(?:\{.*\})?$")]
    private static partial Regex Name();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Series();
}
