using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Eyrie.Demo.StandIns;

namespace Eyrie.Tests.Demo.StandIns;

public sealed class StandInElasticsearchTests : IAsyncLifetime
{
    private const string Document = """{"@timestamp":"2026-11-23T07:40:54Z","message":"x"}""";
    private readonly Violations _violations = new();
    private readonly List<string> _stored = [];
    private readonly HttpClient _http = new();
    private StandInElasticsearch _standIn = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _standIn = await StandInElasticsearch.StartAsync("key", _violations, document => _stored.Add(document.Id), Cancellation);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _standIn.DisposeAsync();
    }

    [Fact]
    public async Task Stores_documents_and_says_so_item_by_item()
    {
        var (status, answer) = await BulkAsync(Create("a") + Create("b"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.False((bool)answer["errors"]!);
        Assert.Equal([201, 201], answer["items"]!.AsArray().Select(item => (int)item!["create"]!["status"]!));
        Assert.Equal(["a", "b"], _stored);
        Assert.Equal(2, _standIn.Stored);
        Assert.Equal(0, _violations.Count);
    }

    [Fact]
    public async Task Answers_409_for_a_document_that_is_there_without_complaint()
    {
        await BulkAsync(Create("a"));

        var (status, answer) = await BulkAsync(Create("a"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True((bool)answer["errors"]!);
        Assert.Equal("version_conflict_engine_exception", (string?)answer["items"]![0]!["create"]!["error"]!["type"]);
        Assert.Equal((1, 1, 0), (_standIn.Stored, _standIn.Repeated, _violations.Count));
    }

    [Theory]
    [InlineData("{\"index\":{\"_id\":\"a\"}}\n{\"@timestamp\":\"2026-11-23T07:40:54Z\"}\n", "index", "op_type of create")]
    [InlineData("{\"create\":{\"_id\":\"a\"}}\n{\"message\":\"x\"}\n", "create", "@timestamp")]
    [InlineData("{\"create\":{\"_id\":\"a\"}}\n{\"message\n", "create", "failed to parse")]
    [InlineData("{\"create\":{}}\n{\"@timestamp\":\"2026-11-23T07:40:54Z\"}\n", "create", "without _id")]
    [InlineData("{\"create\":{\"_index\":\"alerts\",\"_id\":\"a\"}}\n{\"@timestamp\":\"2026-11-23T07:40:54Z\"}\n", "create", "no data stream")]
    public async Task Refuses_a_document_of_its_own_and_takes_the_others(string wrong, string action, string reason)
    {
        var (status, answer) = await BulkAsync(wrong + Create("good"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(400, (int)answer["items"]![0]![action]!["status"]!);
        Assert.Contains(reason, (string?)answer["items"]![0]![action]!["error"]!["reason"], StringComparison.Ordinal);
        Assert.Equal(201, (int)answer["items"]![1]!["create"]!["status"]!);
        Assert.Equal((1, 1), (_standIn.Rejected, _violations.Count));
    }

    [Theory]
    [InlineData("ApiKey other", "application/x-ndjson", HttpStatusCode.Unauthorized)]
    [InlineData("ApiKey key", "text/plain", HttpStatusCode.NotAcceptable)]
    [InlineData("ApiKey key", "application/json", HttpStatusCode.OK)]
    [InlineData("ApiKey key", "application/vnd.elasticsearch+x-ndjson; compatible-with=8", HttpStatusCode.OK)]
    public async Task Lets_in_who_has_the_key_and_speaks_NDJSON(string authorization, string contentType, HttpStatusCode expected)
    {
        var (status, _) = await BulkAsync(Create("a"), authorization, contentType);

        Assert.Equal(expected, status);
        Assert.Equal(expected is HttpStatusCode.OK ? 0 : 1, _violations.Count);
    }

    [Fact]
    public async Task Reads_a_body_that_comes_packed()
    {
        using var content = new ByteArrayContent(Packed(Create("a")));
        content.Headers.ContentEncoding.Add("gzip");
        content.Headers.ContentType = new("application/x-ndjson");

        var (status, _) = await SendAsync(content, "ApiKey key");

        Assert.Equal((HttpStatusCode.OK, 1), (status, _standIn.Stored));
    }

    [Fact]
    public async Task Says_what_it_is_on_every_answer()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _standIn.Url);
        request.Headers.TryAddWithoutValidation("Authorization", "ApiKey key");

        using var answer = await _http.SendAsync(request, Cancellation);

        Assert.Equal("Elasticsearch", Assert.Single(answer.Headers.GetValues("X-Elastic-Product")));
        Assert.Contains("cluster_name", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_what_does_not_fit_the_template_of_its_data_stream()
    {
        await TemplateAsync(HttpMethod.Put, """
            {"index_patterns":["logs-*"],"priority":200,"data_stream":{},"template":{"mappings":{"properties":{"message":{"type":"match_only_text"}}}}}
            """);

        var (_, answer) = await BulkAsync("{\"create\":{\"_id\":\"a\"}}\n{\"@timestamp\":\"2026-11-23T07:40:54Z\",\"message\":{\"a\":1}}\n" + Create("good"));

        Assert.Contains("[message] of type [match_only_text]", (string?)answer["items"]![0]!["create"]!["error"]!["reason"], StringComparison.Ordinal);
        Assert.Equal((1, 1), (_standIn.Rejected, _standIn.Stored));
    }

    [Fact]
    public async Task Keeps_a_template_and_refuses_one_with_what_it_does_not_know()
    {
        Assert.Equal(HttpStatusCode.NotFound, await TemplateAsync(HttpMethod.Head, ""));
        Assert.Equal(HttpStatusCode.BadRequest, await TemplateAsync(HttpMethod.Put, """{"index_patterns":["logs-*"],"streams":{}}"""));
        Assert.Equal(HttpStatusCode.OK, await TemplateAsync(HttpMethod.Put, """{"index_patterns":["logs-*"],"data_stream":{}}"""));
        Assert.Equal(HttpStatusCode.OK, await TemplateAsync(HttpMethod.Head, ""));
        Assert.Equal(1, _violations.Count);
    }

    [Fact]
    public async Task Takes_nothing_while_it_is_away()
    {
        _standIn.Outage.Begin(503);
        var (away, _) = await BulkAsync(Create("a"));
        _standIn.Outage.End();
        var (back, _) = await BulkAsync(Create("a"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (away, back));
        Assert.Equal((1, 1), (_standIn.Outage.Refused, _standIn.Stored));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answers_413_without_a_word_to_what_is_too_large_when_unpacked(bool isPacked)
    {
        _standIn.MaxContentBytes = 200;
        var body = Create("a") + Create("b") + Create("c");
        using var content = new ByteArrayContent(isPacked ? Packed(body) : Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new("application/x-ndjson");
        if (isPacked)
        {
            content.Headers.ContentEncoding.Add("gzip");
            Assert.True((await content.ReadAsByteArrayAsync(Cancellation)).Length < 200);
        }

        var (status, answer) = await SendAsync(content, "ApiKey key");
        var (less, _) = await BulkAsync(Create("a"));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.OK), (status, less));
        Assert.Empty(answer.AsObject());
        Assert.Equal((1, 0), (_standIn.Stored, _violations.Count));
    }

    [Fact]
    public async Task Answers_429_to_a_whole_request_while_its_hands_are_full_and_blames_nobody()
    {
        _standIn.Coordinating.Limit = 1_000;
        Assert.Null(_standIn.Coordinating.Take(990)); // by somebody else

        var (full, answer) = await BulkAsync(Create("a"));
        _standIn.Coordinating.Release(990);
        var (empty, _) = await BulkAsync(Create("a"));

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (full, empty));
        Assert.Equal("es_rejected_execution_exception", answer["error"]!["type"]!.ToString());
        Assert.Equal((1, 1, 0), (_standIn.Coordinating.Rejections, _standIn.Stored, _violations.Count));
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private async Task<HttpStatusCode> TemplateAsync(HttpMethod method, string body)
    {
        using var request = new HttpRequestMessage(method, $"{_standIn.Url}/_index_template/eyrie") { Content = new StringContent(body) };
        request.Headers.TryAddWithoutValidation("Authorization", "ApiKey key");
        using var answer = await _http.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private static string Create(string id) => $"{{\"create\":{{\"_id\":\"{id}\"}}}}\n{Document}\n";

    private async Task<(HttpStatusCode Status, JsonNode Answer)> BulkAsync(
        string body, string authorization = "ApiKey key", string contentType = "application/x-ndjson")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await SendAsync(content, authorization);
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> SendAsync(HttpContent content, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_standIn.Url}/logs-eyrie.alerts-default/_bulk") { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await _http.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        return (answer.StatusCode, text.Length > 0 ? JsonNode.Parse(text)! : new JsonObject());
    }
}
