using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Eyrie.Demo.StandIns.Management;

/// <summary>The saved objects and detection rules of a space of Kibana's.</summary>
/// <param name="version">Kibana's.</param>
/// <param name="time">When objects were changed.</param>
/// <param name="isTaken">Whether another space has an object of this type and id.</param>
internal sealed class SpaceStore(Version version, TimeProvider time, Func<(string Type, string Id), bool> isTaken)
{
    private static readonly string[] KnownTypes = ["index-pattern", "dashboard", "lens", "visualization", "search", "tag", "map"];

    // Of these a reference must lead somewhere.
    private static readonly string[] Required = ["index-pattern", "search"];

    private readonly Dictionary<(string Type, string Id), JsonObject> _objects = [];
    private readonly Dictionary<string, JsonObject> _rules = new(StringComparer.Ordinal);

    /// <summary>The objects.</summary>
    public IReadOnlyDictionary<(string Type, string Id), JsonObject> Objects => _objects;

    /// <summary>The rules by their <c>rule_id</c>.</summary>
    public IReadOnlyDictionary<string, JsonObject> Rules => _rules;

    /// <summary>Somebody changes an object by hand.</summary>
    public void Change(string type, string id) => Stamp(_objects[(type, id)]);

    /// <summary>Somebody removes an object by hand.</summary>
    public void Remove(string type, string id) => _objects.Remove((type, id));

    /// <summary>Answers below <c>api/</c>.</summary>
    public KibanaAnswer Answer(HttpRequest request, string[] path, JsonObject? json, (string Name, string Content)? file) => (request.Method, path) switch
    {
        ("POST", ["saved_objects", "_import"]) => Upload(file, lines => Import(lines, request.Query["overwrite"] == "true")),
        ("POST", ["saved_objects", "_export"]) => Export(json ?? []),
        ("DELETE", ["saved_objects", var type, var id]) => _objects.Remove((type, id)) ? KibanaAnswer.Ok(new JsonObject()) : KibanaAnswer.NotFound($"Saved object [{type}/{id}] not found"),
        ("POST", ["detection_engine", "rules", "_import"]) => Upload(file, ImportRules),
        ("GET", ["detection_engine", "rules"]) => _rules.TryGetValue(request.Query["rule_id"]!, out var rule)
            ? KibanaAnswer.Ok(rule.DeepClone())
            : new(404, new JsonObject { ["message"] = $"rule_id: \"{request.Query["rule_id"]}\" not found", ["status_code"] = 404 }, null),
        ("DELETE", ["detection_engine", "rules"]) => _rules.Remove(request.Query["rule_id"]!) ? KibanaAnswer.Ok(new JsonObject()) : KibanaAnswer.NotFound("rule not found"),
        _ => KibanaAnswer.NotFound("Not Found"),
    };

    private static KibanaAnswer Upload((string Name, string Content)? file, Func<JsonObject[], KibanaAnswer> take) => file switch
    {
        null => KibanaAnswer.Refuse(400, "Bad Request", "[request body.file]: expected value of type [Stream] but got [undefined]"),
        var (name, _) when !name.EndsWith(".ndjson", StringComparison.Ordinal) => KibanaAnswer.Refuse(400, "Bad Request", $"Invalid file extension {Path.GetExtension(name)}"),
        var (_, content) => take(Lines(content)),
    };

    private KibanaAnswer Import(JsonObject[] lines, bool overwrite)
    {
        var known = lines.Select(KeyOf).ToHashSet();
        var errors = new JsonArray();
        foreach (var line in lines)
        {
            if (line["attributes"] is not JsonObject || KeyOf(line) is ("", _) or (_, ""))
            {
                return KibanaAnswer.Refuse(400, "Bad Request", "an object has no type, id or attributes");
            }

            if (ProblemOf(line, known, overwrite) is { } error)
            {
                errors.Add(new JsonObject { ["id"] = line["id"]!.ToString(), ["type"] = line["type"]!.ToString(), ["error"] = error });
            }
        }

        var failed = errors.Select(error => KeyOf(error!.AsObject())).ToHashSet();
        var others = lines.Select(KeyOf).Where(key => !_objects.ContainsKey(key) && isTaken(key)).ToDictionary(key => key, _ => Guid.NewGuid().ToString());
        foreach (var line in lines.Where(line => !failed.Contains(KeyOf(line))))
        {
            Rename(line, others);
            Stamp(line);
            _objects[KeyOf(line)] = line;
        }

        return KibanaAnswer.Ok(new JsonObject { ["success"] = errors.Count == 0, ["successCount"] = lines.Length - errors.Count, ["errors"] = errors, ["warnings"] = new JsonArray() });
    }

    // Ids are of all spaces: what another one has is stored as a copy, by an id that nobody knows.
    private static void Rename(JsonObject line, Dictionary<(string, string), string> others)
    {
        foreach (var each in (line["references"] as JsonArray ?? []).OfType<JsonObject>().Append(line).Where(each => others.ContainsKey(KeyOf(each))))
        {
            each["id"] = others[KeyOf(each)];
        }
    }

    private JsonObject? ProblemOf(JsonObject line, HashSet<(string, string)> known, bool overwrite)
    {
        var (type, id) = KeyOf(line);
        var missing = (line["references"] as JsonArray ?? []).Select(reference => KeyOf(reference!.AsObject()))
            .Where(key => Required.Contains(key.Type, StringComparer.Ordinal) && !known.Contains(key) && !_objects.ContainsKey(key)).ToArray();
        return !KnownTypes.Contains(type, StringComparer.Ordinal) ? Error("unsupported_type")
            : MigrationProblem(line, type) is { } words ? Error("unknown", words)
            : missing.Length > 0 ? MissingReferences(missing)
            : !overwrite && _objects.ContainsKey((type, id)) ? Error("conflict")
            : null;
    }

    // One that does not say its version is taken for one of version 7.0 and is migrated as such: it imports and shows an error.
    private string? MigrationProblem(JsonObject line, string type) =>
        line["coreMigrationVersion"]?.ToString() is not { } core || line["migrationVersion"]?[type]?.ToString() is not { } own
            ? $"{type} has no migrationVersion: it would not be shown"
            : Version.Parse(core) > version || Version.Parse(own) > version
                ? $"Document \"{line["id"]}\" belongs to a more recent version of Kibana [{own}] when the last known version is [{version}]."
                : null;

    private static JsonObject Error(string type, string? message = null) => message is null
        ? new() { ["type"] = type }
        : new() { ["type"] = type, ["message"] = message, ["statusCode"] = 422 };

    private static JsonObject MissingReferences(IEnumerable<(string Type, string Id)> missing) => new()
    {
        ["type"] = "missing_references",
        ["references"] = new JsonArray([.. missing.Select(key => new JsonObject { ["type"] = key.Type, ["id"] = key.Id })]),
    };

    private KibanaAnswer Export(JsonObject request)
    {
        var keys = (request["objects"] as JsonArray ?? []).Select(each => KeyOf(each!.AsObject())).ToArray();
        var missing = keys.Where(key => !_objects.ContainsKey(key)).ToArray();
        if (keys.Length == 0 || missing.Length > 0)
        {
            var refusal = KibanaAnswer.Refuse(400, "Bad Request", keys.Length == 0 ? "Either `type` or `objects` are required." : "Error fetching objects to export");
            refusal.Body!["attributes"] = new JsonObject
            {
                ["objects"] = new JsonArray([.. missing.Select(key => new JsonObject
                {
                    ["id"] = key.Id,
                    ["type"] = key.Type,
                    ["error"] = new JsonObject { ["error"] = "Not Found", ["message"] = $"Saved object [{key.Type}/{key.Id}] not found", ["statusCode"] = 404 },
                })]),
            };
            return refusal;
        }

        var all = request["includeReferencesDeep"]?.ToString() is "true" ? WithReferences(keys) : keys.ToHashSet();
        var (found, lost) = (all.Where(_objects.ContainsKey).ToArray(), all.Where(key => !_objects.ContainsKey(key)).ToArray());
        var details = new JsonObject
        {
            ["exportedCount"] = found.Length,
            ["missingRefCount"] = lost.Length,
            ["missingReferences"] = new JsonArray([.. lost.Select(key => new JsonObject { ["type"] = key.Type, ["id"] = key.Id })]),
        };
        var lines = found.Select(key => _objects[key].ToJsonString());
        return new(200, null, string.Join('\n', request["excludeExportDetails"]?.ToString() is "true" ? lines : lines.Append(details.ToJsonString())));
    }

    private HashSet<(string Type, string Id)> WithReferences(IEnumerable<(string Type, string Id)> keys)
    {
        var (all, next) = (new HashSet<(string, string)>(), new Queue<(string, string)>(keys));
        while (next.TryDequeue(out var key))
        {
            if (all.Add(key) && _objects.TryGetValue(key, out var found))
            {
                (found["references"] as JsonArray ?? []).Select(reference => KeyOf(reference!.AsObject())).ToList().ForEach(next.Enqueue);
            }
        }

        return all;
    }

    private KibanaAnswer ImportRules(JsonObject[] lines)
    {
        var errors = new JsonArray();
        foreach (var rule in lines.Where(line => !line.ContainsKey("exported_count")))
        {
            string[] needed = ["rule_id", "name", "description", "risk_score", "severity", "type"];
            if (Array.Find(needed, key => !rule.ContainsKey(key)) is { } lacking)
            {
                errors.Add(new JsonObject
                {
                    ["rule_id"] = rule["rule_id"]?.ToString() ?? "(unknown id)",
                    ["error"] = new JsonObject { ["status_code"] = 400, ["message"] = $"{lacking}: Required" },
                });
                continue;
            }

            var kept = rule.DeepClone().AsObject();
            kept["id"] = Guid.NewGuid().ToString();
            kept["immutable"] = false;
            _rules[rule["rule_id"]!.ToString()] = kept;
        }

        return KibanaAnswer.Ok(new JsonObject
        {
            ["success"] = errors.Count == 0,
            ["success_count"] = lines.Length - errors.Count,
            ["rules_count"] = lines.Length,
            ["errors"] = errors,
        });
    }

    private void Stamp(JsonObject line) => line["updated_at"] = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);

    private static JsonObject[] Lines(string content) =>
        [.. content.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => JsonNode.Parse(line)!.AsObject())];

    private static (string Type, string Id) KeyOf(JsonObject json) => (json["type"]?.ToString() ?? "", json["id"]?.ToString() ?? "");
}
