using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Eyrie.Demo.StandIns.Documents;

/// <summary>
/// What Elasticsearch says to a document under an index's mapping. Follows the rules of its field types: what it refuses, what it
/// keeps without indexing (<c>_ignored</c>), what it maps because a document brings it.
/// </summary>
internal sealed class MappingCheck
{
    private const int MaxTermBytes = 32_766;
    private const int DefaultFieldLimit = 1_000;

    // Types that 'ignore_malformed' saves from a value they cannot hold.
    private static readonly HashSet<string> Forgiving = ["long", "integer", "float", "double", "date", "date_nanos", "ip"];

    private static readonly JsonElement Nothing = JsonElement.Parse("{}"u8);

    private readonly JsonElement _mappings;
    private readonly DynamicFields _dynamicFields;
    private readonly bool _ignoreMalformed;

    /// <summary>Reads an index template's JSON.</summary>
    public MappingCheck(JsonElement indexTemplate)
    {
        var known = indexTemplate.TryGetProperty("template", out var template);
        _mappings = known && template.TryGetProperty("mappings", out var mappings) ? mappings.Clone() : Nothing;
        var settings = known && template.TryGetProperty("settings", out var said) ? said : Nothing;
        _ignoreMalformed = Setting(settings, "index.mapping.ignore_malformed") is "True" or "true";
        var limit = Setting(settings, "index.mapping.total_fields.limit") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : DefaultFieldLimit;
        _dynamicFields = new(CountFields(_mappings), limit);
    }

    /// <summary>Why the document is refused; null when it is taken.</summary>
    /// <param name="document">The document.</param>
    /// <param name="ignored">Gets the fields whose values are kept without being indexed.</param>
    /// <exception cref="RefusedDocumentException">It is refused for another reason than one of its values.</exception>
    public string? Problem(JsonElement document, ICollection<string> ignored)
    {
        var reading = new Reading(ignored, _dynamicFields.Begin());
        var problem = ObjectProblem(_mappings, document, "", Dynamic.True, reading)
            ?? (document.TryGetProperty("@timestamp", out _) ? null : "data stream timestamp field [@timestamp] is missing");
        if (problem is null)
        {
            reading.Brought.Commit();
        }

        return problem;
    }

    private string? ObjectProblem(JsonElement mapping, JsonElement value, string path, Dynamic inherited, Reading reading)
    {
        var dynamic = DynamicOf(mapping, inherited);
        foreach (var property in value.EnumerateObject())
        {
            if (ChildProblem(mapping, property.Name.Split('.'), property.Value, path, dynamic, reading) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    // A dot in a name is an object: {"a.b": 1} is {"a": {"b": 1}}.
    private string? ChildProblem(JsonElement mapping, ReadOnlySpan<string> names, JsonElement value, string path, Dynamic dynamic, Reading reading)
    {
        var name = path.Length == 0 ? names[0] : $"{path}.{names[0]}";
        if (!TryFind(mapping, names[0], name, reading, out var field))
        {
            if (value.ValueKind is JsonValueKind.Null || dynamic is Dynamic.False)
            {
                return null;
            }

            if (dynamic is Dynamic.Strict)
            {
                throw new RefusedDocumentException(
                    "strict_dynamic_mapping_exception", $"mapping set to strict, dynamic introduction of [{names[0]}] within [{(path.Length == 0 ? "_doc" : path)}] is not allowed");
            }

            var first = FirstValue(value);
            if (names.Length == 1 && first.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            {
                return null; // nothing to guess by
            }

            field = reading.Brought.Bring(name, names.Length > 1 ? Nothing : first);
        }

        return names.Length == 1 ? FieldProblem(field, value, name, dynamic, reading)
            : TypeOf(field) is "object" ? ChildProblem(field, names[1..], value, name, DynamicOf(field, dynamic), reading)
            : TypeOf(field) is "flattened" ? null
            : $"Could not dynamically add mapping for field [{name}.{names[1]}]. Existing mapping for [{name}] must be of type object but found [{TypeOf(field)}].";
    }

    private string? FieldProblem(JsonElement field, JsonElement value, string path, Dynamic dynamic, Reading reading)
    {
        if (value.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (FieldProblem(field, item, path, dynamic, reading) is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }

        return TypeOf(field) switch
        {
            "object" when value.ValueKind is JsonValueKind.Object => ObjectProblem(field, value, path, dynamic, reading),
            "object" => $"object mapping for [{path}] tried to parse field [{path}] as object, but found a concrete value",
            "flattened" => FlatProblem(field, value, path, reading.Ignored),
            var type => LeafProblem(field, type, value, path, reading.Ignored),
        };
    }

    private string? LeafProblem(JsonElement field, string type, JsonElement value, string path, ICollection<string> ignored)
    {
        if (value.ValueKind is JsonValueKind.Object)
        {
            return Forgiven(field, type) ? Ignore(path, ignored) : $"failed to parse field [{path}] of type [{type}]: found an object";
        }

        var text = FieldValueCheck.Text(value);
        switch (type)
        {
            case "keyword" or "wildcard" or "match_only_text" or "text":
                return TextProblem(field, type, text, path, ignored);
            case "constant_keyword":
                return !field.TryGetProperty("value", out var constant) || constant.ValueEquals(text) ? null
                    : $"[constant_keyword] field [{path}] only accepts values that are equal to the value defined in the mappings [{constant.GetString()}], but got [{SafeText.OneLine(text, 60)}]";
            default:
                var problem = FieldValueCheck.Problem(type, value);
                return problem is null ? null
                    : Forgiven(field, type) ? Ignore(path, ignored)
                    : $"failed to parse field [{path}] of type [{type}]: {problem}: '{SafeText.OneLine(text, 60)}'";
        }
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
                var text = FieldValueCheck.Text(value);
                return text.Length > ignoreAbove ? Ignore(path, ignored)
                    : Encoding.UTF8.GetByteCount(key) + 1 + Encoding.UTF8.GetByteCount(text) > MaxTermBytes ? Immense($"{path}._keyed")
                    : null;
        }
    }

    private bool Forgiven(JsonElement field, string type) =>
        Forgiving.Contains(type) && (field.TryGetProperty("ignore_malformed", out var own) ? own.ValueKind is JsonValueKind.True : _ignoreMalformed);

    private static bool TryFind(JsonElement mapping, string name, string path, Reading reading, out JsonElement field)
    {
        field = default;
        return (mapping.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out field)) || reading.Brought.TryFind(path, out field);
    }

    private static JsonElement FirstValue(JsonElement value) =>
        value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().Select(FirstValue).FirstOrDefault(item => item.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)) : value;

    private static string TypeOf(JsonElement field) => field.TryGetProperty("type", out var type) ? type.GetString()! : "object";

    private static Dynamic DynamicOf(JsonElement mapping, Dynamic inherited) => !mapping.TryGetProperty("dynamic", out var said) ? inherited : said.ToString().ToUpperInvariant() switch
    {
        "FALSE" or "RUNTIME" => Dynamic.False, // at runtime: searchable, but without a place in the mapping
        "STRICT" => Dynamic.Strict,
        _ => Dynamic.True,
    };

    private static int CountFields(JsonElement mapping) => CountFields(mapping, "properties") + CountFields(mapping, "fields");

    private static int CountFields(JsonElement mapping, string kind) =>
        mapping.TryGetProperty(kind, out var fields) ? fields.EnumerateObject().Sum(field => 1 + CountFields(field.Value)) : 0;

    private static string? Setting(JsonElement settings, string name) => settings.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static string? Ignore(string path, ICollection<string> ignored)
    {
        ignored.Add(path);
        return null;
    }

    private static int IgnoreAbove(JsonElement field) => field.TryGetProperty("ignore_above", out var above) ? above.GetInt32() : int.MaxValue;

    private static string Immense(string path) => $"Document contains at least one immense term in field=\"{path}\"";

    /// <summary>One document on its way through the mapping.</summary>
    private sealed record Reading(ICollection<string> Ignored, DynamicFields.Update Brought);
}
