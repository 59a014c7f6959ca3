using System.Text.RegularExpressions;
using Eyrie.Testing;

namespace Eyrie.Ingestor.Tests;

public sealed partial class IngestorMetricsTests
{
    [Fact]
    public void Are_all_in_the_READMEs_table_and_no_others_are()
    {
        // Some are made with what they measure, so the source says it all, a meter only what was made.
        var source = string.Concat(Directory.EnumerateFiles(
            Path.Combine(Samples.Path(), "..", "..", "src", "Ingestor"), "*Metrics.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var made = Literal().Matches(source).Select(name => name.Groups["name"].Value).Order(StringComparer.Ordinal);
        var readme = File.ReadAllText(Path.Combine(Samples.Path(), "..", "..", "README.md"));

        var documented = Row().Matches(readme).Select(row => row.Groups["name"].Value).Order(StringComparer.Ordinal);

        Assert.Equal(made, documented);
    }

    [Fact]
    public void Measures_how_old_events_are_and_never_less_than_nothing()
    {
        using var meters = new TestMeters();
        var metrics = new IngestorMetrics(meters);

        metrics.EventLag(new SensorTag("falco"), TimeSpan.FromMilliseconds(1_500));
        Assert.Equal(1.5, meters.LastReal("eyrie.ingestor.event.lag", "sensor=falco"));

        metrics.EventLag(new SensorTag("falco"), TimeSpan.FromSeconds(-9));
        Assert.Equal(0, meters.LastReal("eyrie.ingestor.event.lag", "sensor=falco"));
    }

    [GeneratedRegex(@"""(?<name>eyrie\.ingestor\.[a-z_.]+)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"^\| `(?<name>eyrie\.ingestor\.[a-z_.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
