using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Eyrie.Demo.StandIns.Management;

/// <summary>What Kibana answers to whoever sets it up: status, spaces, saved objects, detection rules. Notes what a real one would refuse.</summary>
internal sealed class StandInKibana : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SpaceStore> _spaces = new(StringComparer.Ordinal);
    private readonly Version _version;
    private readonly Func<HttpRequest, bool> _isKnown;
    private readonly Violations _violations;
    private readonly TimeProvider _time;
    private StandInServer? _server;

    private StandInKibana(Version version, Func<HttpRequest, bool> isKnown, Violations violations, TimeProvider time)
    {
        (_version, _isKnown, _violations, _time) = (version, isKnown, violations, time);
        _spaces["default"] = NewSpace("default");
    }

    /// <summary>Where it listens.</summary>
    public string Url => _server!.Url;

    /// <summary>Opens the port.</summary>
    /// <param name="version">Which version it is.</param>
    /// <param name="isKnown">Whether it knows who asks: Kibana leaves that to Elasticsearch.</param>
    /// <param name="violations">Where to note what is wrong.</param>
    /// <param name="time">When objects were changed.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<StandInKibana> StartAsync(
        Version version, Func<HttpRequest, bool> isKnown, Violations violations, TimeProvider time, CancellationToken cancellation)
    {
        var standIn = new StandInKibana(version, isKnown, violations, time);
        standIn._server = await StandInServer.StartAsync(standIn.AnswerAsync, new(), cancellation);
        return standIn;
    }

    /// <summary>The objects of a space.</summary>
    public SpaceStore Space(string id)
    {
        lock (_lock)
        {
            return _spaces[id];
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (space, rest) = path is ["s", var id, .. var inside] ? (id, inside) : ("default", path);
        var (status, body, text) = !_isKnown(request) ? KibanaAnswer.Refuse(401, "Unauthorized", "[security_exception]: missing authentication credentials for REST request")
            : request.Method is not ("GET" or "HEAD") && !request.Headers.ContainsKey("kbn-xsrf")
                ? KibanaAnswer.Refuse(400, "Bad Request", "Request must contain a kbn-xsrf header.")
                : await AnswerAsync(request, space, rest);
        if (status >= 400 && status is not 404 && !(rest is [.., "_export"]))
        {
            _violations.Add("Kibana", $"{status} {body?["message"]}");
        }

        await StandInServer.AnswerAsync(context, status, text is null ? "application/json" : "application/ndjson", text ?? body?.ToJsonString() ?? "");
    }

    private async Task<KibanaAnswer> AnswerAsync(HttpRequest request, string space, string[] path)
    {
        var file = path is [.., "_import"] ? await UploadAsync(request) : null;
        var json = path is not [.., "_import"] && request.Method is "POST" or "PUT"
            ? JsonNode.Parse((await StandInServer.ReadBodyAsync(request, request.HttpContext.RequestAborted)).Span) as JsonObject
            : null;
        lock (_lock)
        {
            return (request.Method, path) switch
            {
                ("GET", ["api", "status"]) => KibanaAnswer.Ok(Status()),
                ("GET", ["api", "spaces", "space", var id]) => _spaces.ContainsKey(id)
                    ? KibanaAnswer.Ok(new JsonObject { ["id"] = id, ["name"] = id })
                    : KibanaAnswer.NotFound($"Saved object [space/{id}] not found"),
                ("POST", ["api", "spaces", "space"]) => MakeSpace(json),
                ("DELETE", ["api", "spaces", "space", var id]) when id is not "default" => _spaces.Remove(id)
                    ? new(204, null, "")
                    : KibanaAnswer.NotFound($"Saved object [space/{id}] not found"),
                (_, ["api", ..]) when _spaces.TryGetValue(space, out var store) => store.Answer(request, path[1..], json, file),
                _ => KibanaAnswer.NotFound("Not Found"),
            };
        }
    }

    private KibanaAnswer MakeSpace(JsonObject? json)
    {
        if (json?["id"]?.ToString() is not { Length: > 0 } id || json["name"] is null)
        {
            return KibanaAnswer.Refuse(400, "Bad Request", "[request body.name]: expected value of type [string] but got [undefined]");
        }

        _spaces.TryAdd(id, NewSpace(id));
        return KibanaAnswer.Ok(json.DeepClone());
    }

    private SpaceStore NewSpace(string id) =>
        new(_version, _time, key => _spaces.Any(space => space.Key != id && space.Value.Objects.ContainsKey(key)));

    private JsonObject Status() => new()
    {
        ["name"] = "stand-in",
        ["version"] = new JsonObject { ["number"] = _version.ToString() },
        ["status"] = new JsonObject { ["overall"] = new JsonObject { ["level"] = "available" } },
    };

    private static async Task<(string Name, string Content)?> UploadAsync(HttpRequest request)
    {
        if (!request.HasFormContentType)
        {
            return null;
        }

        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        if (form.Files.GetFile("file") is not { } file)
        {
            return null;
        }

        using var reader = new StreamReader(file.OpenReadStream());
        return (file.FileName, await reader.ReadToEndAsync(request.HttpContext.RequestAborted));
    }
}

/// <summary>What a stand-in of Kibana's answers: JSON, or lines of it.</summary>
internal readonly record struct KibanaAnswer(int Status, JsonNode? Body, string? Lines)
{
    /// <summary>All is well.</summary>
    public static KibanaAnswer Ok(JsonNode body) => new(200, body, null);

    /// <summary>There is none.</summary>
    public static KibanaAnswer NotFound(string message) => Refuse(404, "Not Found", message);

    /// <summary>A refusal in Kibana's form.</summary>
    public static KibanaAnswer Refuse(int status, string error, string message) =>
        new(status, new JsonObject { ["statusCode"] = status, ["error"] = error, ["message"] = message }, null);
}
