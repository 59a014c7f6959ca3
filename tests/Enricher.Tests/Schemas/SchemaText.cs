using System.Globalization;
using System.Text.Json.Nodes;
using Eyrie.Contracts.Fields;

namespace Eyrie.Enricher.Tests.Schemas;

/// <summary>The JSON Schema of documents: draft 2020-12.</summary>
internal static class SchemaText
{
    /// <summary>Of alerts.</summary>
    /// <param name="closed">For our tests: no field but those of the table, no value but those it names. Consumers get the open one: both may grow.</param>
    public static string Alert(bool closed = false) => Create(
        "alert", "Alert", "A document on eyrie.alerts.v1.", DocumentFields.All,
        field => field.Presence is FieldPresence.Always or FieldPresence.EveryAlert, closed);

    /// <summary>Of what is not an alert.</summary>
    /// <inheritdoc cref="Alert"/>
    public static string Activity(bool closed = false) => Create(
        "activity", "Activity", "A document on eyrie.activity.v1.", DocumentFields.All.Where(field => !field.OnlyAlerts),
        field => field.Presence is FieldPresence.Always, closed);

    private static string Create(
        string id, string title, string description, IEnumerable<DocumentField> fields, Func<DocumentField, bool> isRequired, bool closed)
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"urn:eyrie:{id}:v1",
            ["title"] = title,
            ["description"] = $"{description} Within v1 fields are only added and types never change; values may be added where examples are given. Ignore what you do not know.",
        };
        AddObject(schema, FieldTree.Of(fields), isRequired, closed);
        schema["$defs"] = Definitions();
        return Generated.Text(schema);
    }

    private static JsonObject Definitions() => new()
    {
        ["time"] = new JsonObject
        {
            ["description"] = "RFC 3339 in UTC, nine fraction digits.",
            ["type"] = "string",
            ["format"] = "date-time",
            ["pattern"] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{9}Z$",
        },
        ["address"] = new JsonObject
        {
            ["description"] = "IPv4 or IPv6.",
            ["type"] = "string",
            ["anyOf"] = new JsonArray(new JsonObject { ["format"] = "ipv4" }, new JsonObject { ["format"] = "ipv6" }),
        },
        ["integer"] = new JsonObject
        {
            ["description"] = "An integer of 64 bits.",
            ["type"] = "integer",
            ["minimum"] = long.MinValue,
            ["maximum"] = long.MaxValue,
        },
        ["texts"] = new JsonObject
        {
            ["description"] = "Texts under keys that others choose.",
            ["type"] = "object",
            ["additionalProperties"] = new JsonObject { ["type"] = "string" },
        },
    };

    private static void AddObject(JsonObject schema, FieldTree tree, Func<DocumentField, bool> isRequired, bool closed)
    {
        schema["type"] = "object";
        var required = tree.Children.Where(child => child.Value.Any(isRequired)).Select(child => (JsonNode)child.Key).ToArray();
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray(required);
        }

        var properties = new JsonObject();
        foreach (var (name, child) in tree.Children)
        {
            properties[name] = Property(child, isRequired, closed);
        }

        schema["properties"] = properties;
        if (closed)
        {
            schema["additionalProperties"] = false;
        }
    }

    private static JsonObject Property(FieldTree node, Func<DocumentField, bool> isRequired, bool closed)
    {
        var schema = new JsonObject();
        if (node.Field is null)
        {
            AddObject(schema, node, isRequired, closed);
            return schema;
        }

        var value = Value(node, isRequired, closed);
        schema["description"] = node.Field.Meaning;
        if (node.Field.IsList)
        {
            schema["type"] = "array";
            schema["minItems"] = 1;
            schema["items"] = value;
        }
        else
        {
            foreach (var (name, part) in value)
            {
                schema[name] = part!.DeepClone();
            }
        }

        if (Examples(node.Field) is { } examples)
        {
            schema["examples"] = examples;
        }

        return schema;
    }

    private static JsonObject Value(FieldTree node, Func<DocumentField, bool> isRequired, bool closed)
    {
        var schema = node.Field!.Type switch
        {
            FieldType.WholeNumber => new JsonObject { ["$ref"] = "#/$defs/integer" },
            FieldType.Number => new JsonObject { ["type"] = "number" },
            FieldType.Boolean => new JsonObject { ["type"] = "boolean" },
            FieldType.Address => new JsonObject { ["$ref"] = "#/$defs/address" },
            FieldType.Time => new JsonObject { ["$ref"] = "#/$defs/time" },
            FieldType.Flat => new JsonObject { ["$ref"] = "#/$defs/texts" },
            FieldType.Objects => new JsonObject(),
            _ => new JsonObject { ["type"] = "string" },
        };
        if (node.Field.Type is FieldType.Objects)
        {
            AddObject(schema, node, isRequired, closed);
        }

        if (closed && node.Field.Values.Count > 0)
        {
            schema["enum"] = new JsonArray([.. node.Field.Values.Select(value => (JsonNode)value)]);
        }

        return schema;
    }

    private static JsonArray? Examples(DocumentField field)
    {
        if (field.Type is FieldType.Objects)
        {
            return null;
        }

        var values = (field.Values.Count > 0 ? field.Values : [field.Example]).Select(value => Json(field.Type, value));
        return field.IsList ? [new JsonArray([.. values])] : [.. values];
    }

    /// <summary>An example as the value that it stands for.</summary>
    private static JsonNode Json(FieldType type, string example) => type switch
    {
        FieldType.WholeNumber => JsonValue.Create(long.Parse(example, CultureInfo.InvariantCulture)),
        FieldType.Number => JsonValue.Create(double.Parse(example, CultureInfo.InvariantCulture)),
        FieldType.Boolean => JsonValue.Create(bool.Parse(example)),
        FieldType.Flat => JsonNode.Parse(example)!,
        _ => JsonValue.Create(example),
    };
}
