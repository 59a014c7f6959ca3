using System.Text.Json.Nodes;

namespace Eyrie.Sinks.Elasticsearch.Setup;

/// <summary>
/// The templates of our data streams as a cluster's version can take them: mappings and settings once, as component templates, and an index
/// template for each data stream. All types come from the generated <c>index-template.json</c>.
/// </summary>
internal sealed class TemplateBodies(Cluster cluster)
{
    /// <summary>Component template with the fields.</summary>
    public const string Mappings = "eyrie-mappings";

    /// <summary>Component template with the settings.</summary>
    public const string Settings = "eyrie-settings";

    /// <summary>Component template that an operator may make: it wins over ours.</summary>
    public const string Custom = "eyrie@custom";

    /// <summary>Above Elasticsearch's own for <c>logs-*-*</c> (100), above Fleet's (200) and that of Eyrie's first template (250).</summary>
    public const int Priority = 300;

    private const string Forgiving = "ignore_malformed";
    private static readonly string[] Forgivable = ["long", "float", "double", "date", "date_nanos", "ip"];

    // Raised by hand when what is below changes: the sink replaces older ones.
    private const int SettingsVersion = 1;
    private const int IndexVersion = 1;

    private static readonly JsonNode Source = JsonNode.Parse(IndexTemplate.Open())!;

    /// <summary>The version of the mappings: the number of their fields.</summary>
    public static long MappingsVersion { get; } = Source.Number("version")!.Value;

    /// <summary>The component template with the fields.</summary>
    public JsonObject MappingsComponent()
    {
        var mappings = Source.At("template", "mappings")!.DeepClone().AsObject();
        mappings["_meta"] = new JsonObject { ["managed_by"] = "eyrie", ["version"] = MappingsVersion };
        if (!cluster.KnowsMatchOnlyText)
        {
            ReplaceType(mappings, "match_only_text", "text");
        }

        if (!cluster.ForgivesByIndex)
        {
            var fields = mappings["properties"]!.AsObject();
            ForgiveByField(fields);
            fields["@timestamp"]!.AsObject().Remove(Forgiving);
        }

        return Component("Fields of Eyrie's documents, made from its table: docs/fields.md", MappingsVersion, new() { ["mappings"] = mappings });
    }

    /// <summary>The component template with the settings.</summary>
    public JsonObject SettingsComponent()
    {
        var settings = Source.At("template", "settings")!.DeepClone().AsObject();
        if (!cluster.ForgivesByIndex)
        {
            settings.Remove("index.mapping.ignore_malformed");
        }

        if (cluster.UsesLogsdb)
        {
            settings["index.mode"] = "logsdb";
        }
        else
        {
            settings["index.codec"] = "best_compression";
        }

        var template = new JsonObject { ["settings"] = settings };
        if (cluster.HasFailureStore)
        {
            // What is refused is to come back to Eyrie, whose dead letters name the reason, and not to look stored.
            template["data_stream_options"] = new JsonObject { ["failure_store"] = new JsonObject { ["enabled"] = false } };
        }

        return Component("Settings of Eyrie's data streams; what should differ goes into eyrie@custom", SettingsVersion, template);
    }

    /// <summary>The index template of a kind of data stream.</summary>
    /// <param name="stream">Which.</param>
    /// <param name="lifecycle">How long it is kept; null leaves that to others.</param>
    public JsonObject ForStream(StreamKind stream, Retention? lifecycle)
    {
        var template = new JsonObject { ["mappings"] = new JsonObject { ["properties"] = StreamFields(stream) } };
        if (lifecycle is not null && cluster.HasStreamLifecycle)
        {
            template["lifecycle"] = lifecycle.OfStream();
        }
        else if (lifecycle is not null)
        {
            template["settings"] = new JsonObject { ["index.lifecycle.name"] = stream.Name };
        }

        var body = new JsonObject
        {
            ["index_patterns"] = new JsonArray(stream.Pattern),
            ["data_stream"] = new JsonObject(),
            ["composed_of"] = new JsonArray(Mappings, Settings),
            ["priority"] = Priority,
            ["version"] = IndexVersion,
            ["_meta"] = Meta($"Eyrie's {stream.Words}"),
            ["template"] = template,
        };
        if (cluster.KnowsOptionalComponents)
        {
            body["composed_of"]!.AsArray().Add(Custom);
            body["ignore_missing_component_templates"] = new JsonArray(Custom);
        }

        return body;
    }

    // Not in the documents: the same for all of a stream, so Elasticsearch keeps it once.
    private static JsonObject StreamFields(StreamKind stream) => new()
    {
        ["data_stream"] = new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["type"] = new JsonObject { ["type"] = "constant_keyword", ["value"] = "logs" },
                ["dataset"] = new JsonObject { ["type"] = "constant_keyword", ["value"] = stream.Dataset },
                ["namespace"] = new JsonObject { ["type"] = "constant_keyword" },
            },
        },
    };

    private static JsonObject Component(string description, long version, JsonObject template) =>
        new() { ["version"] = version, ["_meta"] = Meta(description), ["template"] = template };

    private static JsonObject Meta(string description) => new() { ["managed_by"] = "eyrie", ["description"] = description };

    private static void ForgiveByField(JsonObject fields)
    {
        foreach (var (_, field) in fields)
        {
            if (field.Text("type") is { } type && Forgivable.Contains(type, StringComparer.Ordinal))
            {
                field![Forgiving] = true;
            }

            if (field.At("properties") is JsonObject below)
            {
                ForgiveByField(below);
            }
        }
    }

    private static void ReplaceType(JsonNode? node, string type, string other)
    {
        if (node is not JsonObject json)
        {
            return;
        }

        if (json.Text("type") == type)
        {
            json["type"] = other;
        }

        foreach (var (_, value) in json.ToArray())
        {
            ReplaceType(value, type, other);
        }
    }
}
