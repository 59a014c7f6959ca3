using System.Globalization;
using System.IO.Enumeration;
using System.Text.Json.Nodes;
using Eyrie.Demo.StandIns.Documents;

namespace Eyrie.Demo.StandIns.Management;

/// <summary>Data streams with their backing indices, made as their template says at that moment.</summary>
internal sealed class StreamStore(StandInVersion version, TemplateStore templates)
{
    private readonly SortedDictionary<string, Stream> _streams = new(StringComparer.Ordinal);

    /// <summary>Their names.</summary>
    public IReadOnlyCollection<string> Names => _streams.Keys;

    /// <summary>Whether an index is under a policy.</summary>
    public IEnumerable<string> IndicesUnder(string policy) => _streams.Values.SelectMany(stream => stream.Indices)
        .Where(index => index.Settings["index.lifecycle.name"]?.ToString() == policy).Select(index => index.Name);

    /// <summary>The index that takes documents; the stream is made when there is none. Null: no template has such a stream.</summary>
    public StreamIndex? WriteIndex(string name)
    {
        if (!_streams.ContainsKey(name) && templates.Resolve(name) is var (template, body))
        {
            _streams[name] = new(template, (body["lifecycle"] as JsonObject)?.DeepClone().AsObject());
            AddIndex(name);
        }

        return _streams.GetValueOrDefault(name)?.Indices[^1];
    }

    /// <summary>Answers about data streams; null when the path is none of theirs.</summary>
    public ManagementAnswer? Answer(string method, string[] path, JsonObject? body) => (method, path) switch
    {
        ("GET", ["_data_stream", var pattern]) => ManagementAnswer.Ok(new JsonObject { ["data_streams"] = new JsonArray([.. Matching(pattern).Select(Show)]) }),
        ("DELETE", ["_data_stream", var name]) => _streams.Remove(name) ? ManagementAnswer.Acknowledged : Missing(name),
        ("PUT", ["_data_stream", var name, "_lifecycle"]) when version.HasStreamLifecycle => WithStream(name, stream => SetLifecycle(stream, body ?? [])),
        ("POST", [var name, "_rollover"]) => WithStream(name, _ => RollOver(name)),
        ("GET", [var name, "_mapping"]) => WithIndices(name, "mappings", static index => index.Mappings.DeepClone()),
        ("GET", [var name, "_settings"]) => WithIndices(name, "settings", static index => FlatSettings.Tree(index.Settings)),
        ("PUT", [var name, "_settings"]) => WithStream(name, stream => SetSettings(stream, body ?? [])),
        _ => null,
    };

    private static ManagementAnswer SetLifecycle(Stream stream, JsonObject body)
    {
        if (body.Select(pair => pair.Key).Except(["data_retention", "downsampling", "enabled"]).FirstOrDefault() is { } odd)
        {
            return ManagementAnswer.Refuse($"[lifecycle] unknown field [{odd}]", "x_content_parse_exception");
        }

        stream.Lifecycle = body.DeepClone().AsObject();
        stream.Lifecycle["enabled"] ??= true;
        return ManagementAnswer.Acknowledged;
    }

    private ManagementAnswer SetSettings(Stream stream, JsonObject body)
    {
        foreach (var (name, value) in FlatSettings.Of(body))
        {
            if (version.ProblemOf(name, value!.ToString()) is { } problem)
            {
                return ManagementAnswer.Refuse(problem);
            }

            stream.Indices.ForEach(index => index.Settings[name] = value.DeepClone());
        }

        return ManagementAnswer.Acknowledged;
    }

    private ManagementAnswer RollOver(string name)
    {
        AddIndex(name);
        return ManagementAnswer.Ok(new JsonObject { ["acknowledged"] = true, ["rolled_over"] = true });
    }

    private void AddIndex(string name)
    {
        var stream = _streams[name];
        var body = templates.Resolve(name)!.Value.Template;
        stream.Indices.Add(new(
            string.Create(CultureInfo.InvariantCulture, $".ds-{name}-2026.11.24-{stream.Indices.Count + 1:D6}"),
            body,
            version.Rules));
    }

    private ManagementAnswer WithStream(string name, Func<Stream, ManagementAnswer> act) => _streams.TryGetValue(name, out var stream) ? act(stream) : Missing(name);

    private ManagementAnswer WithIndices(string name, string key, Func<StreamIndex, JsonNode> show)
    {
        var indices = _streams.TryGetValue(name, out var stream) ? stream.Indices : _streams.Values.SelectMany(each => each.Indices).Where(index => index.Name == name);
        var body = new JsonObject(indices.Select(index => KeyValuePair.Create(index.Name, (JsonNode?)new JsonObject { [key] = show(index) })));
        return body.Count > 0 ? ManagementAnswer.Ok(body) : Missing(name);
    }

    private JsonObject Show(KeyValuePair<string, Stream> pair)
    {
        var (name, stream) = pair;
        var shown = new JsonObject
        {
            ["name"] = name,
            ["timestamp_field"] = new JsonObject { ["name"] = "@timestamp" },
            ["indices"] = new JsonArray([.. stream.Indices.Select(index => new JsonObject { ["index_name"] = index.Name })]),
            ["generation"] = stream.Indices.Count,
            ["template"] = stream.Template,
        };
        if (version.HasStreamLifecycle && stream.Lifecycle is { } lifecycle)
        {
            shown["lifecycle"] = lifecycle.DeepClone();
        }

        return shown;
    }

    private IEnumerable<KeyValuePair<string, Stream>> Matching(string pattern) =>
        _streams.Where(stream => FileSystemName.MatchesSimpleExpression(pattern, stream.Key, ignoreCase: false));

    private static ManagementAnswer Missing(string name) => ManagementAnswer.Refuse($"no such index [{name}]", "index_not_found_exception", 404);

    private sealed class Stream(string template, JsonObject? lifecycle)
    {
        public string Template => template;

        public JsonObject? Lifecycle { get; set; } = lifecycle;

        public List<StreamIndex> Indices { get; } = [];
    }
}
