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
    [InlineData("""{"dynamic":"runtime"}""", """{"a":{"b":1}}""")]
    [InlineData("""{"dynamic":false}""", """{"a":null,"b.c":null}""")]
    [InlineData("""{"properties":{"a":{"type":"object","enabled":false}}}""", """{"a":{"":1,"b":{"c":1}}}""")]
    [InlineData("""{"properties":{"n":{"type":"nested","properties":{"x":{"type":"long"}}}}}""", """{"n":[{"x":1},{"x":"2"}]}""")]
    [InlineData("""{"properties":{"n":{"type":"long"}}}""", """{"n":[1.9,"2.5","",null]}""")]
    [InlineData("""{"properties":{"n":{"type":"double"}}}""", """{"n":1e300}""")]
    [InlineData("""{"properties":{"k":{"type":"keyword"}}}""", """{"k":[1,true,"x"]}""")]
    [InlineData("""{"properties":{"d":{"type":"date"}}}""", """{"d":["2026","2026-11","2026-11-24T07","2026-11-24T07:40:54.123456789+01:00",1700000000000,"1700000000000",-1]}""")]
    [InlineData("""{"properties":{"d":{"type":"date_nanos"}}}""", """{"d":["1970-01-01T00:00:00Z","2262-04-11T23:47:16.854775807Z",0]}""")]
    [InlineData("""{"properties":{"i":{"type":"ip"}}}""", """{"i":["::ffff:10.0.0.1","fe80::1","255.255.255.255"]}""")]
    [InlineData("""{"properties":{"b":{"type":"boolean"}}}""", """{"b":["true",false,""]}""")]
    [InlineData("""{"properties":{"a":{"type":"object"}}}""", """{"a.":{"b.c":1}}""")]
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
    [InlineData("""{"properties":{"t":{"type":"flattened","depth_limit":3}}}""", """{"t":{"a":{"b":{"c":{"d":1}}}}}""", "document_parsing_exception", "exceeds the maximum depth limit of [3]")]
    [InlineData("""{"properties":{"t":{"type":"flattened"}}}""", """{"t":{"a\u0000b":1}}""", "document_parsing_exception", "reserved character")]
    [InlineData("""{"dynamic":"strict"}""", """{"a":null}""", "strict_dynamic_mapping_exception", "dynamic introduction of [a] within [_doc]")]
    [InlineData("""{"dynamic":"strict_allow_templates"}""", """{"a":[]}""", "strict_dynamic_mapping_exception", "dynamic introduction of [a] within [_doc]")]
    [InlineData("""{"properties":{"n":{"type":"long"}}}""", """{"n":"7 apples"}""", "document_parsing_exception", "For input string")]
    [InlineData("""{"properties":{"n":{"type":"long"}}}""", """{"n":9223372036854775808}""", "document_parsing_exception", "out of range for a long")]
    [InlineData("""{"properties":{"n":{"type":"long","ignore_malformed":true}}}""", """{"n":{"a":1}}""", "document_parsing_exception", "[n] of type [long]: found an object")]
    [InlineData("""{"properties":{"n":{"type":"float"}}}""", """{"n":1e39}""", "document_parsing_exception", "[float] supports only finite values")]
    [InlineData("""{"properties":{"n":{"type":"double"}}}""", """{"n":"1e309"}""", "document_parsing_exception", "[double] supports only finite values")]
    [InlineData("""{"properties":{"b":{"type":"boolean"}}}""", """{"b":1}""", "document_parsing_exception", "only [true] or [false]")]
    [InlineData("""{"properties":{"d":{"type":"date"}}}""", """{"d":"2026-11-24 07:40:54"}""", "document_parsing_exception", "failed to parse date field")]
    [InlineData("""{"properties":{"d":{"type":"date"}}}""", """{"d":"2026-13-01"}""", "document_parsing_exception", "failed to parse date field")]
    [InlineData("""{"properties":{"d":{"type":"date"}}}""", """{"d":"2026-11-24T24:00:00Z"}""", "document_parsing_exception", "failed to parse date field")]
    [InlineData("""{"properties":{"d":{"type":"date_nanos"}}}""", """{"d":-1}""", "document_parsing_exception", "before the epoch")]
    [InlineData("""{"properties":{"d":{"type":"date_nanos"}}}""", """{"d":"9223372036855"}""", "document_parsing_exception", "after 2262")]
    [InlineData("""{"properties":{"i":{"type":"ip"}}}""", """{"i":"10.0.0.256"}""", "document_parsing_exception", "is not an IP string literal")]
    [InlineData("""{"properties":{"i":{"type":"ip"}}}""", """{"i":"10.0.0.0/8"}""", "document_parsing_exception", "is not an IP string literal")]
    [InlineData("""{"properties":{"k":{"type":"keyword"}}}""", """{"k":{"a":1}}""", "document_parsing_exception", "[k] of type [keyword]: found an object")]
    [InlineData("""{"properties":{"w":{"type":"wildcard"}}}""", """{"w":[{"a":1}]}""", "document_parsing_exception", "[w] of type [wildcard]: found an object")]
    [InlineData("""{"properties":{"a":{"properties":{"b":{"type":"long"}}}}}""", """{"a":"x"}""", "document_parsing_exception", "[a] as object, but found a concrete value")]
    [InlineData("""{"properties":{"a":{"properties":{"b":{"type":"long"}}}}}""", """{"a":[1]}""", "document_parsing_exception", "[a] as object, but found a concrete value")]
    [InlineData("""{"properties":{"k":{"type":"keyword","fields":{"n":{"type":"long"}}}}}""", """{"k":"x"}""", "document_parsing_exception", "[k.n] of type [long]")]
    [InlineData("""{"properties":{"k":{"type":"keyword","copy_to":"o.n"},"o":{"properties":{"n":{"type":"long"}}}}}""", """{"k":"x"}""", "document_parsing_exception", "[o.n] of type [long]")]
    [InlineData("""{"dynamic":"strict","properties":{"k":{"type":"keyword","copy_to":["n"]}}}""", """{"k":"x"}""", "strict_dynamic_mapping_exception", "dynamic introduction of [n]")]
    [InlineData("{}", """{"":1}""", "document_parsing_exception", "field name cannot be an empty string")]
    [InlineData("{}", """{"a":{".b":1}}""", "document_parsing_exception", "object resolution ambiguous")]
    [InlineData("{}", """{"a..b":1}""", "document_parsing_exception", "object resolution ambiguous")]
    [InlineData("{}", """{"_id":1}""", "document_parsing_exception", "metadata field")]
    [InlineData("{}", """{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"b":1}}}}}}}}}}}}}}}}}}}}}""", "illegal_argument_exception", "Limit of mapping depth [20]")]
    public void Refuses_what_the_mapping_refuses(string mappings, string fields, string type, string reason)
    {
        var (status, error, words) = Store(mappings).Take(fields);

        Assert.Equal((400, type), (status, error));
        Assert.Contains(reason, words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8.0.0", """{"t.x":1}""", "must be of type object but found [flattened]")]
    [InlineData("8.3.0", """{"t.x":1}""", null)]
    [InlineData("7.17.28", """{"t":{"a..b":1}}""", null)]
    [InlineData("8.3.0", """{"t":{"a..b":1}}""", "object resolution ambiguous")]
    [InlineData("8.3.0", """{"t":{"a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a":1}}""", "exceeds the maximum depth limit of [20]")]
    [InlineData("8.17.0", """{"t":{"a..b":1,"a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a":1,".":1}}""", null)]
    [InlineData("8.7.0", """{"b":"perhaps"}""", "only [true] or [false]")]
    [InlineData("8.17.0", """{"b":"perhaps"}""", null)]
    public void Reads_dots_and_malformed_values_as_its_version_does(string version, string fields, string? reason)
    {
        var store = Store(
            """{"properties":{"t":{"type":"flattened"},"b":{"type":"boolean"}}}""", """{"index.mapping.ignore_malformed":"true"}""", new(Version.Parse(version)));

        var (status, _, words) = store.Take(fields);

        Assert.Equal(reason is null ? 201 : 400, status);
        Assert.Contains(reason ?? "", words ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_too_long_for_a_term_is_refused_unless_the_field_leaves_it_out()
    {
        var (longest, tooLong) = (new string('x', 32_766), new string('x', 32_767));
        var store = Store("""{"properties":{"k":{"type":"keyword"},"i":{"type":"keyword","ignore_above":8191},"w":{"type":"wildcard"},"t":{"type":"flattened"}}}""");

        Assert.Equal(201, store.Take($$"""{"k":"{{longest}}","i":"{{tooLong}}","w":"{{tooLong}}"}""").Status);
        Assert.Equal(1, store.Documents.Ignored);
        Assert.Contains("immense term in field=\"k\"", store.Take($$"""{"k":"{{tooLong}}"}""").Reason, StringComparison.Ordinal);
        Assert.Contains("immense term in field=\"t._keyed\"", store.Take($$$"""{"t":{"a":"{{{longest}}}"}}""").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_document_says_what_an_open_constant_is()
    {
        var store = Store("""{"properties":{"s":{"type":"constant_keyword"},"n":{"type":"long"}}}""");
        store.Take("""{"s":"refused","n":"x"}""");

        Assert.Equal(201, store.Take("""{"s":"first"}""").Status);
        Assert.Equal(201, store.Take("""{"s":["first","first"]}""").Status);
        Assert.Contains("but got [second]", store.Take("""{"s":"second"}""").Reason, StringComparison.Ordinal);
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
        private readonly StandInVersion _version;
        private int _ids;
        private StreamIndex _index = null!;
        private int _generation;

        public Bench(StandInVersion version, JsonObject template)
        {
            (_version, _template) = (version, template);
            Documents = new(version, _ => _index, null, Refusals.Add);
            RollOver();
        }

        public List<string> Refusals { get; } = [];

        public DocumentStore Documents { get; }

        public JsonNode Last { get; private set; } = null!;

        public void RollOver() => _index = new($".ds-{Stream}-2026.11.24-{++_generation:D6}", _template, _version.Rules);

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
