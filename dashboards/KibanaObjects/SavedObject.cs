using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Dashboards.KibanaObjects;

/// <summary>
/// A saved object in the format of Kibana 8.3, the oldest that takes it; later ones migrate it. Without the versions of its type a
/// later Kibana takes the object for one of its own: the import succeeds and the panel shows an error.
/// </summary>
internal sealed class SavedObject(string type, string id, JsonObject attributes)
{
    /// <summary>The version whose formats these are.</summary>
    public const string Version = "8.3.0";

    // What a type's newest migration was in 8.3.
    private static readonly Dictionary<string, string> MigrationVersions = new(StringComparer.Ordinal)
    {
        ["index-pattern"] = "8.0.0",
        ["search"] = "8.0.0",
        ["visualization"] = Version,
        ["lens"] = Version,
        ["dashboard"] = Version,
    };

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly JsonArray _references = [];

    public string Type => type;

    public string Id => id;

    /// <summary>Adds a reference to another object.</summary>
    public void Refer(string name, string toType, string toId) =>
        _references.Add(new JsonObject { ["name"] = name, ["type"] = toType, ["id"] = toId });

    /// <summary>Its line of the NDJSON.</summary>
    public string Line() => Text(new JsonObject
    {
        ["id"] = id,
        ["type"] = type,
        ["attributes"] = attributes.DeepClone(),
        ["references"] = _references.DeepClone(),
        ["migrationVersion"] = new JsonObject { [type] = MigrationVersions[type] },
        ["coreMigrationVersion"] = Version,
    });

    /// <summary>JSON in a text, as many attributes are.</summary>
    public static string Text(JsonNode json) => json.ToJsonString(Relaxed);

    /// <summary>A query in KQL.</summary>
    public static JsonObject Kql(string query) => new() { ["query"] = query, ["language"] = "kuery" };

    /// <summary>The search of an object that has one.</summary>
    public static JsonObject SearchSource(string query, bool hasView)
    {
        var search = new JsonObject { ["query"] = Kql(query), ["filter"] = new JsonArray() };
        if (hasView)
        {
            search["indexRefName"] = ViewReference;
        }

        return new() { ["searchSourceJSON"] = Text(search) };
    }

    /// <summary>Name of the reference to the data view of a search.</summary>
    public const string ViewReference = "kibanaSavedObjectMeta.searchSourceJSON.index";
}
