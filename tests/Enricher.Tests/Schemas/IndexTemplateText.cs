using System.Text.Json.Nodes;
using Eyrie.Contracts.Fields;

namespace Eyrie.Enricher.Tests.Schemas;

/// <summary>
/// The index template of our data streams. <c>dynamic: false</c>: what is not in the table is kept in <c>_source</c> and not mapped, so
/// no event can change a mapping or meet one that another event made. <c>ignore_malformed</c> is the belt beside it.
/// </summary>
internal static class IndexTemplateText
{
    // Lucene takes terms of 32,766 bytes; a character of UTF-16 takes three at most, a flattened value has its key in the same term.
    private const int LongestFound = 8191;

    // Room for mappings that an operator adds.
    private const int FieldLimit = 1200;

    /// <summary>The template's JSON.</summary>
    public static string Create()
    {
        var properties = Properties(FieldTree.Of(DocumentFields.All));
        return Generated.Text(new JsonObject
        {
            ["index_patterns"] = new JsonArray("logs-eyrie.alerts-*", "logs-eyrie.activity-*"),
            ["data_stream"] = new JsonObject(),
            ["priority"] = 250,
            ["version"] = Count(properties), // the sink replaces an older one of ours
            ["_meta"] = new JsonObject
            {
                ["managed_by"] = "eyrie",
                ["description"] = "Made from Eyrie's table of document fields: docs/fields.md",
            },
            ["template"] = new JsonObject
            {
                ["settings"] = new JsonObject
                {
                    ["index.mapping.total_fields.limit"] = FieldLimit,
                    ["index.mapping.ignore_malformed"] = true,
                },
                ["mappings"] = new JsonObject
                {
                    ["dynamic"] = false,
                    ["date_detection"] = false,
                    ["numeric_detection"] = false,
                    ["properties"] = properties,
                },
            },
        });
    }

    /// <summary>Fields as <c>index.mapping.total_fields.limit</c> counts them: values, objects and multi-fields.</summary>
    public static int Count(JsonObject properties) => properties.Sum(property =>
        1 + (property.Value!["fields"] is JsonObject also ? also.Count : 0) + (property.Value["properties"] is JsonObject below ? Count(below) : 0));

    private static JsonObject Properties(FieldTree tree)
    {
        var properties = new JsonObject();
        foreach (var (name, child) in tree.Children)
        {
            properties[name] = child.Children.Count > 0
                ? new JsonObject { ["properties"] = Properties(child) }
                : Mapping(child.Field!);
        }

        return properties;
    }

    private static JsonObject Mapping(DocumentField field)
    {
        var mapping = field.Type switch
        {
            FieldType.Keyword => new JsonObject { ["type"] = "keyword", ["ignore_above"] = LongestFound },
            FieldType.Wildcard => new JsonObject { ["type"] = "wildcard" },
            FieldType.Text => new JsonObject { ["type"] = "match_only_text" },
            FieldType.WholeNumber => new JsonObject { ["type"] = "long" },
            FieldType.Number => new JsonObject { ["type"] = "float" },
            FieldType.Boolean => new JsonObject { ["type"] = "boolean" },
            FieldType.Address => new JsonObject { ["type"] = "ip" },
            FieldType.Time => new JsonObject { ["type"] = field.ByMillisecond ? "date" : "date_nanos" },
            FieldType.Flat => new JsonObject { ["type"] = "flattened", ["ignore_above"] = LongestFound, ["depth_limit"] = 20 },
            _ => throw new InvalidOperationException($"{field.Name} has no mapping"),
        };
        if (field.HasText)
        {
            mapping["fields"] = new JsonObject { ["text"] = new JsonObject { ["type"] = "match_only_text" } };
        }

        if (field.Name is "@timestamp")
        {
            mapping["ignore_malformed"] = false; // a data stream's may not be ignored: versions below 8.11 refuse the template otherwise
        }

        return mapping;
    }
}
