using System.Text.Json.Nodes;

namespace Eyrie.Dashboards.Tests.Panels;

public sealed class KqlQueryTests
{
    [Theory]
    [InlineData("", """{"match_all":{}}""")]
    [InlineData("a : \"b c\"", """{"bool":{"should":[{"match_phrase":{"a":"b c"}}],"minimum_should_match":1}}""")]
    [InlineData("a:b", """{"bool":{"should":[{"match":{"a":"b"}}],"minimum_should_match":1}}""")]
    [InlineData("a : true", """{"bool":{"should":[{"match":{"a":true}}],"minimum_should_match":1}}""")]
    [InlineData("a : *", """{"bool":{"should":[{"exists":{"field":"a"}}],"minimum_should_match":1}}""")]
    [InlineData("a >= 5", """{"bool":{"should":[{"range":{"a":{"gte":"5"}}}],"minimum_should_match":1}}""")]
    [InlineData("a : /tmp/*", """{"bool":{"should":[{"query_string":{"fields":["a"],"query":"\\/tmp\\/*"}}],"minimum_should_match":1}}""")]
    [InlineData("not a : *", """{"bool":{"must_not":[{"bool":{"should":[{"exists":{"field":"a"}}],"minimum_should_match":1}}]}}""")]
    public void Is_what_Kibana_makes_of_it(string kql, string query) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(query), KqlQuery.ToElasticsearch(kql)), KqlQuery.ToElasticsearch(kql).ToJsonString());

    [Theory]
    [InlineData("a:1 or b:2 and c:3", "a:1 or (b:2 and c:3)")]
    [InlineData("not a:1 and b:2", "(not a:1) and b:2")]
    [InlineData("a:(1 or 2)", "a:1 or a:2")]
    [InlineData("a:(not 1)", "not a:1")]
    [InlineData("a : ( \"x y\" or z* ) AND b:1", "(a:\"x y\" or a:z*) and b:1")]
    public void Binds_as_Kibana_does(string kql, string same) =>
        Assert.Equal(KqlQuery.ToElasticsearch(same).ToJsonString(), KqlQuery.ToElasticsearch(kql).ToJsonString());

    [Theory]
    [InlineData("a : ")]
    [InlineData("a : (b or c")]
    [InlineData("a : \"b")]
    [InlineData("a : b c : d")]
    [InlineData("and a : b")]
    public void Refuses_what_Kibana_refuses(string kql) => Assert.Throws<FormatException>(() => KqlQuery.ToElasticsearch(kql));
}
