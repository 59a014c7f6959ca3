using System.Globalization;
using System.Text.Json;

namespace Eyrie.Dashboards.Tests.Real;

/// <summary>The documents of what real sensors said, as they are read and agreed: the golden documents of the Enricher's tests.</summary>
internal static class SampleDocuments
{
    public static IReadOnlyList<(string Index, string Id, JsonElement Source)> All { get; } =
    [
        .. Directory.EnumerateFiles(Samples.Path("..", "Enricher.Tests", "Documents", "golden"), "*.json").SelectMany(Read)
            .Select((source, i) => (IndexOf(source), i.ToString(CultureInfo.InvariantCulture), source)),
    ];

    private static JsonElement[] Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. json.RootElement.EnumerateArray().Select(document => JsonSerializer.SerializeToElement(document))]; // on one line
    }

    private static string IndexOf(JsonElement document) =>
        document.GetProperty("event").GetProperty("kind").ValueEquals("alert") ? "logs-eyrie.alerts-default" : "logs-eyrie.activity-default";
}
