using System.Collections.Concurrent;
using System.IO.Enumeration;
using System.Text.Json;

namespace Eyrie.Demo.StandIns;

/// <summary>The index templates that somebody installed, and what they make of documents.</summary>
internal sealed class KnownTemplates
{
    private readonly ConcurrentDictionary<string, (string[] Patterns, MappingCheck Mapping)> _templates = new();

    /// <summary>Whether there is one of that name.</summary>
    public bool Has(string name) => _templates.ContainsKey(name);

    /// <summary>Takes a template; false when it is none for data streams.</summary>
    public bool TryAdd(string name, ReadOnlyMemory<byte> json)
    {
        using var template = JsonDocument.Parse(json);
        if (template.RootElement.ValueKind is not JsonValueKind.Object
            || !template.RootElement.TryGetProperty("index_patterns", out var patterns) || patterns.ValueKind is not JsonValueKind.Array
            || !template.RootElement.TryGetProperty("data_stream", out var stream) || stream.ValueKind is not JsonValueKind.Object)
        {
            return false;
        }

        _templates[name] = ([.. patterns.EnumerateArray().Select(pattern => pattern.GetString()!)], new(template.RootElement));
        return true;
    }

    /// <summary>Why a document does not fit the mapping of its data stream; null when it does, or when nobody installed one.</summary>
    public string? Problem(string dataStream, ReadOnlyMemory<byte> document)
    {
        foreach (var (patterns, mapping) in _templates.Values)
        {
            if (Array.Exists(patterns, pattern => FileSystemName.MatchesSimpleExpression(pattern, dataStream)))
            {
                using var json = JsonDocument.Parse(document);
                return mapping.Problem(json.RootElement, []);
            }
        }

        return null;
    }
}
