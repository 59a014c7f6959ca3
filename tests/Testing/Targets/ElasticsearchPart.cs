using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Testing.Targets;

/// <summary><c>_bulk</c> with <c>create</c>: a document's id is taken once, then answered with 409.</summary>
public sealed class ElasticsearchPart(TimeProvider time) : ITargetPart
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    public Taken Taken { get; } = new(time);

    /// <summary>Documents that are there.</summary>
    public int Documents => _ids.Count;

    /// <summary>Documents that were there already.</summary>
    public int Repeated { get; private set; }

    public bool KnowsRepetitions => true;

    public bool AnswersByStatus => false;

    public string BadRequest => """{"error":{"type":"parse_exception","reason":"request body is required"},"status":400}""";

    public bool Has(string id) => _ids.Contains(id);

    public TargetReply Take(LoopbackRequest request) => Answer(request, static (part, id, document) =>
    {
        if (!part._ids.Add(id))
        {
            part.Repeated++;
            return (409, "version_conflict_engine_exception");
        }

        part.Taken.Note(document);
        return (201, null);
    });

    public TargetReply? NotOk(LoopbackRequest request) => Answer(request, static (_, _, _) => (429, "es_rejected_execution_exception"));

    public TargetReply RefuseItem(LoopbackRequest request) => Answer(request, static (_, _, _) => (400, "document_parsing_exception"));

    private TargetReply Answer(LoopbackRequest request, Func<ElasticsearchPart, string, string, (int Status, string? Error)> decide)
    {
        if (!request.Path.Contains("_bulk", StringComparison.Ordinal))
        {
            return new(200, """{"version":{"number":"9.1.0"},"cluster_name":"faulty","acknowledged":true,"index_templates":[]}""");
        }

        var items = new JsonArray();
        var lines = Encoding.UTF8.GetString(request.Body).Split('\n');
        var hasErrors = false;
        for (var i = 0; i + 1 < lines.Length; i += 2)
        {
            using var action = JsonDocument.Parse(lines[i]);
            var (status, error) = decide(this, action.RootElement.GetProperty("create").GetProperty("_id").GetString()!, lines[i + 1]);
            var item = new JsonObject { ["status"] = status };
            if (error is not null)
            {
                item["error"] = new JsonObject { ["type"] = error, ["reason"] = "so it is" };
                hasErrors = true;
            }

            items.Add(new JsonObject { ["create"] = item });
        }

        return new(200, new JsonObject { ["took"] = 1, ["errors"] = hasErrors, ["items"] = items }.ToJsonString());
    }
}
