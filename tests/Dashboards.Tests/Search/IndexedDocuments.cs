using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Eyrie.Dashboards.Tests.Search;

/// <summary>Documents that can be searched as in an Elasticsearch with our mapping.</summary>
internal sealed class IndexedDocuments(MappedFields fields, IEnumerable<(string Index, JsonElement Source)> documents) : ISearchable
{
    private static readonly string[] Keys = ["size", "query", "aggs", "sort", "track_total_hits"];
    private readonly IndexedDocument[] _documents = [.. documents.Select(document => new IndexedDocument(document.Index, document.Source, fields))];

    public int Count => _documents.Length;

    public Task<JsonNode> SearchAsync(string index, JsonObject request, CancellationToken cancellation) => Task.FromResult(AsSent(Search(index, request)));

    // Numbers as they come out of an answer, not of the type that they were made with.
    private static JsonNode AsSent(JsonObject answer) => JsonNode.Parse(answer.ToJsonString())!;

    private JsonObject Search(string index, JsonObject request)
    {
        if (request.Select(part => part.Key).Except(Keys).FirstOrDefault() is { } odd)
        {
            throw new SearchRefusedException($"unknown key [{odd}] in the request body");
        }

        var queries = new DocumentQuery(fields);
        IndexedDocument[] found =
        [
            .. _documents.Where(document => FileSystemName.MatchesSimpleExpression(index, document.Index, ignoreCase: false)
                && (request["query"] is not JsonObject query || queries.Finds(query, document))),
        ];
        var answer = new JsonObject
        {
            ["timed_out"] = false,
            ["hits"] = new JsonObject
            {
                ["total"] = new JsonObject { ["value"] = found.Length, ["relation"] = "eq" },
                ["hits"] = new JsonArray([.. found.Take((int?)request["size"] ?? 10).Select(document => new JsonObject { ["_index"] = document.Index, ["_source"] = JsonNode.Parse(document.Source.GetRawText()) })]),
            },
        };
        if (request["aggs"] is JsonObject { Count: > 0 } aggregations)
        {
            answer["aggregations"] = new DocumentAggregations(fields, queries).Run(aggregations, found);
        }

        return answer;
    }
}
