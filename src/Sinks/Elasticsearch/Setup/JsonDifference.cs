using System.Text.Json.Nodes;

namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>
/// What of a wanted object is not in the one that was found. Servers add defaults and write numbers as texts and settings as a tree: none
/// of it is a difference.
/// </summary>
internal static class JsonDifference
{
    private const int LongestValue = 60;

    /// <summary>The differences, each in words; none when all that is wanted is there.</summary>
    public static IReadOnlyList<string> Of(JsonNode? wanted, JsonNode? found)
    {
        var differences = new List<string>();
        Compare(wanted, found, "", differences);
        return differences;
    }

    private static void Compare(JsonNode? wanted, JsonNode? found, string path, List<string> differences)
    {
        switch (wanted, found)
        {
            case (JsonObject want, JsonObject have):
                CompareObjects(want, have, path, differences);
                break;
            case (JsonArray want, JsonArray have) when want.Count == have.Count:
                for (var i = 0; i < want.Count; i++)
                {
                    Compare(want[i], have[i], $"{path}[{i}]", differences);
                }

                break;
            case (JsonValue, JsonValue) when wanted.ToString() == found.ToString():
            case (null, null):
                break;
            default:
                differences.Add($"{path}: {Show(found)} -> {Show(wanted)}");
                break;
        }
    }

    private static void CompareObjects(JsonObject wanted, JsonObject found, string path, List<string> differences)
    {
        foreach (var (name, value) in wanted)
        {
            var inner = path.Length == 0 ? name : $"{path}.{name}";
            if (name is "settings" && value is JsonObject settings)
            {
                Compare(Flat(settings), Flat(found[name] as JsonObject ?? []), inner, differences);
            }
            else
            {
                Compare(value, found[name], inner, differences);
            }
        }
    }

    // 'index.mode', {"index": {"mode"}} and {"mode"} are the same setting.
    private static JsonObject Flat(JsonObject settings)
    {
        var flat = new JsonObject();
        Flatten(settings, "");
        return flat;

        void Flatten(JsonObject json, string prefix)
        {
            foreach (var (name, value) in json)
            {
                var path = prefix.Length == 0 ? name : $"{prefix}.{name}";
                if (value is JsonObject below)
                {
                    Flatten(below, path);
                }
                else
                {
                    flat[path.StartsWith("index.", StringComparison.Ordinal) ? path : $"index.{path}"] = value?.DeepClone();
                }
            }
        }
    }

    private static string Show(JsonNode? node) => node is null ? "(nothing)" : PlainText.OneLine(node.ToJsonString(), LongestValue);
}
