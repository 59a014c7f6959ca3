using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

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
internal sealed partial class ObjectFile
{
    private const string FileName = "eyrie.ndjson";

    // What can have a tag, by Kibana's own list.
    private static readonly string[] Taggable = ["dashboard", "visualization", "lens", "search"];

    private static readonly JsonSerializerOptions AsIs = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private ObjectFile(IReadOnlyList<JsonObject> objects, ObjectKey tag, string mark)
    {
        (Tag, Mark) = (tag, mark);
        Keys = [.. objects.Select(KeyOf)];
        Upload = new(FileName, Encoding.UTF8.GetBytes(string.Concat(objects.Select(json => json.ToJsonString(AsIs) + "\n"))));
    }

    /// <summary>The tag.</summary>
    public ObjectKey Tag { get; }

    /// <summary>Changes with any of the objects.</summary>
    public string Mark { get; }

    /// <summary>All objects.</summary>
    public IReadOnlyList<ObjectKey> Keys { get; }

    /// <summary>What is imported.</summary>
    public SetupFile Upload { get; }

    /// <summary>Reads NDJSON files, with the ids that the objects have in a space.</summary>
    public static ObjectFile Read(IEnumerable<SetupFile> files, KibanaAddress address)
    {
        var ordered = files.OrderBy(file => file.Name, StringComparer.Ordinal).ToArray();
        var tag = new ObjectKey("tag", address.Own("eyrie"));
        var objects = Own(ordered.SelectMany(Lines), address).Where(json => json.Text("type") is not null && KeyOf(json) != tag).ToList();
        var mark = Convert.ToHexStringLower(SHA256.HashData([.. ordered.SelectMany(file => file.Content)]))[..12];
        foreach (var json in objects.Where(json => Taggable.Contains(json.Text("type"), StringComparer.Ordinal)))
        {
            Refer(json, tag);
        }

        objects.Insert(0, TagOf(tag, mark));
        return new(objects, tag, mark);
    }

    /// <summary>The JSON objects of a file, one a line.</summary>
    public static IEnumerable<JsonObject> Lines(SetupFile file) => Lines(file.Content);

    /// <inheritdoc cref="Lines(SetupFile)"/>
    public static IEnumerable<JsonObject> Lines(ReadOnlyMemory<byte> content) => Encoding.UTF8.GetString(content.Span)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => JsonNode.Parse(line)).OfType<JsonObject>();

    /// <summary>What object it is.</summary>
    public static ObjectKey KeyOf(JsonObject json) => new(json.Text("type") ?? "", json.Text("id") ?? "");

    // Ids are also in links and in texts of JSON within JSON, so whole words are looked for.
    private static IEnumerable<JsonObject> Own(IEnumerable<JsonObject> objects, KibanaAddress address)
    {
        if (address.IsDefaultSpace)
        {
            return objects;
        }

        var all = objects.ToArray();
        var ids = all.Select(json => json.Text("id") ?? "").ToHashSet(StringComparer.Ordinal);
        return all.Select(json => JsonNode.Parse(Word().Replace(
            json.ToJsonString(AsIs), word => ids.Contains(word.Value) ? address.Own(word.Value) : word.Value))!.AsObject());
    }

    private static void Refer(JsonObject json, ObjectKey tag)
    {
        var references = json["references"] as JsonArray ?? [];
        json["references"] = references;
        if (!references.Any(reference => reference.Text("type") == tag.Type && reference.Text("id") == tag.Id))
        {
            references.Add(new JsonObject { ["type"] = tag.Type, ["id"] = tag.Id, ["name"] = $"tag-ref-{tag.Id}" });
        }
    }

    private static JsonObject TagOf(ObjectKey tag, string mark) => new()
    {
        ["id"] = tag.Id,
        ["type"] = tag.Type,
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

    [GeneratedRegex("(?<![A-Za-z0-9_-])eyrie-[A-Za-z0-9_-]+")]
    private static partial Regex Word();
}
