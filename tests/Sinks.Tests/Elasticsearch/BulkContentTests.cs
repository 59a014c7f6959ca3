using System.IO.Compression;
using System.Text;
using Eyrie.Contracts;
using Eyrie.Sinks.Elasticsearch;

namespace Eyrie.Sinks.Tests.Elasticsearch;

public sealed class BulkContentTests
{
    private static readonly Alert[] Alerts =
    [
        An.Alert("a1", document: """{"@timestamp":"2026-01-01T00:00:00Z","message":"한글"}"""),
        An.Alert("a\"2", document: "{\n  \"message\": \"two\\nlines\"\r\n}"),
    ];

    [Fact]
    public async Task Is_an_action_line_then_the_document_as_it_stands()
    {
        using var content = Content(Alerts);

        var body = await content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            """
            {"create":{"_id":"a1"}}
            {"@timestamp":"2026-01-01T00:00:00Z","message":"한글"}
            {"create":{"_id":"a\u00222"}}
            {   "message": "two\nlines"  }

            """,
            Encoding.UTF8.GetString(body));
    }

    [Fact]
    public async Task Knows_its_length_before_it_is_written()
    {
        using var content = Content(Alerts);

        Assert.Equal(Alerts.Sum(BulkContent.SizeOf), content.Headers.ContentLength);
        Assert.Equal(content.Headers.ContentLength, (await content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
        Assert.Equal("application/x-ndjson", content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Is_the_same_when_compressed()
    {
        using var plain = Content(Alerts);
        using var packed = Content(Alerts, gzip: true);
        var unpacked = new MemoryStream();

        await using (var gzip = new GZipStream(
            await packed.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress))
        {
            await gzip.CopyToAsync(unpacked, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await plain.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), unpacked.ToArray());
        Assert.Equal(["gzip"], packed.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Streams_more_than_a_piece()
    {
        var many = Enumerable.Range(0, 2_000).Select(i => An.Alert($"id{i}", document: $"{{\"n\":{i},\"x\":\"{new string('x', 200)}\"}}")).ToArray();
        using var content = Content(many);

        var lines = (await content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');

        Assert.Equal(4_001, lines.Length);
        Assert.Equal("""{"create":{"_id":"id1999"}}""", lines[3_998]);
        Assert.StartsWith("{\"n\":1999,", lines[3_999], StringComparison.Ordinal);
        Assert.Equal("", lines[4_000]);
    }

    [Fact]
    public async Task Takes_a_document_that_is_larger_than_a_piece()
    {
        Alert[] alerts = [An.Alert("a1"), An.Alert("huge", document: $"{{\"x\":\"{new string('x', 2_000_000)}\"}}"), An.Alert("a3")];
        using var content = Content(alerts);

        var lines = (await content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');

        Assert.Equal(["""{"create":{"_id":"a1"}}""", """{"create":{"_id":"huge"}}""", """{"create":{"_id":"a3"}}"""], [lines[0], lines[2], lines[4]]);
        Assert.Equal(2_000_008, lines[3].Length);
    }

    private static BulkContent Content(Alert[] alerts, bool gzip = false) => new(new("logs", alerts, alerts.Sum(alert => (long)BulkContent.SizeOf(alert))), gzip);
}
