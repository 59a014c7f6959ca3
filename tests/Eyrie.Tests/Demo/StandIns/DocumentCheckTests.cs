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
    [InlineData("""{"@timestamp":null}""", "is missing")]
    [InlineData("""{"@timestamp":["2026-11-23T07:40:54Z","2026-11-23T07:40:55Z"]}""", "multiple values")]
    [InlineData("""["@timestamp"]""", "no object")]
    [InlineData("""{"@timestamp":"2026-11-23T07:40:54Z","a":1,"a":2}""", "a")]
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
}
