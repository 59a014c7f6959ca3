using System.Text;
using System.Text.Json.Nodes;
using Eyrie.Demo.StandIns;
using Eyrie.Demo.StandIns.Documents;
using Eyrie.Demo.StandIns.Management;

namespace Eyrie.Tests.Demo.StandIns;

public sealed class DocumentStoreTests
{
    private const string Stream = "logs-eyrie.alerts-default";
    private static readonly StandInVersion Newest = StandInVersion.Newest;

    [Theory]
    [InlineData("""{"dynamic":false}""", """{"a":1,"b":{"c":[true]}}""")]
    [InlineData("""{"dynamic":"runtime"}""", """{"a":1}""")]
    [InlineData("""{"dynamic":"strict"}""", """{"a":null}""")]
    [InlineData("""{"dynamic":"strict","properties":{"a":{"dynamic":true,"properties":{}}}}""", """{"a":{"b":1}}""")]
    [InlineData("""{}""", """{"a":1,"b":{"c":[true]},"d":[],"e":[null,"x"]}""")]
    [InlineData("""{"properties":{"a":{"properties":{"b":{"type":"long"}}}}}""", """{"a.b":1}""")]
    [InlineData("""{"properties":{"t":{"type":"flattened"}}}""", """{"t":{"a.b":{"c":1}},"t.x":1}""")]
    [InlineData("""{"properties":{"s":{"type":"constant_keyword","value":"logs"}}}""", """{"s":"logs"}""")]
    public void Takes_what_the_mapping_takes(string mappings, string fields) => Assert.Equal((201, null, null), Store(mappings).Take(fields));

    [Theory]
    [InlineData("""{"dynamic":"strict"}""", """{"a":1}""", "strict_dynamic_mapping_exception", "dynamic introduction of [a] within [_doc]")]
    [InlineData("""{"dynamic":"strict"}""", """{"a.b":1}""", "strict_dynamic_mapping_exception", "dynamic introduction of [a] within [_doc]")]
    [InlineData("""{"dynamic":false,"properties":{"a":{"dynamic":"strict","properties":{}}}}""", """{"x":1,"a":{"b":1}}""", "strict_dynamic_mapping_exception", "dynamic introduction of [b] within [a]")]
    [InlineData("""{"properties":{"a":{"properties":{"b":{"type":"long","ignore_malformed":false}}}}}""", """{"a.b":"x"}""", "document_parsing_exception", "[a.b] of type [long]")]
    [InlineData("""{"properties":{"a":{"type":"keyword"}}}""", """{"a.b":1}""", "document_parsing_exception", "Existing mapping for [a] must be of type object but found [keyword]")]
    [InlineData("""{"properties":{"n":{"type":"integer"}}}""", """{"n":3000000000}""", "document_parsing_exception", "out of range")]
    [InlineData("""{"properties":{"s":{"type":"constant_keyword","value":"logs"}}}""", """{"s":"metrics"}""", "document_parsing_exception", "but got [metrics]")]
    [InlineData("""{"properties":{"t":{"type":"flattened"}}}""", """{"t":"x"}""", "document_parsing_exception", "[t] of type [flattened]")]
    public void Refuses_what_the_mapping_refuses(string mappings, string fields, string type, string reason)
    {
        var (status, error, words) = Store(mappings).Take(fields);

        Assert.Equal((400, type), (status, error));
        Assert.Contains(reason, words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_that_a_document_brought_has_to_fit_the_next_one()
    {
        var store = Store("{}");
        store.Take("""{"proc":{"pid":1}}""");

        Assert.Contains("[proc.pid] of type [long]", store.Take("""{"proc":{"pid":{"ts":2}}}""").Reason, StringComparison.Ordinal);
        Assert.Contains("[proc] as object", store.Take("""{"proc":"x"}""").Reason, StringComparison.Ordinal);
        Assert.Equal(201, store.Take("""{"proc":{"pid":"7"}}""").Status);
    }

    [Fact]
    public void A_refused_document_brings_no_fields()
    {
        var store = Store("""{"properties":{"n":{"type":"long"}}}""");
        store.Take("""{"a":1,"n":"x"}""");

        Assert.Equal(201, store.Take("""{"a":"text"}""").Status);
    }

    [Fact]
    public void Labels_of_an_attacker_reach_the_limit_of_fields_where_a_mapping_is_dynamic()
    {
        var store = Store("""{"properties":{"a":{"type":"keyword"}}}""", """{"index.mapping.total_fields.limit":"5"}""");

        Assert.Equal(201, store.Take("""{"l":{"x":1}}""").Status);
        Assert.Equal("illegal_argument_exception", store.Take("""{"l":{"y":1,"z":1}}""").Type);
        Assert.Equal(201, store.Take("""{"l":{"y":1}}""").Status);
    }

    [Theory]
    [InlineData("7.10.2", "mapper_parsing_exception", null)]
    [InlineData("8.3.0", "mapper_parsing_exception", null)]
    [InlineData("8.17.0", "document_parsing_exception", null)]
    [InlineData("9.1.0", "document_parsing_exception", "not_enabled")]
    public void Names_a_refusal_as_its_version_does(string version, string type, string? failureStore)
    {
        var store = Store("""{"properties":{"n":{"type":"long"}}}""", version: new(Version.Parse(version)));

        Assert.Equal(type, store.Take("""{"n":"x"}""").Type);
        Assert.Equal(failureStore, store.Last["failure_store"]?.ToString());
    }

    [Fact]
    public void What_a_failure_store_takes_looks_stored()
    {
        var store = Store("""{"properties":{"n":{"type":"long"}}}""", options: """{"failure_store":{"enabled":true}}""");

        Assert.Equal((201, null, null), store.Take("""{"n":"x"}"""));
        Assert.Equal("used", store.Last["failure_store"]!.ToString());
        Assert.StartsWith(".fs-", store.Last["_index"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal((0, 1, 0), (store.Documents.Stored, store.Documents.Failed, store.Documents.Rejected));
    }

    [Fact]
    public void An_id_is_taken_once_in_an_index_and_again_after_a_rollover()
    {
        var store = Store("{}");
        store.Take("""{}""", id: "a");

        Assert.Equal(409, store.Take("""{}""", id: "a").Status);
        store.RollOver();
        Assert.Equal(201, store.Take("""{}""", id: "a").Status);
    }

    [Fact]
    public void A_busy_shard_refuses_its_documents_and_no_other()
    {
        var store = Store("{}");
        store.Documents.Pressure.Limit = 60;

        var answer = store.Documents.Take([Bench.Create("logs-a-b", "1", """{"m":"a text that is too long for that"}"""), Bench.Create("logs-c-d", "2", "{}")], _ => true);

        Assert.Equal([429, 201], answer["items"]!.AsArray().Select(item => (int)item!["create"]!["status"]!));
        Assert.True((bool)answer["errors"]!);
        Assert.Equal("es_rejected_execution_exception", answer["items"]![0]!["create"]!["error"]!["type"]!.ToString());
        Assert.Equal((1, 0, 0), (store.Documents.Stored, store.Documents.Rejected, store.Refusals.Count));
    }

    private static Bench Store(string mappings, string settings = "{}", StandInVersion? version = null, string options = "{}") => new(version ?? Newest, new()
    {
        ["mappings"] = JsonNode.Parse(mappings),
        ["settings"] = JsonNode.Parse(settings),
        ["data_stream_options"] = JsonNode.Parse(options),
    });

    private sealed class Bench
    {
        private readonly JsonObject _template;
        private int _ids;
        private StreamIndex _index = null!;
        private int _generation;

        public Bench(StandInVersion version, JsonObject template)
        {
            _template = template;
            Documents = new(version, _ => _index, null, Refusals.Add);
            RollOver();
        }

        public List<string> Refusals { get; } = [];

        public DocumentStore Documents { get; }

        public JsonNode Last { get; private set; } = null!;

        public void RollOver() => _index = new($".ds-{Stream}-2026.11.24-{++_generation:D6}", _template);

        public static BulkOperation Create(string stream, string id, string fields)
        {
            var document = JsonNode.Parse(fields)!.AsObject();
            document["@timestamp"] = "2026-11-24T00:00:00Z";
            return new("create", stream, id, Encoding.UTF8.GetBytes(document.ToJsonString()));
        }

        public (int Status, string? Type, string? Reason) Take(string fields, string? id = null)
        {
            var answer = Documents.Take([Create(Stream, id ?? $"{++_ids}", fields)], _ => true);
            Last = answer["items"]![0]!["create"]!;
            return ((int)Last["status"]!, Last["error"]?["type"]?.ToString(), Last["error"]?["reason"]?.ToString());
        }
    }
}
