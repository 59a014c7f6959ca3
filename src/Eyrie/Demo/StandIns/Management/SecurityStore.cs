using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Eyrie.Demo.StandIns.Management;

/// <summary>Who a request is from.</summary>
internal enum Caller
{
    /// <summary>Nobody that is known.</summary>
    Nobody,

    /// <summary>A user who may do everything.</summary>
    Admin,

    /// <summary>A key that may do everything.</summary>
    AdminKey,

    /// <summary>A key with privileges of its own.</summary>
    Restricted,
}

/// <summary>Roles and API keys.</summary>
internal sealed class SecurityStore(StandInVersion version, string adminKey)
{
    private static readonly HashSet<string> ClusterPrivileges = ["all", "monitor", "manage", "manage_index_templates", "manage_ilm", "manage_security", "manage_own_api_key"];
    private static readonly HashSet<string> IndexPrivileges = ["all", "manage", "monitor", "read", "write", "create", "create_doc", "create_index", "index", "auto_configure", "view_index_metadata"];

    private readonly Dictionary<string, JsonObject> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Id, string Name, bool Invalidated)> _keys = new(StringComparer.Ordinal);

    /// <summary>The user that a stand-in has, as in <c>Authorization: Basic</c>.</summary>
    public const string AdminUser = "elastic";

    /// <summary>The user's password.</summary>
    public const string AdminPassword = "changeme";

    /// <summary>Whether the key of a request's has been made and still holds.</summary>
    public Caller Who(string authorization) => authorization switch
    {
        _ when !version.HasSecurity => Caller.Admin,
        _ when authorization == $"ApiKey {adminKey}" => Caller.AdminKey,
        _ when authorization == $"Basic {Base64($"{AdminUser}:{AdminPassword}")}" => Caller.Admin,
        ['A', 'p', 'i', 'K', 'e', 'y', ' ', .. var key] when _keys.TryGetValue(key, out var known) && !known.Invalidated => Caller.Restricted,
        _ => Caller.Nobody,
    };

    /// <summary>Answers about security.</summary>
    public ManagementAnswer Answer(Caller caller, string method, string[] path, string name, JsonObject? body) => (method, path) switch
    {
        _ when !version.HasSecurity => version.From(8, 0)
            ? ManagementAnswer.NoHandler($"/{string.Join('/', path)}", method)
            : ManagementAnswer.Refuse("Security must be explicitly enabled when using a [basic] license.", "exception", 500),
        ("GET", [_, "_authenticate"]) => ManagementAnswer.Ok(new JsonObject { ["username"] = caller.ToString() }),
        ("PUT" or "POST", [_, "role", var role]) => RoleProblem(body ?? []) is { } problem ? ManagementAnswer.Refuse(problem, "action_request_validation_exception") : Put(role, body!),
        ("GET", [_, "role", var role]) => _roles.TryGetValue(role, out var found)
            ? ManagementAnswer.Ok(new JsonObject { [role] = found.DeepClone() })
            : new(404, new JsonObject()),
        ("DELETE", [_, "role", var role]) => ManagementAnswer.Ok(new JsonObject { ["found"] = _roles.Remove(role) }),
        ("POST" or "PUT", [_, "api_key"]) => CreateKey(caller, body ?? []),
        ("GET", [_, "api_key"]) => ManagementAnswer.Ok(new JsonObject { ["api_keys"] = new JsonArray([.. _keys.Values.Where(key => key.Name == name).Select(Show)]) }),
        ("DELETE", [_, "api_key"]) => Invalidate(body?["name"]?.ToString()),
        _ => ManagementAnswer.NoHandler($"/{string.Join('/', path)}", method),
    };

    private ManagementAnswer Put(string name, JsonObject body)
    {
        var created = !_roles.ContainsKey(name);
        var role = body.DeepClone().AsObject();
        foreach (var index in role["indices"] as JsonArray ?? [])
        {
            index!["allow_restricted_indices"] = false;
        }

        role["applications"] = new JsonArray();
        role["run_as"] = new JsonArray();
        role["transient_metadata"] = new JsonObject { ["enabled"] = true };
        _roles[name] = role;
        return ManagementAnswer.Ok(new JsonObject { ["role"] = new JsonObject { ["created"] = created } });
    }

    private ManagementAnswer CreateKey(Caller caller, JsonObject body)
    {
        string[] known = ["name", "role_descriptors", "expiration", .. version.From(7, 13) ? ["metadata"] : Array.Empty<string>()];
        if (body.Select(pair => pair.Key).Except(known).FirstOrDefault() is { } odd)
        {
            return ManagementAnswer.Refuse($"[api_key_request] unknown field [{odd}]", "x_content_parse_exception");
        }

        var roles = (body["role_descriptors"] as JsonObject ?? []).Select(role => role.Value as JsonObject ?? []).ToArray();
        if (caller is not Caller.Admin && roles.Length > 0)
        {
            return ManagementAnswer.Refuse("creating derived api keys requires an explicit role descriptor that is empty (has no privileges)");
        }

        if (roles.Select(RoleProblem).FirstOrDefault(problem => problem is not null) is { } wrong)
        {
            return ManagementAnswer.Refuse(wrong, "action_request_validation_exception");
        }

        var (id, secret, name) = (string.Create(CultureInfo.InvariantCulture, $"id{_keys.Count:D4}"), Guid.NewGuid().ToString("N"), body["name"]?.ToString() ?? "");
        _keys[Base64($"{id}:{secret}")] = (id, name, false);
        var answer = new JsonObject { ["id"] = id, ["name"] = name, ["api_key"] = secret };
        if (version.From(7, 16))
        {
            answer["encoded"] = Base64($"{id}:{secret}");
        }

        return ManagementAnswer.Ok(answer);
    }

    private ManagementAnswer Invalidate(string? name)
    {
        foreach (var (key, value) in _keys.Where(key => key.Value.Name == name).ToArray())
        {
            _keys[key] = value with { Invalidated = true };
        }

        return ManagementAnswer.Ok(new JsonObject { ["error_count"] = 0 });
    }

    private static string? RoleProblem(JsonObject role)
    {
        if (role.Select(pair => pair.Key).Except(["cluster", "indices", "applications", "run_as", "metadata"]).FirstOrDefault() is { } odd)
        {
            return $"failed to parse role. unexpected field [{odd}]";
        }

        var cluster = Texts(role["cluster"]).FirstOrDefault(privilege => !ClusterPrivileges.Contains(privilege));
        var index = (role["indices"] as JsonArray ?? []).SelectMany(each => Texts(each!["privileges"])).FirstOrDefault(privilege => !IndexPrivileges.Contains(privilege));
        return cluster is not null ? $"unknown cluster privilege [{cluster}]" : index is not null ? $"unknown index privilege [{index}]" : null;
    }

    private static IEnumerable<string> Texts(JsonNode? list) => list is JsonArray texts ? texts.Select(text => text!.ToString()) : [];

    private static JsonObject Show((string Id, string Name, bool Invalidated) key) => new() { ["id"] = key.Id, ["name"] = key.Name, ["invalidated"] = key.Invalidated };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
