using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace Eyrie.Demo.StandIns;

/// <summary>Elasticsearch's <c>filter_path</c>: leaves of an answer only what was asked for. Arrays are seen through.</summary>
internal static class FilterPath
{
    /// <summary>The part of an answer that comma-separated paths name; <c>*</c> stands for any name.</summary>
    public static JsonNode Apply(JsonNode answer, string paths) =>
        Filter(answer, [.. paths.Split(',').Select(path => path.Split('.'))]) ?? new JsonObject();

    private static JsonNode? Filter(JsonNode? node, IReadOnlyList<string[]> paths) => node switch
    {
        JsonArray array => NullIfEmpty(new JsonArray([.. array.Select(item => Filter(item, paths)).Where(item => item is not null)])),
        JsonObject json => NullIfEmpty(FilterObject(json, paths)),
        _ => null,
    };

    private static JsonObject FilterObject(JsonObject json, IReadOnlyList<string[]> paths)
    {
        var kept = new JsonObject();
        foreach (var (name, value) in json)
        {
            var matching = paths.Where(path => FileSystemName.MatchesSimpleExpression(path[0], name, ignoreCase: false)).ToArray();
            var inner = matching.Any(path => path.Length == 1)
                ? value?.DeepClone()
                : Filter(value, [.. matching.Select(path => path[1..])]);
            if (inner is not null)
            {
                kept[name] = inner;
            }
        }

        return kept;
    }

    private static JsonNode? NullIfEmpty(JsonNode node) => node is JsonArray { Count: 0 } or JsonObject { Count: 0 } ? null : node;
}
