using System.Globalization;
using System.Text.Json;
using Eyrie.Contracts;

namespace Eyrie.Dashboards.Tests.Search;

/// <summary>A value as Elasticsearch's index has it.</summary>
/// <param name="Text">What terms and matches compare.</param>
/// <param name="Number">Of numbers; of dates: nanoseconds since 1970.</param>
internal readonly record struct IndexedValue(string Text, double Number = double.NaN);

/// <summary>A document as a mapping sees it: values by field, what is not mapped left out.</summary>
internal sealed class IndexedDocument
{
    private static readonly IReadOnlyList<IndexedValue> None = [];
    private readonly Dictionary<string, List<IndexedValue>> _values = new(StringComparer.Ordinal);
    private readonly MappedFields _fields;

    public IndexedDocument(string index, JsonElement source, MappedFields fields)
    {
        (Index, Source, _fields) = (index, source, fields);
        Add(source, "");
    }

    /// <summary>Its data stream.</summary>
    public string Index { get; }

    public JsonElement Source { get; }

    /// <summary>A field's values, each once, as the index has them.</summary>
    public IReadOnlyList<IndexedValue> Values(string field) => _values.TryGetValue(field, out var values) ? values : None;

    private void Add(JsonElement value, string path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    Add(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}");
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Add(item, path);
                }

                break;
            case not JsonValueKind.Null:
                AddLeaf(value, path);
                break;
        }
    }

    private void AddLeaf(JsonElement value, string path)
    {
        if (_fields.Find(path) is not { } field)
        {
            return;
        }

        var text = value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (text.Length > field.IgnoreAbove)
        {
            return;
        }

        var indexed = field switch
        {
            { IsDate: true } when EventTime.TryParse(text, out var time) => new IndexedValue(text, time.UnixNanoseconds),
            { IsNumber: true } => new IndexedValue(text, double.Parse(text, CultureInfo.InvariantCulture)),
            _ => new IndexedValue(text),
        };
        if (!_values.TryGetValue(path, out var values))
        {
            _values[path] = values = [];
        }

        if (!values.Contains(indexed))
        {
            values.Add(indexed);
        }
    }
}
