using System.Text;
using Eyrie.Platform;
using Eyrie.Sinks.Elasticsearch;

namespace Eyrie.Sinks.Tests.Elasticsearch;

public sealed class BulkAnswerTests
{
    [Theory]
    [InlineData(200, null, null)]
    [InlineData(201, null, null)]
    [InlineData(409, "version_conflict_engine_exception", null)]
    [InlineData(400, "document_parsing_exception", FailureKind.Rejected)]
    [InlineData(400, "validation_exception", FailureKind.Fatal)]
    [InlineData(413, "too_large", FailureKind.Rejected)]
    [InlineData(403, "security_exception", FailureKind.Fatal)]
    [InlineData(404, "index_not_found_exception", FailureKind.Fatal)]
    [InlineData(429, "es_rejected_execution_exception", FailureKind.Transient)]
    [InlineData(429, "cluster_block_exception", FailureKind.Transient)]
    [InlineData(502, null, FailureKind.Transient)]
    [InlineData(503, "unavailable_shards_exception", FailureKind.Transient)]
    [InlineData(504, null, FailureKind.Transient)]
    [InlineData(0, null, FailureKind.Transient)]
    public void Knows_what_to_do_about_an_item(int status, string? type, FailureKind? expected) =>
        Assert.Equal(expected, BulkItems.Classify(new(status, type, type, FailureStored: false)));

    [Fact]
    public void Reads_items_in_order_with_the_words_of_Elasticsearch()
    {
        var items = Read("""
            {"took":3,"errors":true,"items":[
              {"create":{"_index":".ds-logs","_id":"a","status":201,"_shards":{"total":1,"successful":1}}},
              {"create":{"status":400,"error":{"type":"document_parsing_exception","reason":"[1:9] failed to parse field [x]",
                "caused_by":{"type":"number_format_exception","reason":"For input string: \"y\""}},"failure_store":"not_enabled"}},
              {"create":{"status":201,"failure_store":"used"}},
              {"create":{"status":429,"error":{"type":"es_rejected_execution_exception","reason":"queue\nfull"}}}
            ]}
            """, 4);

        Assert.Equal(new(201, null, null, false), items[0]);
        Assert.Equal(
            "400 document_parsing_exception: [1:9] failed to parse field [x] (number_format_exception: For input string: \"y\")",
            items[1].Words);
        Assert.True(items[2].FailureStored);
        Assert.Equal("429 es_rejected_execution_exception: queue\\nfull", items[3].Words);
    }

    [Fact]
    public void Reads_a_reason_that_quotes_text_which_is_not_Unicode()
    {
        byte[] answer = [.. """{"items":[{"create":{"status":400,"error":{"type":"document_parsing_exception","reason":"Preview of field's value: '\ud800"""u8, 0xff, .. """'"}}}]}"""u8];

        var item = Assert.Single(BulkAnswer.Read(answer, 1));

        Assert.StartsWith("400 document_parsing_exception: Preview of field's value: '", item.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>welcome</html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"errors":false}""")]
    [InlineData("""{"items":{}}""")]
    [InlineData("""{"items":[{"create":{"status":201}}]}""")]
    [InlineData("""{"items":[{"create":{"status":"ok"}},{"create":{"status":201}}]}""")]
    [InlineData("""{"items":[{"create":{"status":201}},{"create":{"status":2""")]
    public void Refuses_what_is_no_answer_for_two_documents(string answer) =>
        Assert.Throws<FormatException>(() => Read(answer, 2));

    private static List<BulkItem> Read(string answer, int expected) => BulkAnswer.Read(Encoding.UTF8.GetBytes(answer), expected);
}
