using System.Text;
using System.Text.Json;

namespace Eyrie.Demo.StandIns.Documents;

/// <summary>What Elasticsearch says to the keys and values in a <c>flattened</c> field.</summary>
/// <param name="path">The field's name.</param>
/// <param name="depthLimit">So many objects in each other, the field's own among them.</param>
/// <param name="ignoreAbove">Longer texts are kept without being indexed.</param>
/// <param name="rules">Of the version.</param>
internal sealed class FlattenedCheck(string path, int depthLimit, int ignoreAbove, MappingRules rules)
{
    private const int DefaultDepth = 20;

    /// <summary>As the mapping has it.</summary>
    public static FlattenedCheck Of(JsonElement field, string path, MappingRules rules) => new(
        path, field.TryGetProperty("depth_limit", out var depth) ? depth.GetInt32() : DefaultDepth, FieldValueCheck.IgnoreAbove(field), rules);

    /// <summary>Why the document is refused; null when it is taken.</summary>
    /// <param name="value">The field's value.</param>
    /// <param name="ignored">Gets the field's name when a value is not indexed.</param>
    public string? Problem(JsonElement value, ICollection<string> ignored) => value.ValueKind is JsonValueKind.Object
        ? ValueProblem(value, "", levels: 0, ignored)
        : $"failed to parse field [{path}] of type [flattened]: found a concrete value";

    /// <summary>The same for one value below the field, by a dotted name.</summary>
    public string? Problem(string key, JsonElement value, ICollection<string> ignored) => ValueProblem(value, key, key.Count('.') + 1, ignored);

    private string? ValueProblem(JsonElement value, string key, int levels, ICollection<string> ignored)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when levels + 1 > depthLimit:
                return $"The provided [flattened] field [{path}] exceeds the maximum depth limit of [{depthLimit}].";
            case JsonValueKind.Object:
                return First(value.EnumerateObject(), entry => EntryProblem(entry, key, levels, ignored));
            case JsonValueKind.Array:
                return First(value.EnumerateArray(), item => ValueProblem(item, key, levels, ignored));
            case JsonValueKind.Null:
                return null;
            default:
                return TextProblem(FieldValueCheck.Text(value), key, ignored);
        }
    }

    private string? EntryProblem(JsonProperty entry, string key, int levels, ICollection<string> ignored)
    {
        var whole = key.Length == 0 ? entry.Name : $"{key}.{entry.Name}";
        if (entry.Name.Contains('\0', StringComparison.Ordinal))
        {
            return $"Keys in [flattened] fields cannot contain the reserved character \\0. Offending key: [{SafeText.OneLine(whole, 60)}].";
        }

        if (!rules.ExpandsFlatKeys)
        {
            return ValueProblem(entry.Value, whole, levels + 1, ignored);
        }

        var inner = levels + entry.Name.Count('.');
        return FieldNames.Problem(entry.Name)
            ?? (inner + 1 > depthLimit ? $"The provided [flattened] field [{path}] exceeds the maximum depth limit of [{depthLimit}]." : null)
            ?? ValueProblem(entry.Value, whole, inner + 1, ignored);
    }

    private string? TextProblem(string text, string key, ICollection<string> ignored)
    {
        if (text.Length > ignoreAbove)
        {
            ignored.Add(path);
            return null;
        }

        return Encoding.UTF8.GetByteCount(key) + 1 + Encoding.UTF8.GetByteCount(text) > FieldValueCheck.MaxTermBytes
            ? FieldValueCheck.Immense($"{path}._keyed")
            : null;
    }

    private static string? First<T>(IEnumerable<T> all, Func<T, string?> problem) => all.Select(problem).FirstOrDefault(found => found is not null);
}
