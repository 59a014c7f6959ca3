using System.Text.Json.Nodes;

namespace Eyrie.Demo.StandIns.Management;

/// <summary>Settings as Elasticsearch keeps them: full names, values as texts; and as it shows them, a tree.</summary>
internal static class FlatSettings
{
    /// <summary>Full names, whatever way they were written.</summary>
    public static JsonObject Of(JsonObject settings)
    {
        var flat = new JsonObject();
        Add(settings, "");
        return flat;

        void Add(JsonObject json, string prefix)
        {
            foreach (var (name, value) in json)
            {
                var path = prefix.Length == 0 ? name : $"{prefix}.{name}";
                if (value is JsonObject below)
                {
                    Add(below, path);
                }
                else
                {
                    flat[path.StartsWith("index.", StringComparison.Ordinal) ? path : $"index.{path}"] = value?.ToString();
                }
            }
        }
    }

    /// <summary>The tree that an answer has.</summary>
    public static JsonObject Tree(JsonObject flat)
    {
        var tree = new JsonObject();
        foreach (var (name, value) in flat)
        {
            var node = tree;
            var parts = name.Split('.');
            foreach (var part in parts[..^1])
            {
                node = node[part] as JsonObject ?? (JsonObject)(node[part] = new JsonObject());
            }

            node[parts[^1]] = value?.DeepClone();
        }

        return tree;
    }
}
