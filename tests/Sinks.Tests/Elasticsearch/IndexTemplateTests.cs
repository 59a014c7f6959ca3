using System.Text.Json;
using System.Text.Json.Nodes;
using Eyrie.Platform;
using Eyrie.Sinks.Elasticsearch;
using Eyrie.Sinks.Elasticsearch.Setup;
using Eyrie.Sinks.Http;
using Eyrie.Testing;

namespace Eyrie.Sinks.Tests.Elasticsearch;

public sealed class IndexTemplateTests : IDisposable
{
    private const string Bulk = "/logs-eyrie.alerts-default/_bulk";
    private const string Stored = """{"items":[{"create":{"status":201}}]}""";
    private readonly RecordedLog<ElasticsearchSink> _log = new();
    private readonly TestMeters _meters = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Installs_the_templates_once_before_the_first_document()
    {
        await using var server = await LoopbackHttp.StartAsync(request => Cluster(request, known: new(404)));
        using var sink = SinkFor(server);

        await sink.WriteAsync([An.Alert("a1")], Cancellation);
        await sink.WriteAsync([An.Alert("a2")], Cancellation);

        Assert.Equal(
            ["/_component_template/eyrie-mappings", "/_component_template/eyrie-settings", "/_index_template/eyrie-alerts", "/_index_template/eyrie-activity", Bulk, Bulk],
            server.Requests.Where(request => request.Body.Length > 0).Select(request => request.Path.Split('?')[0]));
        Assert.Equal(4, _log.Lines.Count(line => line.Contains("is there now", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{"version":7,"_meta":{"managed_by":"eyrie"}}""", true)]
    [InlineData("""{"_meta":{"managed_by":"eyrie"}}""", true)]
    [InlineData("""{"version":999999,"_meta":{"managed_by":"eyrie"}}""", false)]
    [InlineData("""{"version":7,"_meta":{"managed_by":"somebody"}}""", false)]
    [InlineData("""{"version":7}""", false)]
    public async Task Replaces_older_mappings_of_ours_only(string known, bool replaced)
    {
        var answer = new LoopbackAnswer(200, $"{{\"component_templates\":[{{\"component_template\":{known}}}],\"index_templates\":[{{\"index_template\":{{\"version\":99}}}}]}}");
        await using var server = await LoopbackHttp.StartAsync(request => Cluster(request, answer));
        using var sink = SinkFor(server);

        Assert.Empty(await sink.WriteAsync([An.Alert("a1")], Cancellation));

        Assert.Equal(replaced, server.Requests.Any(request => request.Path is "/_component_template/eyrie-mappings" && request.Body.Length > 0));
        Assert.Equal(replaced, _log.Lines.Any(line => line.Contains("older version", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Leaves_what_somebody_chose_for_how_long_documents_are_kept()
    {
        var theirs = JsonNode.Parse(SetUp().ToJsonString())!;
        var answer = new LoopbackAnswer(200, new JsonObject { ["index_templates"] = new JsonArray(new JsonObject { ["index_template"] = theirs }) }.ToJsonString());
        await using var server = await LoopbackHttp.StartAsync(request => Cluster(request, answer));
        using var sink = SinkFor(server);

        await sink.WriteAsync([An.Alert("a1")], Cancellation);

        Assert.DoesNotContain(server.Requests, request => request.Path is "/_index_template/eyrie-alerts" && request.Body.Length > 0);
    }

    [Theory]
    [InlineData(403, 200, "security_exception")]
    [InlineData(404, 403, "security_exception")]
    [InlineData(404, 400, "mapper_parsing_exception")]
    public async Task Goes_on_without_templates_that_are_refused(int known, int put, string type)
    {
        var refusal = $"{{\"error\":{{\"type\":\"{type}\",\"reason\":\"no\"}}}}";
        await using var server = await LoopbackHttp.StartAsync(request => Cluster(request, new(known, refusal), new(put, refusal)));
        using var sink = SinkFor(server);

        Assert.Empty(await sink.WriteAsync([An.Alert("a1")], Cancellation));

        Assert.Contains(_log.Lines, line => line.Contains("does not take Eyrie's index templates", StringComparison.Ordinal) && line.Contains(type, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"version":{"number":"2.19.0","distribution":"opensearch"}}""", "OpenSearch")]
    [InlineData("<html>", "is the URL right")]
    public async Task Goes_on_where_it_is_no_Elasticsearch_that_it_knows(string about, string words)
    {
        await using var server = await LoopbackHttp.StartAsync(request => request.Path is "/" ? new(200, about) : new(200, Stored));
        using var sink = SinkFor(server);

        Assert.Empty(await sink.WriteAsync([An.Alert("a1")], Cancellation));

        Assert.Contains(_log.Lines, line => line.Contains(words, StringComparison.Ordinal));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Asks_again_when_Elasticsearch_is_away()
    {
        var isAway = true;
        await using var server = await LoopbackHttp.StartAsync(request => isAway ? new(503) : Cluster(request, known: new(404)));
        using var sink = SinkFor(server);

        var away = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert("a1")], Cancellation));
        Assert.Equal(FailureKind.Transient, away.Kind);

        isAway = false;
        Assert.Empty(await sink.WriteAsync([An.Alert("a1")], Cancellation));
        Assert.Contains(server.Requests, request => request.Path is "/_index_template/eyrie-alerts" && request.Body.Length > 0);
    }

    [Fact]
    public async Task Tries_again_once_a_wrong_key_or_another_server_is_mended_and_says_so_once()
    {
        var isWrong = true;
        await using var server = await LoopbackHttp.StartAsync(request =>
            isWrong ? new(401, """{"error":{"type":"security_exception","reason":"unable to authenticate"}}""") : Cluster(request, known: new(404)));
        using var sink = SinkFor(server);

        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert("a1")], Cancellation));
        }

        Assert.Single(_log.Lines, line => line.Contains("unable to authenticate", StringComparison.Ordinal));
        isWrong = false;
        Assert.Empty(await sink.WriteAsync([An.Alert("a1")], Cancellation));
        Assert.Contains(server.Requests, request => request.Path is "/_index_template/eyrie-alerts" && request.Body.Length > 0);
    }

    [Fact]
    public void Maps_flattened_whatever_a_sensor_may_name_as_it_likes()
    {
        using var template = JsonDocument.Parse(IndexTemplate.Open());
        var properties = template.RootElement.GetProperty("template").GetProperty("mappings").GetProperty("properties");

        Assert.All(
            new[]
            {
                properties.GetProperty("tetragon"),
                properties.GetProperty("falco").GetProperty("properties").GetProperty("output_fields"),
                properties.GetProperty("kubernetes").GetProperty("properties").GetProperty("labels"),
                properties.GetProperty("kubernetes").GetProperty("properties").GetProperty("annotations"),
            },
            mapping => Assert.Equal("flattened", mapping.GetProperty("type").GetString()));
        Assert.Equal(300, (int)SetUp()["priority"]!); // Elasticsearch's own has 100, Fleet's 200
    }

    public void Dispose() => _meters.Dispose();

    private static JsonObject SetUp() => new TemplateBodies(new(new Version(9, 1, 0), "default", "basic", HasSecurity: true)).ForStream(StreamKind.Alerts, new(90));

    // Without a body it is a question.
    private static LoopbackAnswer Cluster(LoopbackRequest request, LoopbackAnswer known, LoopbackAnswer? put = null) => request.Path switch
    {
        "/" => new(200, """{"version":{"number":"9.1.0","build_flavor":"default"}}"""),
        var path when path.Contains("_xpack", StringComparison.Ordinal) => new(200, """{"license":{"type":"basic"}}"""),
        var path when path.Contains("_bulk", StringComparison.Ordinal) => new(200, Stored),
        _ => request.Body.Length == 0 ? known : put ?? new(200, """{"acknowledged":true}"""),
    };

    private ElasticsearchSink SinkFor(LoopbackHttp server) => new(
        new() { Url = server.Url },
        new HttpTarget("Elasticsearch", HttpHandlers.Create(new()), TimeSpan.FromSeconds(10), TimeProvider.System),
        new SinkMetrics(_meters),
        _log);
}
