using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Eyrie.Demo.StandIns.Documents;

/// <summary>
/// What Elasticsearch says to a document under an index's mapping. Follows its <c>DocumentParser</c> and the mappers of its field types: what they
/// refuse, what they keep without indexing (<c>_ignored</c>), what is mapped because a document brings it.
/// </summary>
internal sealed class MappingCheck
{
    private const int DefaultFieldLimit = 1_000;

    // Types that 'ignore_malformed' saves from a value they cannot hold. Never from an object.
    private static readonly HashSet<string> Forgiving = ["long", "integer", "float", "double", "date", "date_nanos", "ip"];

    private static readonly JsonElement Nothing = JsonElement.Parse("{}"u8);

    private readonly JsonElement _mappings;
    private readonly MappingRules _rules;
    private readonly DynamicFields _dynamicFields;
    private readonly bool _ignoreMalformed;

    /// <summary>Reads an index template's JSON.</summary>
    /// <param name="indexTemplate">The template, its components in it.</param>
    /// <param name="rules">Of the version; the newest when null.</param>
    public MappingCheck(JsonElement indexTemplate, MappingRules? rules = null)
    {
        var known = indexTemplate.TryGetProperty("template", out var template);
        _mappings = known && template.TryGetProperty("mappings", out var mappings) ? mappings.Clone() : Nothing;
        _rules = rules ?? new();
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
        var problem = document.EnumerateObject().Select(property => property.Name).FirstOrDefault(FieldNames.IsReserved) is { } reserved
            ? $"Field [{reserved}] is a metadata field and cannot be added inside a document. Use the index API request parameters."
            : ObjectProblem(_mappings, document, "", Dynamic.True, reading)
                ?? (document.TryGetProperty("@timestamp", out _) ? null : "data stream timestamp field [@timestamp] is missing");
        if (problem is null)
        {
            reading.Brought.Commit();
        }

        return problem;
    }

    private string? ObjectProblem(JsonElement mapping, JsonElement value, string path, Dynamic inherited, Reading reading)
    {
        if (mapping.TryGetProperty("enabled", out var enabled) && enabled.ToString() is "False" or "false")
        {
            return null;
        }

        var dynamic = DynamicOf(mapping, inherited);
        foreach (var property in value.EnumerateObject())
        {
            if ((FieldNames.Problem(property.Name) ?? ChildProblem(mapping, FieldNames.Parts(property.Name), property.Value, path, dynamic, reading)) is { } problem)
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
        if (!TryFind(mapping, names[0], name, reading, out var field) && !TryBring(names, value, (path, name), dynamic, reading, out field))
        {
            return null;
        }

        return names.Length == 1 ? FieldProblem(field, value, name, dynamic, reading)
            : IsObject(field) ? ChildProblem(field, names[1..], value, name, DynamicOf(field, dynamic), reading)
            : TypeOf(field) is "flattened" && _rules.ExpandsDots ? FlattenedCheck.Of(field, name, _rules).Problem(string.Join('.', names[1..]!), value, reading.Ignored)
            : $"Could not dynamically add mapping for field [{name}.{names[1]}]. Existing mapping for [{name}] must be of type object but found [{TypeOf(field)}].";
    }

    // What 'dynamic' does with a field that is not mapped. False: nothing is to be looked at.
    private static bool TryBring(ReadOnlySpan<string> names, JsonElement value, (string Parent, string Name) path, Dynamic dynamic, Reading reading, out JsonElement field)
    {
        field = default;
        if (dynamic is Dynamic.Strict)
        {
            throw new RefusedDocumentException(
                "strict_dynamic_mapping_exception",
                $"mapping set to strict, dynamic introduction of [{names[0]}] within [{(path.Parent.Length == 0 ? "_doc" : path.Parent)}] is not allowed");
        }

        var first = FirstValue(value);
        var isEmpty = first.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined; // nothing to guess by
        var isObject = names.Length > 1 || first.ValueKind is JsonValueKind.Object;
        if (dynamic is Dynamic.False || (isEmpty && names.Length == 1) || (dynamic is Dynamic.Runtime && !isObject))
        {
            return false;
        }

        field = reading.Brought.Bring(path.Name, isObject ? Nothing : first);
        return true;
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
            _ when !IsObject(field) => LeafProblem(field, value, path, reading) ?? OthersProblem(field, value, path, reading),
            _ when value.ValueKind is JsonValueKind.Object => ObjectProblem(field, value, path, dynamic, reading),
            _ => $"object mapping for [{path}] tried to parse field [{path}] as object, but found a concrete value",
        };
    }

    private string? LeafProblem(JsonElement field, JsonElement value, string path, Reading reading)
    {
        var type = TypeOf(field);
        return type is "flattened" ? FlattenedCheck.Of(field, path, _rules).Problem(value, reading.Ignored)
            : value.ValueKind is JsonValueKind.Object ? $"failed to parse field [{path}] of type [{type}]: found an object"
            : type is "keyword" or "wildcard" or "match_only_text" or "text" ? TextProblem(field, type, FieldValueCheck.Text(value), path, reading.Ignored)
            : type is "constant_keyword" ? ConstantProblem(field, FieldValueCheck.Text(value), path, reading)
            : FieldValueCheck.Problem(type, value) is not { } problem ? null
            : Forgives(field, type) ? Ignore(path, reading.Ignored)
            : $"failed to parse field [{path}] of type [{type}]: {problem}: '{SafeText.OneLine(FieldValueCheck.Text(value), 60)}'";
    }

    // The same value in the fields below the field, and in those that it is copied to.
    private string? OthersProblem(JsonElement field, JsonElement value, string path, Reading reading)
    {
        if (field.TryGetProperty("fields", out var fields))
        {
            foreach (var sub in fields.EnumerateObject())
            {
                if (LeafProblem(sub.Value, value, $"{path}.{sub.Name}", reading) is { } problem)
                {
                    return problem;
                }
            }
        }

        var targets = !field.TryGetProperty("copy_to", out var copies) ? [] : copies.ValueKind is JsonValueKind.Array ? copies.EnumerateArray().Select(FieldValueCheck.Text) : [FieldValueCheck.Text(copies)];
        return targets.Select(target => CopyProblem(target, value, reading)).FirstOrDefault(found => found is not null);
    }

    // A copy is copied no further.
    private string? CopyProblem(string target, JsonElement value, Reading reading)
    {
        var (mapping, dynamic, names) = (_mappings, DynamicOf(_mappings, Dynamic.True), target.Split('.'));
        foreach (var name in names[..^1])
        {
            mapping = mapping.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var below) ? below : Nothing;
            dynamic = DynamicOf(mapping, dynamic);
        }

        return TryFind(mapping, names[^1], target, reading, out var field) || TryBring(names.AsSpan(names.Length - 1), value, (string.Join('.', names[..^1]), target), dynamic, reading, out field)
            ? LeafProblem(field, value, target, reading)
            : null;
    }

    private static string? TextProblem(JsonElement field, string type, string text, string path, ICollection<string> ignored) =>
        text.Length > FieldValueCheck.IgnoreAbove(field) ? Ignore(path, ignored)
        : type is "keyword" && Encoding.UTF8.GetByteCount(text) > FieldValueCheck.MaxTermBytes ? FieldValueCheck.Immense(path)
        : null;

    // Without a value, the first document's is the one of the index.
    private static string? ConstantProblem(JsonElement field, string text, string path, Reading reading)
    {
        var constant = (field.TryGetProperty("value", out var said) ? said : reading.Brought.Constant(path, text)).GetString();
        return constant == text ? null
            : $"[constant_keyword] field [{path}] only accepts values that are equal to the value defined in the mappings [{constant}], but got [{SafeText.OneLine(text, 60)}]";
    }

    private bool Forgives(JsonElement field, string type) =>
        (Forgiving.Contains(type) || (type is "boolean" && _rules.ForgivesBooleans))
        && (field.TryGetProperty("ignore_malformed", out var own) ? own.ToString() is "True" or "true" : _ignoreMalformed);

    private static bool TryFind(JsonElement mapping, string name, string path, Reading reading, out JsonElement field)
    {
        field = default;
        return (mapping.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out field)) || reading.Brought.TryFind(path, out field);
    }

    private static JsonElement FirstValue(JsonElement value) =>
        value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().Select(FirstValue).FirstOrDefault(item => item.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)) : value;

    private static string TypeOf(JsonElement field) => field.TryGetProperty("type", out var type) ? type.GetString()! : "object";

    private static bool IsObject(JsonElement field) => TypeOf(field) is "object" or "nested";

    private static Dynamic DynamicOf(JsonElement mapping, Dynamic inherited) => !mapping.TryGetProperty("dynamic", out var said) ? inherited : said.ToString().ToUpperInvariant() switch
    {
        "FALSE" => Dynamic.False,
        "RUNTIME" => Dynamic.Runtime,
        "STRICT" or "STRICT_ALLOW_TEMPLATES" => Dynamic.Strict,
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

    /// <summary>One document on its way through the mapping.</summary>
    private sealed record Reading(ICollection<string> Ignored, DynamicFields.Update Brought);
}
