using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Dashboards.Tests.Panels;

namespace Eyrie.Dashboards.Tests.Search;

/// <summary>The evaluator against what Elasticsearch answers by its documentation.</summary>
public sealed class IndexedDocumentsTests
{
    private const string Index = "logs-eyrie.alerts-default";

    private static readonly string[] Sources =
    [
        """{"@timestamp":"2026-11-24T00:00:01.000000001Z","event":{"kind":"alert","severity":5},"process":{"name":"sh","interactive":true,"executable":"/tmp/x"},"destination":{"ip":"10.1.2.3"},"threat":{"tactic":{"name":["A","B"]}},"falco":{"output_fields":{"proc.name":"sh"}}}""",
        """{"@timestamp":"2026-11-24T00:01:01.000000001Z","event":{"kind":"alert","severity":3},"process":{"name":"sh"},"destination":{"ip":"203.0.113.9"},"threat":{"tactic":{"name":"A"}},"unmapped":{"x":1}}""",
        """{"@timestamp":"2026-11-24T00:01:31.000000001Z","event":{"kind":"event"},"process":{"name":"curl","executable":"/usr/bin/curl"}}""",
    ];

    private static readonly IndexedDocuments Documents = new(MappedFields.Eyrie, Sources.Select(source => (Index, JsonDocument.Parse(source).RootElement)));

    [Theory]
    [InlineData("event.kind : \"alert\"", 2)]
    [InlineData("event.kind : \"alert\" and not event.severity >= 5", 1)]
    [InlineData("event.severity : 3", 1)]
    [InlineData("process.interactive : true", 1)]
    [InlineData("process.executable : /tmp/*", 1)]
    [InlineData("process.executable : (/tmp/* or */curl)", 2)]
    [InlineData("process.executable : *", 2)]
    [InlineData("destination.ip : \"10.0.0.0/8\"", 1)]
    [InlineData("destination.ip : * and not destination.ip : \"10.0.0.0/8\"", 1)]
    [InlineData("threat.tactic.name : \"B\"", 1)]
    [InlineData("falco.output_fields.proc.name : \"sh\"", 1)]
    [InlineData("unmapped.x : 1", 0)]
    [InlineData("unmapped.x : *", 0)]
    public async Task Finds(string kql, int hits) =>
        Assert.Equal(hits, (int)(await SearchAsync(KqlQuery.ToElasticsearch(kql), []))["hits"]!["total"]!["value"]!);

    [Theory]
    [InlineData("""{"terms":{"field":"process.name"}}""", """{"buckets":[{"doc_count":2,"key":"sh"},{"doc_count":1,"key":"curl"}]}""")]
    [InlineData("""{"terms":{"field":"process.name","size":1,"order":{"_count":"asc"}}}""", """{"buckets":[{"doc_count":1,"key":"curl"}]}""")]
    [InlineData("""{"terms":{"field":"threat.tactic.name"}}""", """{"buckets":[{"doc_count":2,"key":"A"},{"doc_count":1,"key":"B"}]}""")]
    [InlineData("""{"terms":{"field":"unmapped.x"}}""", """{"buckets":[]}""")]
    [InlineData("""{"terms":{"field":"process.name","order":{"worst":"desc"}},"aggs":{"worst":{"max":{"field":"event.severity"}}}}""", """{"buckets":[{"worst":{"value":5},"doc_count":2,"key":"sh"},{"worst":{"value":null},"doc_count":1,"key":"curl"}]}""")]
    [InlineData("""{"terms":{"field":"process.name","order":{"bad":"desc"}},"aggs":{"bad":{"filter":{"match":{"event.kind":"event"}}}}}""", """{"buckets":[{"bad":{"doc_count":1},"doc_count":1,"key":"curl"},{"bad":{"doc_count":0},"doc_count":2,"key":"sh"}]}""")]
    [InlineData("""{"terms":{"field":"destination.ip","missing":"::"}}""", """{"buckets":[{"doc_count":1,"key":"10.1.2.3"},{"doc_count":1,"key":"203.0.113.9"},{"doc_count":1,"key":"::"}]}""")]
    [InlineData("""{"rare_terms":{"field":"process.name","max_doc_count":1}}""", """{"buckets":[{"doc_count":1,"key":"curl"}]}""")]
    [InlineData("""{"filter":{"range":{"event.severity":{"gte":"4"}}}}""", """{"doc_count":1}""")]
    [InlineData("""{"cardinality":{"field":"process.name"}}""", """{"value":2}""")]
    [InlineData("""{"avg":{"field":"event.severity"}}""", """{"value":4}""")]
    [InlineData("""{"sum":{"field":"event.severity"}}""", """{"value":8}""")]
    [InlineData("""{"min":{"field":"event.risk_score"}}""", """{"value":null}""")]
    [InlineData("""{"date_histogram":{"field":"@timestamp","fixed_interval":"60s"}}""", """{"buckets":[{"doc_count":1,"key":1795478400000},{"doc_count":2,"key":1795478460000}]}""")]
    public async Task Puts_together(string aggregation, string answer)
    {
        var found = (await SearchAsync(new() { ["match_all"] = new JsonObject() }, new() { ["x"] = JsonNode.Parse(aggregation) }))["aggregations"]!["x"]!;

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(answer), found), found.ToJsonString());
    }

    [Theory]
    [InlineData("""{"terms":{"field":"message"}}""", "Text fields are not optimised")]
    [InlineData("""{"max":{"field":"process.name"}}""", "not supported for aggregation")]
    [InlineData("""{"terms":{"field":"process.name","order":{"nothing":"desc"}}}""", "Invalid aggregation order path")]
    [InlineData("""{"terms":{"field":"process.name","order":{"bad>_count":"desc"}},"aggs":{"bad":{"filter":{"match":{"event.kind":"event"}}}}}""", "[_count] either does not exist")]
    [InlineData("""{"top_hits":{}}""", "Unknown aggregation type")]
    public async Task Refuses_what_Elasticsearch_refuses_and_what_it_does_not_know(string aggregation, string reason)
    {
        var refusal = await Assert.ThrowsAsync<SearchRefusedException>(() => SearchAsync(new() { ["match_all"] = new JsonObject() }, new() { ["x"] = JsonNode.Parse(aggregation) }));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_wildcard_in_a_number()
    {
        await Assert.ThrowsAsync<SearchRefusedException>(() => SearchAsync(KqlQuery.ToElasticsearch("event.severity : 3*"), []));
    }

    private static Task<JsonNode> SearchAsync(JsonObject query, JsonObject aggregations) =>
        Documents.SearchAsync("logs-eyrie.*-*", new() { ["query"] = query, ["aggs"] = aggregations }, TestContext.Current.CancellationToken);
}
