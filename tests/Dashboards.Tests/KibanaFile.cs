using System.Text.Json;
using Eyrie.Dashboards.KibanaObjects;

namespace Eyrie.Dashboards.Tests;

/// <summary>An export of Kibana's saved objects, read as Kibana reads it: texts that hold JSON are opened.</summary>
internal sealed class KibanaFile(string text)
{
    public const string Rewrite = "EYRIE_WRITE_GOLDEN=1 dotnet run --project tests/Dashboards.Tests";

    /// <summary>What is committed.</summary>
    public static KibanaFile Committed { get; } = new(File.ReadAllText(Path.Combine(Folder, KibanaExport.FileName)));

    /// <summary>The folder of the file and its sources.</summary>
    public static string Folder => Samples.Path("..", "..", "dashboards", "kibana");

    public IReadOnlyList<KibanaObject> Objects { get; } =
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new KibanaObject(JsonDocument.Parse(line).RootElement))];

    public IEnumerable<KibanaObject> Of(string type) => Objects.Where(one => one.Type == type);

    public KibanaObject One(string type, string id) => Objects.Single(one => one.Type == type && one.Id == id);
}

/// <summary>One saved object.</summary>
internal sealed record KibanaObject(JsonElement Json)
{
    public string Type => Json.GetProperty("type").GetString()!;

    public string Id => Json.GetProperty("id").GetString()!;

    public JsonElement Attributes => Json.GetProperty("attributes");

    public IReadOnlyList<(string Name, string Type, string Id)> References =>
    [
        .. Json.GetProperty("references").EnumerateArray().Select(reference => (
            reference.GetProperty("name").GetString()!, reference.GetProperty("type").GetString()!, reference.GetProperty("id").GetString()!)),
    ];

    /// <summary>An attribute that is JSON in a text.</summary>
    public JsonElement Inner(string attribute) => Opened(Attributes.GetProperty(attribute));

    /// <summary>The search of an object that has one.</summary>
    public JsonElement Search => Opened(Attributes.GetProperty("kibanaSavedObjectMeta").GetProperty("searchSourceJSON"));

    /// <summary>The panels of a dashboard.</summary>
    public IReadOnlyList<JsonElement> Panels => [.. Inner("panelsJSON").EnumerateArray()];

    /// <summary>The controls of a dashboard, by id.</summary>
    public IReadOnlyList<JsonProperty> Controls =>
        Attributes.TryGetProperty("controlGroupInput", out var group) ? [.. Opened(group.GetProperty("panelsJSON")).EnumerateObject()] : [];

    public override string ToString() => $"{Type} {Id}";

    private static JsonElement Opened(JsonElement text) => JsonDocument.Parse(text.GetString()!).RootElement;
}
