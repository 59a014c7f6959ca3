using System.Text;
using Eyrie.Demo.StandIns;

namespace Eyrie.Tests.Demo.StandIns;

public sealed class BulkBodyTests
{
    [Fact]
    public void Reads_each_operation_with_its_document()
    {
        var operations = Read("""
            {"create":{"_id":"a"}}
            {"@timestamp":"2026-01-01T00:00:00Z"}
            {"create":{"_index":"logs-x-y","_id":"b"}}
            {"n":1}

            """, "logs-eyrie.alerts-default");

        Assert.Equal(2, operations.Count);
        Assert.Equal(("create", "logs-eyrie.alerts-default", "a"), (operations[0].Action, operations[0].Index, operations[0].Id));
        Assert.Equal(("create", "logs-x-y", "b"), (operations[1].Action, operations[1].Index, operations[1].Id));
        Assert.Equal("""{"n":1}""", Encoding.UTF8.GetString(operations[1].Source.Span));
    }

    [Theory]
    [InlineData("", "request body is required")]
    [InlineData("{\"create\":{}}\n{}", "terminated by a newline")]
    [InlineData("{\"create\":{}}\n", "no document")]
    [InlineData("{\"upsert\":{}}\n{}\n", "Malformed action/metadata line [1]")]
    [InlineData("{\"create\":{},\"index\":{}}\n{}\n", "Malformed action/metadata line [1]")]
    [InlineData("{\"create\":{}}\n{}\n\n{\"create\":{}}\n{}\n", "Malformed action/metadata line [3]")]
    [InlineData("no json\n{}\n", "Malformed action/metadata line [1]")]
    [InlineData("{\"create\":{\"_id\":7}}\n{}\n", "Malformed action/metadata line [1]")]
    [InlineData("{\"create\":{\"_id\":\"\"}}\n{}\n", "must not be empty")]
    [InlineData("{\"create\":{\"_index\":\"Logs-X-Y\"}}\n{}\n", "Invalid index name")]
    [InlineData("{\"create\":{\"_index\":\"logs x\"}}\n{}\n", "Invalid index name")]
    public void Refuses_a_body_that_Elasticsearch_refuses(string body, string reason)
    {
        var refused = Assert.Throws<FormatException>(() => Read(body, "logs-x-y"));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void Takes_an_id_of_512_bytes_and_no_more(int bytes, bool taken)
    {
        var body = $"{{\"create\":{{\"_id\":\"{new string('i', bytes)}\"}}}}\n{{}}\n";

        Assert.Equal(taken, Record.Exception(() => Read(body, "logs-x-y")) is null);
    }

    [Fact]
    public void Refuses_an_operation_without_an_index()
    {
        Assert.Throws<FormatException>(() => Read("{\"create\":{}}\n{}\n", null));
    }

    private static List<BulkOperation> Read(string body, string? index) => BulkBody.Read(Encoding.UTF8.GetBytes(body), index);
}
