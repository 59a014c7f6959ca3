using System.Collections.Concurrent;
using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Demo.StandIns;

/// <summary>The index templates that somebody installed, and what they make of documents.</summary>
internal sealed class KnownTemplates
{
    private readonly ConcurrentDictionary<string, (string[] Patterns, MappingCheck Mapping)> _templates = new();

    /// <summary>A template is there, put together from its parts, or was replaced.</summary>
    public void Set(string name, string[] patterns, JsonObject template)
    {
        using var json = JsonDocument.Parse(new JsonObject { ["template"] = template.DeepClone() }.ToJsonString());
        _templates[name] = (patterns, new(json.RootElement));
    }

    /// <summary>Others are gone.</summary>
    public void Keep(IEnumerable<string> names)
    {
        foreach (var gone in _templates.Keys.Except(names).ToArray())
        {
            _templates.TryRemove(gone, out _);
        }
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
