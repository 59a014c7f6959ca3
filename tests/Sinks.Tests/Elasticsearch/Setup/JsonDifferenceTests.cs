using System.Text.Json.Nodes;
using Eyrie.Sinks.Elasticsearch.Setup;

namespace Eyrie.Sinks.Tests.Elasticsearch.Setup;

public sealed class JsonDifferenceTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":"1","b":2}""")]
    [InlineData("""{"settings":{"index.mode":"logsdb"}}""", """{"settings":{"index":{"mode":"logsdb"}}}""")]
    [InlineData("""{"settings":{"index.mapping.ignore_malformed":true}}""", """{"settings":{"mapping":{"ignore_malformed":"true"}}}""")]
    [InlineData("""{"data_stream":{}}""", """{"data_stream":{"hidden":false}}""")]
    public void What_a_server_makes_of_it_is_no_difference(string wanted, string found) => Assert.Empty(Between(wanted, found));

    [Theory]
    [InlineData("""{"a":{"b":1}}""", """{"a":{}}""", "a.b: (nothing) -> 1")]
    [InlineData("""{"a":["x","y"]}""", """{"a":["y","x"]}""", "a[0]: \"y\" -> \"x\"")]
    [InlineData("""{"a":["x"]}""", """{"a":["x","y"]}""", "a: [\"x\",\"y\"] -> [\"x\"]")]
    [InlineData("""{"a":{}}""", """{"a":1}""", "a: 1 -> {}")]
    [InlineData("""{"settings":{"index.mode":"logsdb"}}""", "{}", "settings.index.mode: (nothing) -> \"logsdb\"")]
    public void What_is_not_as_wanted_is_named(string wanted, string found, string words) => Assert.Equal(words, Between(wanted, found)[0]);

    private static IReadOnlyList<string> Between(string wanted, string found) => JsonDifference.Of(JsonNode.Parse(wanted), JsonNode.Parse(found));
}
