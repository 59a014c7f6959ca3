using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Demo.StandIns.Documents;

/// <summary>An index behind a data stream, as its template was when it was made.</summary>
internal sealed class StreamIndex
{
    private const int PrefixLength = 4; // '.ds-'

    /// <param name="name">Its name.</param>
    /// <param name="template">What it is made by, its components in it.</param>
    /// <param name="rules">Of the version; the newest when null.</param>
    public StreamIndex(string name, JsonObject template, MappingRules? rules = null)
    {
        Name = name;
        Mappings = (template["mappings"] as JsonObject ?? []).DeepClone().AsObject();
        Settings = template["settings"]!.DeepClone().AsObject();
        KeepsFailures = template["data_stream_options"]?["failure_store"]?["enabled"]?.ToString() is "true";
        if (Mappings["properties"] is not JsonObject fields)
        {
            Mappings["properties"] = fields = [];
        }

        fields["@timestamp"] ??= new JsonObject { ["type"] = "date", ["ignore_malformed"] = false }; // every data stream has it
        var whole = new JsonObject { ["template"] = new JsonObject { ["mappings"] = Mappings.DeepClone(), ["settings"] = Settings.DeepClone() } };
        using var json = JsonDocument.Parse(whole.ToJsonString());
        Mapping = new(json.RootElement, rules);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>As it is shown.</summary>
    public JsonObject Mappings { get; }

    /// <summary>Full names, values as texts.</summary>
    public JsonObject Settings { get; }

    /// <summary>What it says to documents.</summary>
    public MappingCheck Mapping { get; }

    /// <summary>What it refuses is stored elsewhere.</summary>
    public bool KeepsFailures { get; }

    /// <summary>Where.</summary>
    public string FailureIndex => $".fs-{Name[PrefixLength..]}";
}
