using System.Text;
using Eyrie.Demo.StandIns;

namespace Eyrie.Tests.Demo.StandIns;

public sealed class DocumentCheckTests
{
    [Theory]
    [InlineData("""{"@timestamp":"2026-11-23T07:40:54.123456789Z"}""")]
    [InlineData("""{"@timestamp":"2026-11-23T07:40:54Z","process":{"command_line":"a\u0000b"}}""")]
    [InlineData("""{"@timestamp":"2026-11-23T07:40:54Z","kubernetes":{"labels":{"":"x",".a.":"y"}}}""")]
    [InlineData("""{"@timestamp":"2026-11-23T07:40:54Z","falco":{"output_fields":{"proc.aname[2]":"sh"}}}""")]
    public void Takes_what_Elasticsearch_takes(string document)
    {
        Assert.Null(DocumentCheck.Problem(Encoding.UTF8.GetBytes(document)));
    }

    [Theory]
    [InlineData("""{"message":"x"}""", "@timestamp")]
    [InlineData("""{"@timestamp":5}""", "failed to parse date")]
    [InlineData("""{"@timestamp":"yesterday"}""", "failed to parse date")]
    [InlineData("""["@timestamp"]""", "no object")]
    [InlineData("""{"@timestamp":"2026-11-23T07:40:54Z","a":1,"a":2}""", "a")]
    [InlineData("""{"@timestamp":"2026-11-23T07:40:54Z","":1}""", "empty string")]
    [InlineData("""{"@timestamp":"2026-11-23T07:40:54Z","x":{".y":1}}""", "ambiguous")]
    [InlineData("""{"@timestamp":"2026-11-23T07:40:54Z","kubernetes":{"labels":{"a\u0000b":1}}}""", "null character")]
    [InlineData("""{"@timestamp":"2026-11-23T07:40:54Z" """, "")]
    public void Refuses_what_Elasticsearch_refuses(string document, string reason)
    {
        var problem = DocumentCheck.Problem(Encoding.UTF8.GetBytes(document));

        Assert.NotNull(problem);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_bytes_that_are_no_UTF8()
    {
        byte[] document = [.. """{"@timestamp":"2026-11-23T07:40:54Z","m":" """u8, 0xff, .. "\"}"u8];

        Assert.Equal("Invalid UTF-8", DocumentCheck.Problem(document));
    }

    [Fact]
    public void Refuses_a_term_that_is_too_long_for_the_index()
    {
        var document = $$$"""{"@timestamp":"2026-11-23T07:40:54Z","tetragon":{"args":"{{{new string('x', 40_000)}}}"}}""";

        Assert.Contains("immense term", DocumentCheck.Problem(Encoding.UTF8.GetBytes(document)), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_what_nests_too_deep()
    {
        var document = $$"""{"@timestamp":"2026-11-23T07:40:54Z","a":{{string.Concat(Enumerable.Repeat("{\"a\":", 25))}}1{{new string('}', 25)}}}""";

        Assert.Contains("depth", DocumentCheck.Problem(Encoding.UTF8.GetBytes(document)), StringComparison.Ordinal);
    }
}
