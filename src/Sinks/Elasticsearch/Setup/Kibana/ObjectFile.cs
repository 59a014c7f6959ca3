using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Sinks.Elasticsearch.Setup.Kibana;

/// <summary>The type and id of an object in Kibana.</summary>
internal readonly record struct ObjectKey(string Type, string Id)
{
    /// <summary>In words.</summary>
    public override string ToString() => $"{Type} {Id}";
}

/// <summary>
/// The objects that are imported. A tag goes with them: whoever looks for them finds them by it, and its description says which of our
/// versions they are, for Kibana changes objects when it takes them in.
/// </summary>
internal sealed class ObjectFile
{
    private const string FileName = "eyrie.ndjson";

    // What can have a tag, by Kibana's own list.
    private static readonly string[] Taggable = ["dashboard", "visualization", "lens", "search"];

    private static readonly JsonSerializerOptions AsIs = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private ObjectFile(IReadOnlyList<JsonObject> objects, string mark)
    {
        Mark = mark;
        Keys = [.. objects.Select(KeyOf)];
        Upload = new(FileName, Encoding.UTF8.GetBytes(string.Concat(objects.Select(json => json.ToJsonString(AsIs) + "\n"))));
    }

    /// <summary>The tag.</summary>
    public static ObjectKey Tag { get; } = new("tag", "eyrie");

    /// <summary>Changes with any of the objects.</summary>
    public string Mark { get; }

    /// <summary>All objects.</summary>
    public IReadOnlyList<ObjectKey> Keys { get; }

    /// <summary>What is imported.</summary>
    public SetupFile Upload { get; }

    /// <summary>Reads NDJSON files.</summary>
    public static ObjectFile Read(IEnumerable<SetupFile> files)
    {
        var ordered = files.OrderBy(file => file.Name, StringComparer.Ordinal).ToArray();
        var objects = ordered.SelectMany(Lines).Where(json => json.Text("type") is not null && KeyOf(json) != Tag).ToList();
        var mark = Convert.ToHexStringLower(SHA256.HashData([.. ordered.SelectMany(file => file.Content)]))[..12];
        foreach (var json in objects.Where(json => Taggable.Contains(json.Text("type"), StringComparer.Ordinal)))
        {
            Refer(json);
        }

        objects.Insert(0, TagOf(mark));
        return new(objects, mark);
    }

    /// <summary>The JSON objects of a file, one a line.</summary>
    public static IEnumerable<JsonObject> Lines(SetupFile file) => Lines(file.Content);

    /// <inheritdoc cref="Lines(SetupFile)"/>
    public static IEnumerable<JsonObject> Lines(ReadOnlyMemory<byte> content) => Encoding.UTF8.GetString(content.Span)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => JsonNode.Parse(line)).OfType<JsonObject>();

    /// <summary>What object it is.</summary>
    public static ObjectKey KeyOf(JsonObject json) => new(json.Text("type") ?? "", json.Text("id") ?? "");

    private static void Refer(JsonObject json)
    {
        var references = json["references"] as JsonArray ?? [];
        json["references"] = references;
        if (!references.Any(reference => reference.Text("type") == Tag.Type && reference.Text("id") == Tag.Id))
        {
            references.Add(new JsonObject { ["type"] = Tag.Type, ["id"] = Tag.Id, ["name"] = $"tag-ref-{Tag.Id}" });
        }
    }

    private static JsonObject TagOf(string mark) => new()
    {
        ["id"] = Tag.Id,
        ["type"] = Tag.Type,
        ["attributes"] = new JsonObject
        {
            ["name"] = "Eyrie",
            ["description"] = $"Imported by 'eyrie setup elasticsearch', objects {mark}",
            ["color"] = "#6092C0",
        },
        ["references"] = new JsonArray(),
        ["coreMigrationVersion"] = "8.3.0",
        ["migrationVersion"] = new JsonObject { ["tag"] = "8.0.0" },
    };
}
