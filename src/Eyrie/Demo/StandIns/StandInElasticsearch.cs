using System.Text.Json.Nodes;
using Eyrie.Demo.StandIns.Documents;
using Eyrie.Demo.StandIns.Management;
using Microsoft.AspNetCore.Http;

namespace Eyrie.Demo.StandIns;

/// <summary>A document that was stored.</summary>
internal readonly record struct StoredDocument(string DataStream, string Id, ReadOnlyMemory<byte> Source);

/// <summary>Takes <c>_bulk</c> requests for data streams as a real Elasticsearch would, notes whatever that one would refuse.</summary>
internal sealed class StandInElasticsearch : IAsyncDisposable
{
    private const string Name = "Elasticsearch";
    private const string Sinks = "logs-eyrie."; // what the role of the sink's key may write into
    private readonly StandInCluster _cluster;
    private readonly DocumentStore _documents;
    private readonly Violations _violations;
    private StandInServer? _server;

    private StandInElasticsearch(StandInVersion version, string apiKey, Violations violations, Action<StoredDocument>? onStored)
    {
        (_cluster, _violations) = (new(version, apiKey), violations);
        _documents = new(version, _cluster.WriteIndex, onStored, problem => violations.Add(Name, problem));
    }

    /// <summary>Where it listens.</summary>
    public string Url => _server!.Url;

    /// <summary>Lets it be away for a while.</summary>
    public Outage Outage { get; } = new();

    /// <summary>What the node that takes requests can have in its hands.</summary>
    public IndexingPressure Coordinating { get; } = new("coordinating");

    /// <summary>What the node with the shards can have in its hands.</summary>
    public IndexingPressure Primary => _documents.Pressure;

    /// <inheritdoc cref="DocumentStore.Stored"/>
    public long Stored => _documents.Stored;

    /// <inheritdoc cref="DocumentStore.Repeated"/>
    public long Repeated => _documents.Repeated;

    /// <inheritdoc cref="DocumentStore.Rejected"/>
    public long Rejected => _documents.Rejected;

    /// <inheritdoc cref="DocumentStore.Failed"/>
    public long Failed => _documents.Failed;

    /// <inheritdoc cref="DocumentStore.Ignored"/>
    public long Ignored => _documents.Ignored;

    /// <summary><c>http.max_content_length</c>: of a body, unpacked.</summary>
    public int MaxContentBytes { get; set; } = StandInServer.MaxBodyBytes;

    /// <summary>Opens the port.</summary>
    /// <param name="apiKey">A key that may do everything; the user <c>elastic</c> may, too.</param>
    /// <param name="violations">Where to note what is wrong.</param>
    /// <param name="onStored">Called with every document that is new, before it is answered, one at a time.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <param name="version">Which version it is; the newest when null.</param>
    public static async Task<StandInElasticsearch> StartAsync(
        string apiKey, Violations violations, Action<StoredDocument>? onStored, CancellationToken cancellation, StandInVersion? version = null)
    {
        var standIn = new StandInElasticsearch(version ?? StandInVersion.Newest, apiKey, violations, onStored);
        standIn._server = await StandInServer.StartAsync(standIn.AnswerAsync, standIn.Outage, cancellation);
        return standIn;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;

    private async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers["X-Elastic-Product"] = Name;
        var caller = _cluster.Who(context.Request);
        var (status, answer) = caller is Caller.Nobody
            ? Refuse(401, "security_exception", "unable to authenticate with provided credentials for REST request")
            : await AnswerAsync(context.Request, caller);
        var filtered = context.Request.Query["filter_path"].ToString() is { Length: > 0 } paths ? FilterPath.Apply(answer, paths) : answer;
        await StandInServer.AnswerAsync(context, status, filtered);
    }

    private async Task<(int Status, JsonNode Answer)> AnswerAsync(HttpRequest request, Caller caller)
    {
        if (await _cluster.AnswerAsync(request, caller) is var (status, answer))
        {
            if (status >= 400 && status is not 404)
            {
                _violations.Add(Name, $"{status} {answer["error"]?["type"]}: {answer["error"]?["reason"]}");
            }

            return (status, answer);
        }

        return request.Method is "POST" or "PUT" && BulkIndex(request.Path, out var index)
            ? await BulkAsync(request, index, caller)
            : Refuse(400, "illegal_argument_exception", $"no handler found for uri [{request.Path}] and method [{request.Method}]");
    }

    private static bool BulkIndex(PathString path, out string? index)
    {
        var segments = path.Value!.Trim('/').Split('/');
        index = segments.Length == 2 ? segments[0] : null;
        return segments is ["_bulk"] or [_, "_bulk"];
    }

    private async Task<(int Status, JsonNode Answer)> BulkAsync(HttpRequest request, string? index, Caller caller)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        if (type is not ("application/x-ndjson" or "application/json"
            or "application/vnd.elasticsearch+x-ndjson" or "application/vnd.elasticsearch+json"))
        {
            return Refuse(406, "media_type_header_exception", $"Content-Type header [{type}] is not supported");
        }

        try
        {
            var body = await StandInServer.ReadBodyAsync(request, request.HttpContext.RequestAborted, MaxContentBytes);
            var operations = BulkBody.Read(body, index);
            if (Coordinating.Take(body.Length) is { } busy)
            {
                return (429, Error(429, "es_rejected_execution_exception", busy)); // nobody's fault
            }

            var answer = _documents.Take(operations, stream => caller is not Caller.Restricted || stream.StartsWith(Sinks, StringComparison.Ordinal));
            Coordinating.Release(body.Length);
            return (200, answer);
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            return Refuse(400, "illegal_argument_exception", e.Message);
        }
    }

    private (int Status, JsonNode Answer) Refuse(int status, string type, string reason)
    {
        _violations.Add(Name, $"{status} {type}: {reason}");
        return (status, Error(status, type, reason));
    }

    private static JsonObject Error(int status, string type, string reason) =>
        new() { ["error"] = new JsonObject { ["type"] = type, ["reason"] = reason }, ["status"] = status };
}
