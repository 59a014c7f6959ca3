using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eyrie.Demo.StandIns.Management;
using Microsoft.AspNetCore.Http;

namespace Eyrie.Demo.StandIns;

/// <summary>A document that was stored.</summary>
internal readonly record struct StoredDocument(string DataStream, string Id, ReadOnlyMemory<byte> Source);

/// <summary>Takes <c>_bulk</c> requests for data streams as a real Elasticsearch would, notes whatever that one would refuse.</summary>
internal sealed partial class StandInElasticsearch : IAsyncDisposable
{
    private const string Name = "Elasticsearch";
    private readonly Lock _lock = new();
    private readonly HashSet<(string DataStream, string Id)> _stored = [];
    private readonly KnownTemplates _templates = new();
    private readonly StandInCluster _cluster;
    private readonly Violations _violations;
    private readonly Action<StoredDocument>? _onStored;
    private long _repeated;
    private long _rejected;
    private StandInServer? _server;

    private StandInElasticsearch(StandInVersion version, string apiKey, Violations violations, Action<StoredDocument>? onStored) =>
        (_cluster, _violations, _onStored) = (new(version, apiKey, _templates), violations, onStored);

    /// <summary>Where it listens.</summary>
    public string Url => _server!.Url;

    /// <summary>Lets it be away for a while.</summary>
    public Outage Outage { get; } = new();

    /// <summary>Distinct documents.</summary>
    public long Stored
    {
        get
        {
            lock (_lock)
            {
                return _stored.Count;
            }
        }
    }

    /// <summary>Documents that were there already, answered with 409.</summary>
    public long Repeated => Interlocked.Read(ref _repeated);

    /// <summary>Documents refused one by one.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

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

    [GeneratedRegex("^(logs|metrics|traces)-[^-]+-.+$")]
    private static partial Regex DataStreamName { get; }

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
            ? await BulkAsync(request, index)
            : Refuse(400, "illegal_argument_exception", $"no handler found for uri [{request.Path}] and method [{request.Method}]");
    }

    private static bool BulkIndex(PathString path, out string? index)
    {
        var segments = path.Value!.Trim('/').Split('/');
        index = segments.Length == 2 ? segments[0] : null;
        return segments is ["_bulk"] or [_, "_bulk"];
    }

    private async Task<(int Status, JsonNode Answer)> BulkAsync(HttpRequest request, string? index)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        if (type is not ("application/x-ndjson" or "application/json"
            or "application/vnd.elasticsearch+x-ndjson" or "application/vnd.elasticsearch+json"))
        {
            return Refuse(406, "media_type_header_exception", $"Content-Type header [{type}] is not supported");
        }

        try
        {
            var body = await StandInServer.ReadBodyAsync(request, request.HttpContext.RequestAborted);
            return Store(BulkBody.Read(body, index));
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            return Refuse(400, "illegal_argument_exception", e.Message);
        }
    }

    private (int Status, JsonNode Answer) Store(List<BulkOperation> operations)
    {
        var items = new JsonArray();
        var errors = false;
        foreach (var operation in operations)
        {
            var (status, type, reason) = Store(operation);
            errors |= status >= 300;
            items.Add(new JsonObject { [operation.Action] = Item(operation, status, type, reason) });
        }

        return (200, new JsonObject { ["took"] = 1, ["errors"] = errors, ["items"] = items });
    }

    private (int Status, string? Type, string? Reason) Store(in BulkOperation operation)
    {
        if (!DataStreamName.IsMatch(operation.Index))
        {
            return Reject("index_not_found_exception", $"[{operation.Index}] is no data stream");
        }

        if (operation.Action is not "create")
        {
            return Reject("illegal_argument_exception", "only write ops with an op_type of create are allowed in data streams");
        }

        if (operation.Id is null)
        {
            return Reject("illegal_argument_exception", "a document without _id is stored again when it is sent again");
        }

        if ((DocumentCheck.Problem(operation.Source) ?? _templates.Problem(operation.Index, operation.Source)) is { } problem)
        {
            return Reject("document_parsing_exception", $"failed to parse {operation.Id}: {problem}");
        }

        return Keep(operation.Index, operation.Id, operation.Source)
            ? (201, null, null)
            : (409, "version_conflict_engine_exception",
                $"[{operation.Id}]: version conflict, document already exists (current version [1])");
    }

    private bool Keep(string dataStream, string id, ReadOnlyMemory<byte> source)
    {
        lock (_lock)
        {
            if (!_stored.Add((dataStream, id)))
            {
                Interlocked.Increment(ref _repeated);
                return false;
            }

            _cluster.DocumentStored(dataStream);
            _onStored?.Invoke(new(dataStream, id, source));
            return true;
        }
    }

    private static JsonObject Item(in BulkOperation operation, int status, string? type, string? reason)
    {
        var item = new JsonObject { ["_index"] = $".ds-{operation.Index}-000001", ["_id"] = operation.Id, ["status"] = status };
        if (type is null)
        {
            item["_version"] = 1;
            item["result"] = "created";
        }
        else
        {
            item["error"] = new JsonObject { ["type"] = type, ["reason"] = reason };
        }

        return item;
    }

    private (int Status, string? Type, string? Reason) Reject(string type, string reason)
    {
        Interlocked.Increment(ref _rejected);
        _violations.Add(Name, $"400 {type}: {reason}");
        return (400, type, reason);
    }

    private (int Status, JsonNode Answer) Refuse(int status, string type, string reason)
    {
        _violations.Add(Name, $"{status} {type}: {reason}");
        return (status, new JsonObject { ["error"] = new JsonObject { ["type"] = type, ["reason"] = reason }, ["status"] = status });
    }
}
