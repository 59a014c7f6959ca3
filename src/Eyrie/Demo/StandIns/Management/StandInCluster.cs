using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Demo.StandIns.Documents;
using Microsoft.AspNetCore.Http;

namespace Eyrie.Demo.StandIns.Management;

/// <summary>What Elasticsearch answers to whoever sets it up: version, templates, data streams, lifecycle, security.</summary>
internal sealed class StandInCluster
{
    private readonly Lock _lock = new();
    private readonly StandInVersion _version;
    private readonly TemplateStore _templates;
    private readonly StreamStore _streams;
    private readonly PolicyStore _policies;
    private readonly SecurityStore _security;

    /// <param name="version">Which version it is.</param>
    /// <param name="adminKey">An API key that may do everything.</param>
    public StandInCluster(StandInVersion version, string adminKey)
    {
        _version = version;
        _templates = new(version);
        _streams = new(version, _templates);
        _templates.Streams = () => _streams.Names;
        _policies = new(version, _streams);
        _security = new(version, adminKey);
    }

    /// <summary>Who a request is from.</summary>
    public Caller Who(HttpRequest request)
    {
        lock (_lock)
        {
            return _security.Who(request.Headers.Authorization.ToString());
        }
    }

    /// <summary>The index that takes a data stream's documents, made when there is none; null: no template has such a stream.</summary>
    public StreamIndex? WriteIndex(string stream)
    {
        lock (_lock)
        {
            return _streams.WriteIndex(stream);
        }
    }

    /// <summary>Answers; null when the request is none of a management's.</summary>
    public async Task<ManagementAnswer?> AnswerAsync(HttpRequest request, Caller caller)
    {
        var path = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path is [.., "_bulk"] or [.., "_search"] or [.., "_count"] or [.., "_doc", _])
        {
            return null;
        }

        var bytes = await StandInServer.ReadBodyAsync(request, request.HttpContext.RequestAborted);
        if (!TryParse(bytes, out var body))
        {
            return ManagementAnswer.Refuse("the body is no JSON object", "parse_exception");
        }

        lock (_lock)
        {
            return caller is Caller.Restricted && !IsMonitoring(request.Method, path)
                ? ManagementAnswer.Refuse($"action is unauthorized for API key id, {request.Method} {request.Path}", "security_exception", 403)
                : Answer(request, caller, path, body);
        }
    }

    private ManagementAnswer? Answer(HttpRequest request, Caller caller, string[] path, JsonObject? body) => path switch
    {
        [] => ManagementAnswer.Ok(About()),
        ["_xpack"] when _version.Flavor is "default" => ManagementAnswer.Ok(Features()),
        ["_component_template", var name] => _templates.Component(request.Method, name, body),
        ["_index_template"] when request.Method is "GET" => _templates.AllTemplates(),
        ["_index_template", var name] => _templates.Template(request.Method, name, body),
        ["_ilm", "policy", var name] when _version.Flavor is "default" => _policies.Answer(request.Method, name, body),
        ["_security", ..] => _security.Answer(caller, request.Method, path, request.Query["name"].ToString(), body),
        _ => _streams.Answer(request.Method, path, body),
    };

    // What the cluster privilege 'monitor' allows, and what everybody may.
    private static bool IsMonitoring(string method, string[] path) =>
        method is "GET" or "HEAD" && path is [] or ["_xpack"] or ["_component_template", _] or ["_index_template", _] or ["_security", "_authenticate"];

    private JsonObject About()
    {
        var version = new JsonObject { ["number"] = _version.Number.ToString() };
        version[_version.IsOpenSearch ? "distribution" : "build_flavor"] = _version.IsOpenSearch ? "opensearch" : _version.Flavor;
        return new()
        {
            ["name"] = "stand-in",
            ["cluster_name"] = "eyrie-demo",
            ["version"] = version,
            ["tagline"] = "You Know, for Search",
        };
    }

    private JsonObject Features() => new()
    {
        ["license"] = new JsonObject { ["type"] = _version.License, ["mode"] = _version.License, ["status"] = "active" },
        ["features"] = new JsonObject
        {
            ["security"] = new JsonObject { ["available"] = true, ["enabled"] = _version.HasSecurity },
            ["ilm"] = new JsonObject { ["available"] = true, ["enabled"] = true },
        },
    };

    private static bool TryParse(ReadOnlyMemory<byte> bytes, out JsonObject? body)
    {
        body = null;
        try
        {
            body = bytes.IsEmpty ? null : JsonNode.Parse(bytes.Span) as JsonObject;
            return bytes.IsEmpty || body is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
