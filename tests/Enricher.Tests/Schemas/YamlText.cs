using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Enricher.Tests.Schemas;

/// <summary>Writes JSON as YAML for people: blocks, and quotes where a plain word could be read as something else.</summary>
internal static class YamlText
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document.</summary>
    public static string Of(JsonObject document)
    {
        var text = new StringBuilder();
        WriteObject(text, document, 0, inItem: false);
        return text.ToString();
    }

    private static void WriteObject(StringBuilder text, JsonObject value, int indent, bool inItem)
    {
        foreach (var (name, part) in value)
        {
            text.Append(' ', inItem ? 0 : indent).Append(Scalar(name)).Append(':');
            inItem = false;
            WriteValue(text, part, indent + 2);
        }
    }

    private static void WriteValue(StringBuilder text, JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } nested:
                text.Append('\n');
                WriteObject(text, nested, indent, inItem: false);
                break;
            case JsonArray { Count: > 0 } list:
                text.Append('\n');
                foreach (var item in list)
                {
                    text.Append(' ', indent).Append('-');
                    WriteItem(text, item, indent);
                }

                break;
            default:
                text.Append(' ').Append(value is JsonValue leaf && leaf.GetValueKind() is JsonValueKind.String ? Scalar(leaf.GetValue<string>()) : value?.ToJsonString()).Append('\n');
                break;
        }
    }

    private static void WriteItem(StringBuilder text, JsonNode? item, int indent)
    {
        if (item is JsonObject { Count: > 0 } nested)
        {
            text.Append(' ');
            WriteObject(text, nested, indent + 2, inItem: true);
        }
        else
        {
            WriteValue(text, item, indent + 2);
        }
    }

    // A double-quoted text of JSON is one of YAML.
    private static string Scalar(string value) =>
        value.Length > 0 && value.All(c => char.IsAsciiLetter(c) || c is '.' or '-' or '_' or '/' or ' ') && char.IsAsciiLetter(value[0]) && value[^1] != ' '
        && value is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off")
            ? value
            : JsonSerializer.Serialize(value, Plain);
}
