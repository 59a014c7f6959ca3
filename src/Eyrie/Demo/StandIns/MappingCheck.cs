using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Eyrie.Demo.StandIns;

/// <summary>
/// What Elasticsearch says to a document under an index template's mapping. Follows the rules of its field types: what it refuses, what it
/// keeps without indexing (<c>_ignored</c>).
/// </summary>
internal sealed class MappingCheck
{
    private const int MaxTermBytes = 32_766;

    // Types that 'ignore_malformed' saves from a value they cannot hold.
    private static readonly HashSet<string> Forgiving = ["long", "float", "double", "date", "date_nanos", "ip"];

    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    private readonly JsonElement _mappings;
    private readonly bool _ignoreMalformed;

    /// <summary>Reads an index template's JSON.</summary>
    public MappingCheck(JsonElement indexTemplate)
    {
        var known = indexTemplate.TryGetProperty("template", out var template);
        _mappings = known && template.TryGetProperty("mappings", out var mappings) ? mappings.Clone() : Nothing;
        _ignoreMalformed = known && template.TryGetProperty("settings", out var settings)
            && settings.TryGetProperty("index.mapping.ignore_malformed", out var ignore) && ignore.ToString() is "True" or "true";
    }

    /// <summary>Why the document is refused; null when it is taken.</summary>
    /// <param name="document">The document.</param>
    /// <param name="ignored">Gets the fields whose values are kept without being indexed.</param>
    public string? Problem(JsonElement document, ICollection<string> ignored)
    {
        var problem = ObjectProblem(_mappings, document, "", ignored);
        return problem is null && !document.TryGetProperty("@timestamp", out _)
            ? "data stream timestamp field [@timestamp] is missing"
            : problem;
    }

    private string? ObjectProblem(JsonElement mapping, JsonElement value, string path, ICollection<string> ignored)
    {
        var known = mapping.TryGetProperty("properties", out var properties);
        foreach (var property in value.EnumerateObject())
        {
            var name = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (!known || !properties.TryGetProperty(property.Name, out var field))
            {
                continue; // dynamic: false
            }

            if (FieldProblem(field, property.Value, name, ignored) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private string? FieldProblem(JsonElement field, JsonElement value, string path, ICollection<string> ignored)
    {
        if (value.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (FieldProblem(field, item, path, ignored) is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }

        if (!field.TryGetProperty("type", out var type) || type.ValueEquals("object"))
        {
            return value.ValueKind is JsonValueKind.Object
                ? ObjectProblem(field, value, path, ignored)
                : $"object mapping for [{path}] tried to parse field [{path}] as object, but found a concrete value";
        }

        return type.ValueEquals("flattened")
            ? FlatProblem(field, value, path, ignored)
            : LeafProblem(field, type.GetString()!, value, path, ignored);
    }

    private string? LeafProblem(JsonElement field, string type, JsonElement value, string path, ICollection<string> ignored)
    {
        if (value.ValueKind is JsonValueKind.Object)
        {
            return Forgiven(field, type) ? Ignore(path, ignored) : $"failed to parse field [{path}] of type [{type}]: found an object";
        }

        if (type is "keyword" or "wildcard" or "match_only_text")
        {
            return TextProblem(field, type, Text(value), path, ignored);
        }

        var problem = type switch
        {
            "long" => LongProblem(value),
            "float" or "double" => NumberProblem(value),
            "boolean" => Text(value) is "true" or "false" or "" ? null : "only [true] or [false] are allowed",
            "date" => DateProblem(value),
            "date_nanos" => TimeProblem(value),
            "ip" => AddressProblem(Text(value)),
            _ => "this check does not know the type",
        };
        return problem is null ? null
            : Forgiven(field, type) ? Ignore(path, ignored)
            : $"failed to parse field [{path}] of type [{type}]: {problem}: '{SafeText.OneLine(Text(value), 60)}'";
    }

    private static string? TextProblem(JsonElement field, string type, string text, string path, ICollection<string> ignored)
    {
        if (text.Length > IgnoreAbove(field))
        {
            return Ignore(path, ignored);
        }

        return type is "keyword" && Encoding.UTF8.GetByteCount(text) > MaxTermBytes ? Immense(path) : null;
    }

    private static string? FlatProblem(JsonElement field, JsonElement value, string path, ICollection<string> ignored)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            return $"failed to parse field [{path}] of type [flattened]: found a concrete value";
        }

        var depth = field.TryGetProperty("depth_limit", out var limit) ? limit.GetInt32() : 20;
        return FlatProblem(IgnoreAbove(field), value, path, "", depth, ignored);
    }

    private static string? FlatProblem(int ignoreAbove, JsonElement value, string path, string key, int depth, ICollection<string> ignored)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when depth == 0:
                return $"The provided [flattened] field [{path}] exceeds the maximum depth limit";
            case JsonValueKind.Object:
                return value.EnumerateObject().Select(entry => entry.Name.Contains('\0', StringComparison.Ordinal)
                    ? $"Do not include null bytes in the keys of [flattened] field [{path}]"
                    : FlatProblem(ignoreAbove, entry.Value, path, key.Length == 0 ? entry.Name : $"{key}.{entry.Name}", depth - 1, ignored)).FirstOrDefault(problem => problem is not null);
            case JsonValueKind.Array:
                return value.EnumerateArray().Select(item => FlatProblem(ignoreAbove, item, path, key, depth, ignored)).FirstOrDefault(problem => problem is not null);
            case JsonValueKind.Null:
                return null;
            default:
                var text = Text(value);
                return text.Length > ignoreAbove ? Ignore(path, ignored)
                    : Encoding.UTF8.GetByteCount(key) + 1 + Encoding.UTF8.GetByteCount(text) > MaxTermBytes ? Immense($"{path}._keyed")
                    : null;
        }
    }

    private bool Forgiven(JsonElement field, string type) =>
        Forgiving.Contains(type) && (field.TryGetProperty("ignore_malformed", out var own) ? own.ValueKind is JsonValueKind.True : _ignoreMalformed);

    private static string? Ignore(string path, ICollection<string> ignored)
    {
        ignored.Add(path);
        return null;
    }

    private static int IgnoreAbove(JsonElement field) => field.TryGetProperty("ignore_above", out var above) ? above.GetInt32() : int.MaxValue;

    private static string Immense(string path) => $"Document contains at least one immense term in field=\"{path}\"";

    private static string Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string? LongProblem(JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? "it is no number"
        : decimal.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && decimal.Truncate(number) is >= long.MinValue and <= long.MaxValue ? null
        : "Value is out of range for a long";

    private static string? NumberProblem(JsonElement value) =>
        float.TryParse(Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number)
            ? null
            : "it is no finite number";

    // 'strict_date_optional_time_nanos', in nanoseconds of 63 bits since 1970.
    private static string? DateProblem(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Number)
        {
            return value.TryGetInt64(out _) ? null : "failed to parse date field";
        }

        var text = Text(value);
        return !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) || text is not [_, _, _, _, '-', _, _, '-', ..]
            ? "failed to parse date field"
            : null;
    }

    private static string? TimeProblem(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Number)
        {
            return value.TryGetInt64(out var milliseconds) && milliseconds >= 0 ? null : "is before the epoch in 1970";
        }

        var text = Text(value);
        return DateProblem(value) is { } problem ? problem
            : string.CompareOrdinal(text, "1970") < 0 ? "is before the epoch in 1970 and cannot be stored in nanosecond resolution"
            : string.CompareOrdinal(text, "2262-04-11T23:47:16.854775807Z") > 0 ? "is after 2262-04-11T23:47:16.854775807 and cannot be stored in nanosecond resolution"
            : null;
    }

    // No zone, no brackets, no leading zeros.
    private static string? AddressProblem(string text) =>
        text.AsSpan().ContainsAny('%', '[', '/') || !IPAddress.TryParse(text, out var address)
            || (!text.Contains(':', StringComparison.Ordinal) && address.ToString() != text)
            ? "is not an IP string literal."
            : null;
}
