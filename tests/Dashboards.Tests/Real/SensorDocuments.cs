using System.Globalization;
using System.Text.Json;
using Eyrie.Enricher.Tests.Documents;

namespace Eyrie.Dashboards.Tests.Real;

/// <summary>The documents of all that real sensors said, samples and recordings to the last line, and those that have every field there is.</summary>
internal static class SensorDocuments
{
    public static IReadOnlyList<(string Index, string Id, JsonElement Source)> All { get; } =
        [.. SampleDocuments.All().Concat(FullDocuments.All()).Select((document, i) => Named(document, i))];

    private static (string Index, string Id, JsonElement Source) Named(byte[] bytes, int number)
    {
        using var json = JsonDocument.Parse(bytes);
        var document = json.RootElement.Clone();
        var kind = document.GetProperty("event").GetProperty("kind").ValueEquals("alert") ? "alerts" : "activity";
        return ($"logs-eyrie.{kind}-default", number.ToString(CultureInfo.InvariantCulture), document);
    }
}
