using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Eyrie.Contracts.Fields;
using Eyrie.Demo.StandIns.Documents;
using Eyrie.Enricher.Tests.Documents;

namespace Eyrie.Enricher.Tests.Schemas;

/// <summary>No document of ours meets a mapping error: neither what sensors really said nor what an attacker could make them say.</summary>
public sealed class MappingTests
{
    private static readonly MappingCheck Mapping = new(JsonDocument.Parse(IndexTemplateText.Create()).RootElement);

    // 8.1 to 8.5 take keys in flattened fields for paths.
    private static readonly MappingCheck StrictMapping =
        new(JsonDocument.Parse(IndexTemplateText.Create()).RootElement, new(ExpandsFlatKeys: true, ForgivesBooleans: false));

    // A text may be too long to be found; a time, an address or a number is always one.
    private static readonly string[] AlwaysFound =
        [.. DocumentFields.All.Where(field => field.Type is not (FieldType.Keyword or FieldType.Flat)).Select(field => field.Name)];

    [Fact]
    public void What_sensors_said_is_indexed_whole()
    {
        foreach (var document in SampleDocuments.All().Concat(FullDocuments.All()))
        {
            Assert.Equal((null, ""), Check(document));
        }
    }

    // elastic/kibana#281834: the sort values of nanoseconds are larger than JavaScript's numbers, and a rule that has a second page fails.
    [Fact]
    public void What_Kibanas_detection_rules_page_by_is_a_date()
    {
        var properties = JsonNode.Parse(IndexTemplateText.Create())!["template"]!["mappings"]!["properties"]!;

        Assert.Equal("date", (string?)properties["@timestamp"]!["type"]);
        Assert.Equal("date", (string?)properties["event"]!["properties"]!["ingested"]!["type"]);
        Assert.Equal("date_nanos", (string?)properties["process"]!["properties"]!["start"]!["type"]);
    }

    [Fact]
    public void What_is_too_long_is_kept_and_only_not_found() =>
        Assert.Equal((null, "process.name process.executable"), Check(SampleDocuments.Write(FullObservation.Create() with
        {
            Process = new() { Name = new string('n', 9_000), Executable = new string('e', 9_000), CommandLine = new string('c', 30_000) },
        })));

    [Fact]
    public void What_is_read_and_agreed_is_indexed_whole()
    {
        var documents = 0;
        foreach (var file in Directory.EnumerateFiles(Generated.PathOf("tests/Enricher.Tests/Documents/golden"), "*.json"))
        {
            using var golden = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var document in golden.RootElement.EnumerateArray())
            {
                Assert.Equal((null, ""), Check(Encoding.UTF8.GetBytes(document.GetRawText())));
                documents++;
            }
        }

        Assert.True(documents > 100, $"only {documents} documents were checked");
    }

    [Fact]
    public void Nothing_that_is_hostile_is_refused() => HostileObservations.Gen.Sample(
        observation =>
        {
            var document = SampleDocuments.Write(observation);
            using var json = JsonDocument.Parse(document, new() { AllowDuplicateProperties = false });

            Assert.Equal("", string.Join("; ", FieldCheck.Problems(json.RootElement).Where(problem => !problem.Contains("that its line does not name", StringComparison.Ordinal))));
            var ignored = new List<string>();
            Assert.Null(Mapping.Problem(json.RootElement, ignored));
            Assert.Null(StrictMapping.Problem(json.RootElement, []));
            Assert.All(ignored, field => Assert.DoesNotContain(field, AlwaysFound));
        },
        iter: 300);

    [Theory]
    [InlineData("""{"process":"sh"}""", "object mapping for [process]")]
    [InlineData("""{"message":{"a":1}}""", "[message] of type [match_only_text]")]
    [InlineData("""{"process":{"name":{"a":1}}}""", "[process.name] of type [keyword]")]
    [InlineData("""{"process":{"pid":{"a":1}}}""", "[process.pid] of type [long]: found an object")]
    [InlineData("""{"source":{"ip":{"a":1}}}""", "[source.ip] of type [ip]: found an object")]
    [InlineData("""{"process":{"":1}}""", "field name cannot be an empty string")]
    [InlineData("""{"_id":"1"}""", "[_id] is a metadata field")]
    [InlineData("""{"@timestamp":"noon"}""", "failed to parse date")]
    [InlineData("""{"tetragon":"exec"}""", "[tetragon] of type [flattened]")]
    [InlineData("""{"tetragon":{"a\u0000b":"c"}}""", "reserved character")]
    [InlineData("""{"message":"no time"}""", "[@timestamp] is missing")]
    public void The_check_refuses_what_Elasticsearch_refuses(string document, string reason) =>
        Assert.Contains(reason, Check(Encoding.UTF8.GetBytes(document)).Refused, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"process":{"pid":"12a"}}""", "process.pid")]
    [InlineData("""{"process":{"pid":9223372036854775808}}""", "process.pid")]
    [InlineData("""{"process":{"pid":true}}""", "process.pid")]
    [InlineData("""{"process":{"pid":1.5}}""", "")]
    [InlineData("""{"process":{"pid":""}}""", "")]
    [InlineData("""{"process":{"interactive":"perhaps"}}""", "process.interactive")]
    [InlineData("""{"event":{"risk_score":"1e39"}}""", "event.risk_score")]
    [InlineData("""{"event":{"risk_score":"NaN"}}""", "event.risk_score")]
    [InlineData("""{"event":{"ingested":"2026-11-24 07:40:54"}}""", "event.ingested")]
    [InlineData("""{"event":{"ingested":"2026-02-30T07:40:54Z"}}""", "event.ingested")]
    [InlineData("""{"process":{"start":"1960-01-01T00:00:00.000000000Z"}}""", "process.start")]
    [InlineData("""{"process":{"start":"2300-01-01T00:00:00.000000000Z"}}""", "process.start")]
    [InlineData("""{"event":{"ingested":"2300-01-01T00:00:00.000000000Z"}}""", "")]
    [InlineData("""{"event":{"ingested":"noon"}}""", "event.ingested")]
    [InlineData("""{"source":{"ip":"fe80::1%eth0"}}""", "source.ip")]
    [InlineData("""{"source":{"ip":"010.0.0.1"}}""", "source.ip")]
    [InlineData("""{"related":{"ip":["10.0.0.1","localhost"]}}""", "related.ip")]
    public void The_check_knows_what_Elasticsearch_keeps_without_indexing(string fields, string ignored) => Assert.Equal(
        (null, ignored), Check(Encoding.UTF8.GetBytes($$"""{"@timestamp":"2026-11-23T07:40:54.123456789Z",{{fields[1..]}}""")));

    [Fact]
    public void The_check_knows_how_long_a_term_may_be()
    {
        var text = new string('x', 8_192);

        Assert.Equal((null, "process.name tetragon"), Check(Encoding.UTF8.GetBytes(
            $$$"""{"@timestamp":"2026-11-23T07:40:54Z","process":{"name":"{{{text}}}","command_line":"{{{text}}}"},"tetragon":{"a":"{{{text}}}"}}""")));
        Assert.Contains("immense term", Check(Encoding.UTF8.GetBytes(
            $$$"""{"@timestamp":"2026-11-23T07:40:54Z","tetragon":{"{{{new string('k', 32_766)}}}":"v"}}""")).Refused, StringComparison.Ordinal);
    }

    private static (string? Refused, string Ignored) Check(byte[] document)
    {
        using var json = JsonDocument.Parse(document, new() { AllowDuplicateProperties = false });
        var ignored = new List<string>();
        var refused = Mapping.Problem(json.RootElement, ignored);
        return (refused, string.Join(' ', ignored));
    }
}
