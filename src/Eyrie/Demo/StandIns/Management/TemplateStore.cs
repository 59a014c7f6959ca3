using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace Eyrie.Demo.StandIns.Management;

/// <summary>Component and index templates: taken, refused, put together and kept from being removed as a version does it.</summary>
internal sealed class TemplateStore(StandInVersion version)
{
    private readonly TemplateCheck _check = new(version);
    private readonly SortedDictionary<string, JsonObject> _components = new(StringComparer.Ordinal);

    // Elasticsearch's own is always there.
    private readonly SortedDictionary<string, JsonObject> _templates = new(StringComparer.Ordinal)
    {
        ["logs"] = new() { ["index_patterns"] = new JsonArray("logs-*-*"), ["priority"] = 100, ["data_stream"] = new JsonObject(), ["_meta"] = new JsonObject { ["managed"] = true } },
    };

    /// <summary>Names of the data streams there are.</summary>
    public Func<IReadOnlyCollection<string>> Streams { get; set; } = static () => [];

    /// <summary>Answers about a component template.</summary>
    public ManagementAnswer Component(string method, string name, JsonObject? body)
    {
        switch (method)
        {
            case "PUT" or "POST" when body is not null:
                if (_check.OfComponent(body) is { } refusal)
                {
                    return refusal;
                }

                _components[name] = Normalised(body);
                return ManagementAnswer.Acknowledged;
            case "DELETE" when _components.ContainsKey(name):
                var users = _templates.Where(template => Uses(template.Value, name)).Select(template => template.Key).ToArray();
                return users.Length > 0
                    ? ManagementAnswer.Refuse($"component templates [{name}] cannot be removed as they are still in use by index templates [{string.Join(", ", users)}]")
                    : Remove(_components, name);
            case "GET" or "HEAD" when _components.TryGetValue(name, out var found):
                return ManagementAnswer.Ok(List("component_templates", "component_template", name, found));
            default:
                return ManagementAnswer.NotFound($"component template matching [{name}]");
        }
    }

    /// <summary>Answers about an index template.</summary>
    public ManagementAnswer Template(string method, string name, JsonObject? body)
    {
        switch (method)
        {
            case "PUT" or "POST" when body is not null:
                if ((_check.OfIndexTemplate(body) ?? Conflict(name, body)) is { } refusal)
                {
                    return refusal;
                }

                _templates[name] = Normalised(body);
                return ManagementAnswer.Acknowledged;
            case "DELETE" when _templates.TryGetValue(name, out var template):
                var users = Streams().Where(stream => Fits(template, stream)
                    && (!version.DeletesSharedTemplates || !_templates.Any(other => other.Key != name && Fits(other.Value, stream)))).ToArray();
                return users.Length > 0
                    ? ManagementAnswer.Refuse($"unable to remove composable templates [{name}] as they are in use by a data streams [{string.Join(", ", users)}]")
                    : Remove(_templates, name);
            case "GET" or "HEAD" when _templates.TryGetValue(name, out var found):
                return ManagementAnswer.Ok(List("index_templates", "index_template", name, found));
            default:
                return ManagementAnswer.NotFound($"index template matching [{name}]");
        }
    }

    /// <summary>Answers with all index templates.</summary>
    public ManagementAnswer AllTemplates() => ManagementAnswer.Ok(new JsonObject
    {
        ["index_templates"] = new JsonArray([.. _templates.Select(template => new JsonObject { ["name"] = template.Key, ["index_template"] = template.Value.DeepClone() })]),
    });

    /// <summary>What a new index of a data stream is made by: mappings, settings, lifecycle. Null when no template fits.</summary>
    public (string Name, JsonObject Template)? Resolve(string stream)
    {
        var best = _templates.Where(template => Fits(template.Value, stream))
            .OrderByDescending(template => template.Value["priority"]?.GetValue<int>() ?? 0).FirstOrDefault();
        return best.Key is null ? null : (best.Key, Whole(best.Value));
    }

    private ManagementAnswer? Conflict(string name, JsonObject body)
    {
        var optional = Names(body["ignore_missing_component_templates"]);
        var missing = Names(body["composed_of"]).Where(component => !_components.ContainsKey(component)).Except(optional).ToArray();
        if (missing.Length > 0)
        {
            return ManagementAnswer.Refuse(
                $"index_template [{name}] invalid, cause [index template [{name}] specifies component templates [{string.Join(", ", missing)}] that do not exist]",
                "invalid_index_template_exception");
        }

        var rival = _templates.FirstOrDefault(other => other.Key != name
            && (other.Value["priority"]?.ToString() ?? "0") == (body["priority"]?.ToString() ?? "0")
            && Names(other.Value["index_patterns"]).Any(theirs => Names(body["index_patterns"]).Any(ours => Overlap(theirs, ours))));
        return rival.Key is not null
            ? ManagementAnswer.Refuse(
                $"index template [{name}] has index patterns matching patterns from existing templates [{rival.Key}] that have the same priority "
                + $"[{body["priority"]}], multiple index templates may not match during index creation, please use a different priority")
            : _check.OfWhole(Whole(body)) is { } problem ? ManagementAnswer.Refuse(problem) : null;
    }

    private JsonObject Whole(JsonObject template)
    {
        var whole = new JsonObject();
        foreach (var part in Names(template["composed_of"]).Select(name => _components.GetValueOrDefault(name)).Append(template))
        {
            Merge(whole, part?["template"] as JsonObject);
        }

        whole["settings"] = FlatSettings.Of(whole["settings"] as JsonObject ?? []);
        return whole;
    }

    private static ManagementAnswer Remove(SortedDictionary<string, JsonObject> from, string name)
    {
        from.Remove(name);
        return ManagementAnswer.Acknowledged;
    }

    private static void Merge(JsonObject into, JsonObject? from)
    {
        foreach (var (name, value) in from ?? [])
        {
            if (into[name] is JsonObject mine && value is JsonObject theirs && !theirs.ContainsKey("type"))
            {
                Merge(mine, theirs);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }

    private static JsonObject Normalised(JsonObject body)
    {
        var kept = body.DeepClone().AsObject();
        if (kept["template"]?["settings"] is JsonObject settings)
        {
            kept["template"]!["settings"] = FlatSettings.Tree(FlatSettings.Of(settings));
        }

        if (kept["template"]?["lifecycle"] is JsonObject lifecycle)
        {
            lifecycle["enabled"] ??= true;
        }

        if (kept["data_stream"] is JsonObject stream)
        {
            stream["hidden"] = false;
            stream["allow_custom_routing"] = false;
        }

        return kept;
    }

    private static JsonObject List(string list, string inner, string name, JsonObject found) =>
        new() { [list] = new JsonArray(new JsonObject { ["name"] = name, [inner] = found.DeepClone() }) };

    private static bool Uses(JsonObject template, string component) => Names(template["composed_of"]).Contains(component, StringComparer.Ordinal);

    private static bool Fits(JsonObject template, string stream) =>
        Array.Exists(Names(template["index_patterns"]), pattern => FileSystemName.MatchesSimpleExpression(pattern, stream, ignoreCase: false));

    private static bool Overlap(string one, string other) =>
        FileSystemName.MatchesSimpleExpression(one, other.Replace("*", "x", StringComparison.Ordinal), ignoreCase: false)
        || FileSystemName.MatchesSimpleExpression(other, one.Replace("*", "x", StringComparison.Ordinal), ignoreCase: false);

    private static string[] Names(JsonNode? list) => list is JsonArray names ? [.. names.Select(name => name!.ToString())] : [];
}
