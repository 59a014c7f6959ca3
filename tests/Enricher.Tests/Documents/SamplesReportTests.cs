using System.Globalization;
using System.Text;
using Eyrie.Contracts;
using Eyrie.Enricher.Explain;

namespace Eyrie.Enricher.Tests.Documents;

/// <summary>
/// Writes <c>docs/samples.md</c>: what became of every sample. After a wanted change: <c>EYRIE_WRITE_GOLDEN=1 dotnet run --project tests/Enricher.Tests</c>,
/// then read the diff.
/// </summary>
public sealed class SamplesReportTests
{
    [Fact]
    public void Says_what_became_of_every_sample()
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Testing.Samples.Path())!)!, "docs", "samples.md");
        var report = Report();
        if (Environment.GetEnvironmentVariable("EYRIE_WRITE_GOLDEN") is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, report);
        }

        Assert.Equal(File.ReadAllText(path), report);
    }

    private static string Report()
    {
        var report = new StringBuilder("""
            # What becomes of what sensors say

            Made by a test from `tests/samples`: events of real sensors. *Fields* is how many fields of ECS and ours a document has on average, the sensor's own keys under
            `falco.output_fields` and `tetragon` not counted. *Keys* are the names of what the events say: those that fill a field that has a meaning of its own, and those that are kept
            as they are, under `falco.output_fields` or `tetragon`. A key counts as mapped when the document is another without it.

            | sample | events | documents | alerts | activity | metric | dead | fields | keys mapped | keys kept as they are |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|

            """);
        foreach (var (file, format) in SampleDocuments.Files)
        {
            AddFile(report, file, format);
        }

        Add(report, "Kept as they are: Falco", SensorFormat.FalcoJson, "Under `falco.output_fields`, found as `falco.output_fields.NAME: value`.");
        Add(report, "Kept as they are: Tetragon", SensorFormat.TetragonJson, "Under `tetragon`, found as `tetragon.NAME: value`; `[]` stands for an index.");
        report.Append("\n## Left out\n\n");
        foreach (var (pattern, reason) in SensorKeysTests.LeftOut)
        {
            report.Append(CultureInfo.InvariantCulture, $"- `{pattern}`: {reason}.\n");
        }

        return report.ToString();
    }

    private static void AddFile(StringBuilder report, string file, SensorFormat format)
    {
        var (kinds, fields, dead) = (new Dictionary<string, int>(), 0, 0);
        foreach (var sensorEvent in SampleDocuments.Events(file, format))
        {
            try
            {
                var document = FlatDocument.Of(SampleDocuments.Write(sensorEvent));
                kinds[document["event.kind"]!] = kinds.GetValueOrDefault(document["event.kind"]!) + 1;
                fields += document.Names.Count(name => !IsTheSensors(name));
            }
            catch (FormatException)
            {
                dead++;
            }
        }

        var documents = kinds.Values.Sum();
        var keys = SensorKeys.All.Where(key => key.File == file).ToLookup(key => key.Name, key => key.HasField);
        var mapped = keys.Count(key => key.Any(has => has));
        var counted = format is SensorFormat.EyrieJson ? "all | 0" : string.Create(CultureInfo.InvariantCulture, $"{mapped} | {keys.Count(key => !key.Any(has => has) && !SensorKeysTests.IsLeftOut(key.Key))}");
        report.Append(CultureInfo.InvariantCulture,
            $"| `{file}` | {documents + dead} | {documents} | {kinds.GetValueOrDefault("alert")} | {kinds.GetValueOrDefault("event")} | {kinds.GetValueOrDefault("metric")} | {dead} | {(double)fields / documents:F0} | {counted} |\n");
    }

    private static void Add(StringBuilder report, string title, SensorFormat format, string where)
    {
        var names = SensorKeys.All.Where(key => key.Format == format).ToLookup(key => key.Name, key => key.HasField)
            .Where(key => !key.Any(has => has) && !SensorKeysTests.IsLeftOut(key.Key)).Select(key => key.Key)
            .GroupBy(Family).OrderBy(family => family.Key, StringComparer.Ordinal);
        report.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n{where}\n\n");
        foreach (var family in names)
        {
            report.Append(CultureInfo.InvariantCulture, $"- {family.Key}: {string.Join(", ", family.Order(StringComparer.Ordinal).Select(name => $"`{name}`"))}\n");
        }
    }

    // Figures come by the dozen.
    private static string Family(string name) => name.StartsWith("n_", StringComparison.Ordinal) || name.StartsWith("n ", StringComparison.Ordinal) ? "n_*" : name.Split('.', '[')[0];

    private static bool IsTheSensors(string name) =>
        name.StartsWith("falco.output_fields.", StringComparison.Ordinal) || name.StartsWith("tetragon.", StringComparison.Ordinal);
}
