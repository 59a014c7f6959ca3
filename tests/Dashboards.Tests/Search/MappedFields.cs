using System.Text.Json;

namespace Eyrie.Dashboards.Tests.Search;

/// <summary>A field of a mapping.</summary>
/// <param name="Type">Elasticsearch's name of its type.</param>
/// <param name="IgnoreAbove">Longer texts are not found.</param>
internal sealed record MappedField(string Type, int IgnoreAbove)
{
    /// <summary>Elasticsearch keeps its values in columns, so it can be put together by, sorted and counted.</summary>
    public bool IsAggregatable => Type is not ("text" or "match_only_text");

    public bool IsNumber => Type is "long" or "float" or "double";

    public bool IsDate => Type is "date" or "date_nanos";
}

/// <summary>The fields of an index template's mapping, by their full names.</summary>
internal sealed class MappedFields
{
    private readonly Dictionary<string, MappedField> _fields = new(StringComparer.Ordinal);

    public MappedFields(JsonElement mappings) => Add(mappings, "");

    /// <summary>The mapping that Eyrie installs.</summary>
    public static MappedFields Eyrie { get; } = Read(Samples.Path("..", "..", "src", "Sinks", "Elasticsearch", "index-template.json"));

    public IReadOnlyDictionary<string, MappedField> All => _fields;

    /// <summary>The field of that name, or the flattened one that it is in; null when it is not mapped.</summary>
    public MappedField? Find(string name)
    {
        for (var end = name.Length; end > 0; end = name.LastIndexOf('.', end - 1))
        {
            if (_fields.TryGetValue(name[..end], out var field))
            {
                return end == name.Length || field.Type is "flattened" ? field : null;
            }
        }

        return null;
    }

    private static MappedFields Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return new(json.RootElement.GetProperty("template").GetProperty("mappings"));
    }

    private void Add(JsonElement mapping, string prefix)
    {
        foreach (var kind in new[] { "properties", "fields" })
        {
            if (!mapping.TryGetProperty(kind, out var below))
            {
                continue;
            }

            foreach (var field in below.EnumerateObject())
            {
                var name = prefix + field.Name;
                if (field.Value.TryGetProperty("type", out var type) && !type.ValueEquals("object"))
                {
                    _fields[name] = new(type.GetString()!, field.Value.TryGetProperty("ignore_above", out var above) ? above.GetInt32() : int.MaxValue);
                }

                Add(field.Value, name + '.');
            }
        }
    }
}
