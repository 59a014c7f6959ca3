using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Eyrie.Contracts;
using Eyrie.Contracts.Fields;

namespace Eyrie.Demo.StandIns;

/// <summary>What Elasticsearch would refuse in a document for a data stream.</summary>
internal static class DocumentCheck
{
    private const int MaxTermBytes = 32_766;
    private const int MaxDepth = 20;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    // Keys inside are anybody's, an empty or dotted one included.
    private static readonly string[] Flattened =
        [.. DocumentFields.All.Where(field => field.Type is FieldType.Flat).Select(field => field.Name)];

    /// <summary>Why the document is refused; null when it is taken.</summary>
    public static string? Problem(ReadOnlyMemory<byte> document)
    {
        if (!Utf8.IsValid(document.Span))
        {
            return "Invalid UTF-8";
        }

        try
        {
            using var json = JsonDocument.Parse(document, Strict);
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? TimestampProblem(json.RootElement) ?? ObjectProblem(json.RootElement, "", depth: 1)
                : "the document is no object";
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }

    private static string? TimestampProblem(JsonElement document)
    {
        if (!document.TryGetProperty("@timestamp", out var timestamp))
        {
            return "data stream timestamp field [@timestamp] is missing";
        }

        return timestamp.ValueKind is JsonValueKind.String && EventTime.TryParse(timestamp.GetString(), out _)
            ? null
            : $"failed to parse date field [{SafeText.OneLine(timestamp.GetRawText(), 60)}] with format [strict_date_optional_time]";
    }

    private static string? ObjectProblem(JsonElement element, string path, int depth)
    {
        if (depth > MaxDepth)
        {
            return $"The depth of the field [{path}] is larger than {MaxDepth}";
        }

        var free = Flattened.Any(prefix => path == prefix || path.StartsWith(prefix + '.', StringComparison.Ordinal));
        foreach (var property in element.EnumerateObject())
        {
            var name = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if ((free ? null : NameProblem(property.Name)) is { } problem)
            {
                return problem;
            }

            if (property.Name.Contains('\0', StringComparison.Ordinal))
            {
                return $"Do not include a null character in the key of [{SafeText.OneLine(path, 60)}]";
            }

            if (ValueProblem(property.Value, name, depth, free) is { } inner)
            {
                return inner;
            }
        }

        return null;
    }

    private static string? NameProblem(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return "field name cannot be an empty string";
        }

        return name[0] == '.' || name[^1] == '.' || name.Contains("..", StringComparison.Ordinal)
            ? $"object field starting or ending with a [.] makes object resolution ambiguous: [{SafeText.OneLine(name, 60)}]"
            : null;
    }

    private static string? ValueProblem(JsonElement value, string name, int depth, bool free)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return ObjectProblem(value, name, depth + 1);
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    if (ValueProblem(item, name, depth + 1, free) is { } problem)
                    {
                        return problem;
                    }
                }

                return null;
            case JsonValueKind.String when free && Encoding.UTF8.GetByteCount(value.GetString()!) + name.Length > MaxTermBytes:
                return $"Document contains at least one immense term in field=\"{SafeText.OneLine(name, 60)}\"";
            default:
                return null;
        }
    }
}
