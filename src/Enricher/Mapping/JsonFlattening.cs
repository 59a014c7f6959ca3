using System.Text;
using System.Text.Json;

namespace Eyrie.Enricher.Mapping;

/// <summary>Turns a JSON value into flat names and texts: <c>{"a":{"b":1}}</c> is <c>a.b</c> = <c>1</c>, lists stay JSON.</summary>
internal static class JsonFlattening
{
    /// <summary>Hands out every value at the reader's position; numbers keep their digits, nulls are left out.</summary>
    public static void Flatten(ref Utf8JsonReader reader, string name, Action<string, string?> take)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                FlattenObject(ref reader, name, take);
                break;
            case JsonTokenType.StartArray:
                take(name, Raw(ref reader));
                break;
            default:
                take(name, Text(ref reader));
                break;
        }
    }

    /// <summary>A plain value's text; null for null.</summary>
    public static string? Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Null => null,
        _ => Encoding.UTF8.GetString(reader.ValueSpan),
    };

    private static void FlattenObject(ref Utf8JsonReader reader, string name, Action<string, string?> take)
    {
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndObject)
        {
            var inner = reader.GetString()!;
            reader.Read();
            Flatten(ref reader, name.Length == 0 ? inner : $"{name}.{inner}", take);
        }
    }

    private static string? Raw(ref Utf8JsonReader reader)
    {
        using var list = JsonDocument.ParseValue(ref reader);
        return list.RootElement.GetArrayLength() == 0 ? null : JsonSerializer.Serialize(list.RootElement, Compact);
    }

    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
