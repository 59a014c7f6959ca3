using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eyrie.Demo.StandIns.Management;

namespace Eyrie.Demo.StandIns.Documents;

/// <summary>Stores what <c>_bulk</c> brings into data streams, one by one, or says of each why not.</summary>
/// <param name="version">Names errors as that version does.</param>
/// <param name="writeIndex">The index of a data stream that takes documents, made when there is none; null: no template has such a stream.</param>
/// <param name="onStored">Called with every document that is new, one at a time.</param>
/// <param name="onRefused">Called with what is wrong with a document.</param>
internal sealed partial class DocumentStore(
    StandInVersion version, Func<string, StreamIndex?> writeIndex, Action<StoredDocument>? onStored, Action<string> onRefused)
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string Index, string Id)> _stored = [];
    private long _repeated;
    private long _rejected;
    private long _failed;
    private long _ignored;

    /// <summary>The node that has the shards.</summary>
    public IndexingPressure Pressure { get; } = new("primary");

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

    /// <summary>Documents that went into a failure store and look stored.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Documents with a value that is kept and not indexed: what Elasticsearch names in <c>_ignored</c>.</summary>
    public long Ignored => Interlocked.Read(ref _ignored);

    [GeneratedRegex("^(logs|metrics|traces)-[^-]+-.+$")]
    private static partial Regex DataStreamName { get; }

    /// <summary>Stores what can be stored; answers as <c>_bulk</c> does.</summary>
    /// <param name="operations">What is wanted, in order.</param>
    /// <param name="mayWrite">Whether the caller may write into a data stream.</param>
    public JsonObject Take(IReadOnlyList<BulkOperation> operations, Func<string, bool> mayWrite)
    {
        var items = new JsonObject[operations.Count];
        foreach (var shard in operations.Index().GroupBy(one => one.Item.Index, StringComparer.Ordinal))
        {
            var bytes = shard.Sum(one => (long)one.Item.Source.Length);
            var busy = Pressure.Take(bytes);
            foreach (var (place, operation) in shard)
            {
                items[place] = busy is not null ? Item(operation, new(429, "es_rejected_execution_exception", busy))
                    : mayWrite(operation.Index) ? Item(operation, Take(operation))
                    : Item(operation, new(403, "security_exception", $"action [indices:data/write/bulk[s]] is unauthorized for API key on indices [{operation.Index}]"));
            }

            Pressure.Release(busy is null ? bytes : 0);
        }

        return new()
        {
            ["took"] = 1,
            ["errors"] = Array.Exists(items, item => (int)item["status"]! >= 300),
            ["items"] = new JsonArray([.. operations.Select((operation, i) => new JsonObject { [operation.Action] = items[i] })]),
        };
    }

    private Outcome Take(in BulkOperation operation)
    {
        if (!DataStreamName.IsMatch(operation.Index) || writeIndex(operation.Index) is not { } index)
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

        var (type, problem) = Problem(operation, index);
        if (problem is null)
        {
            return Keep(operation, index.Name);
        }

        if (!index.KeepsFailures)
        {
            return Reject(type!, problem) with { FailureStore = version.HasFailureStore ? "not_enabled" : null };
        }

        Interlocked.Increment(ref _failed);
        return new(201, Index: index.FailureIndex, FailureStore: "used");
    }

    private (string? Type, string? Reason) Problem(in BulkOperation operation, StreamIndex index)
    {
        try
        {
            if ((DocumentCheck.Problem(operation.Source) ?? MappingProblem(operation.Source, index)) is not { } problem)
            {
                return default;
            }

            var isTerm = problem.Contains("immense term", StringComparison.Ordinal);
            return isTerm ? ("illegal_argument_exception", problem)
                : version.From(8, 8) ? ("document_parsing_exception", $"[1:2] failed to parse {operation.Id}: {problem}")
                : ("mapper_parsing_exception", $"failed to parse {operation.Id}: {problem}");
        }
        catch (RefusedDocumentException e)
        {
            return (e.Type, version.From(8, 8) ? $"[1:2] {e.Message}" : e.Message);
        }
    }

    private string? MappingProblem(ReadOnlyMemory<byte> document, StreamIndex index)
    {
        using var json = JsonDocument.Parse(document, DocumentCheck.Strict);
        var ignored = new List<string>();
        var problem = index.Mapping.Problem(json.RootElement, ignored);
        Interlocked.Add(ref _ignored, problem is null && ignored.Count > 0 ? 1 : 0);
        return problem;
    }

    private Outcome Keep(in BulkOperation operation, string index)
    {
        lock (_lock)
        {
            if (!_stored.Add((index, operation.Id!)))
            {
                Interlocked.Increment(ref _repeated);
                return new(409, "version_conflict_engine_exception", $"[{operation.Id}]: version conflict, document already exists (current version [1])", index);
            }

            onStored?.Invoke(new(operation.Index, operation.Id!, operation.Source));
            return new(201, Index: index);
        }
    }

    private Outcome Reject(string type, string reason)
    {
        Interlocked.Increment(ref _rejected);
        onRefused($"400 {type}: {reason}");
        return new(400, type, reason);
    }

    private static JsonObject Item(in BulkOperation operation, Outcome outcome)
    {
        var item = new JsonObject { ["_index"] = outcome.Index ?? operation.Index, ["_id"] = operation.Id, ["status"] = outcome.Status };
        if (outcome.Type is null)
        {
            item["_version"] = 1;
            item["result"] = "created";
        }
        else
        {
            item["error"] = new JsonObject { ["type"] = outcome.Type, ["reason"] = outcome.Reason };
        }

        if (outcome.FailureStore is { } store)
        {
            item["failure_store"] = store;
        }

        return item;
    }

    private readonly record struct Outcome(int Status, string? Type = null, string? Reason = null, string? Index = null, string? FailureStore = null);
}
