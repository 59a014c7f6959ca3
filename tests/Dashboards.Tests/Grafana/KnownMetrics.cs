using System.Text.RegularExpressions;

namespace Eyrie.Dashboards.Tests.Grafana;

/// <summary>The metrics that there are, with their labels: ours of the generated reference, others' of the list beside this file.</summary>
internal static partial class KnownMetrics
{
    public static IReadOnlyDictionary<string, string[]> All { get; } = Ours().Concat(Others()).ToDictionary(StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, string[]>> Ours() => Row().Matches(File.ReadAllText(Samples.Path("..", "..", "docs", "metrics.md")))
        .Select(match => KeyValuePair.Create(match.Groups["name"].Value, Label().Matches(match.Groups["labels"].Value).Select(label => label.Groups[1].Value).ToArray()));

    private static IEnumerable<KeyValuePair<string, string[]>> Others() =>
        File.ReadLines(Samples.Path("..", "..", "tests", "Dashboards.Tests", "Grafana", "sensors-metrics.txt"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ')).Select(words => KeyValuePair.Create(words[0], words[1..]));

    [GeneratedRegex(@"(?m)^\| `[^`]+` \| `(?<name>[^`]+)` \| \w+ \| [^|]* \| (?<labels>[^|]*)\|")]
    private static partial Regex Row();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Label();
}
