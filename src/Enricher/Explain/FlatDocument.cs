using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Eyrie.Enricher.Explain;

/// <summary>A document as paths and values, in its order: objects are stepped into, so are lists of objects; other lists are one value.</summary>
internal sealed class FlatDocument
{
    // Ours has 16 levels at most; what a file holds may be anything.
    private const int MaxDepth = 32;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>The paths, in order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The value at a path; null when there is none.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Flattens a document.</summary>
    public static FlatDocument Of(JsonElement root)
    {
        var flat = new FlatDocument();
        flat.Add("", root, 0);
        return flat;
    }

    /// <inheritdoc cref="Of(JsonElement)"/>
    public static FlatDocument Of(ReadOnlyMemory<byte> document)
    {
        using var json = JsonDocument.Parse(document);
        return Of(json.RootElement);
    }

    private void Add(string path, JsonElement value, int depth)
    {
        if (value.ValueKind is JsonValueKind.Object && depth < MaxDepth)
        {
            foreach (var property in value.EnumerateObject())
            {
                Add(path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value, depth + 1);
            }
        }
        else if (value.ValueKind is JsonValueKind.Array && depth < MaxDepth && value.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.Object))
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                Add($"{path}[{index++}]", item, depth + 1);
            }
        }
        else if (value.ValueKind is not JsonValueKind.Null && _values.TryAdd(path, Text(value)))
        {
            _names.Add(path);
        }
    }

    // Kibana writes a list with other blanks and escapes than we do.
    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Whole(value),
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(item => item.ValueKind is JsonValueKind.String ? Quoted(Whole(item)) : item.GetRawText()))}]",
        _ => value.GetRawText(),
    };

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    // A surrogate without its other half is valid JSON, and no text.
    private static string Whole(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value.GetRawText()));
        }
    }
}
