using System.Text.Json;
using Eyrie.Platform;
using Eyrie.Sinks.Elasticsearch;
using Eyrie.Sinks.Http;
using Eyrie.Testing;

namespace Eyrie.Sinks.Tests.Elasticsearch;

public sealed class IndexTemplateTests : IDisposable
{
    private const string Stored = """{"items":[{"create":{"status":201}}]}""";
    private readonly RecordedLog<ElasticsearchSink> _log = new();
    private readonly TestMeters _meters = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Installs_the_template_once_before_the_first_document()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(404), new(200), new(200, Stored));
        using var sink = SinkFor(server);

        await sink.WriteAsync([An.Alert("a1")], Cancellation);
        await sink.WriteAsync([An.Alert("a2")], Cancellation);

        Assert.Equal(
            ["/_index_template/eyrie", "/_index_template/eyrie?create=true", "/logs-eyrie.alerts-default/_bulk", "/logs-eyrie.alerts-default/_bulk"],
            server.Requests.Select(request => request.Path.Split("?filter_path")[0]));
        using var template = JsonDocument.Parse(server.Requests[1].Body);
        Assert.Equal("application/json", server.Requests[1].Headers["Content-Type"]);
        Assert.True(template.RootElement.TryGetProperty("data_stream", out _));
    }

    [Fact]
    public async Task Leaves_a_template_that_is_there()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(200), new(200, Stored));
        using var sink = SinkFor(server);

        Assert.Empty(await sink.WriteAsync([An.Alert("a1")], Cancellation));

        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("""{"index_templates":[{"index_template":{"version":7,"_meta":{"managed_by":"eyrie"}}}]}""", true)]
    [InlineData("""{"index_templates":[{"index_template":{"_meta":{"managed_by":"eyrie"}}}]}""", true)]
    [InlineData("""{"index_templates":[{"index_template":{"version":999999,"_meta":{"managed_by":"eyrie"}}}]}""", false)]
    [InlineData("""{"index_templates":[{"index_template":{"version":7,"_meta":{"managed_by":"somebody"}}}]}""", false)]
    [InlineData("""{"index_templates":[{"index_template":{"version":7}}]}""", false)]
    [InlineData("""{"index_templates":[]}""", false)]
    [InlineData("<html>", false)]
    public async Task Replaces_an_older_template_of_ours_only(string known, bool replaced)
    {
        await using var server = await LoopbackHttp.StartAsync(request => request.Path.Contains("_bulk", StringComparison.Ordinal)
            ? new(200, Stored)
            : new(200, request.Body.Length == 0 ? known : ""));
        using var sink = SinkFor(server);

        Assert.Empty(await sink.WriteAsync([An.Alert("a1")], Cancellation));

        Assert.Equal(replaced, server.Requests.Any(request => request.Path is "/_index_template/eyrie" && request.Body.Length > 0));
        Assert.Equal(replaced, _log.Lines.Any(line => line.Contains("of our index template 'eyrie'", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(403, 403, "security_exception: no privilege")]
    [InlineData(404, 403, "security_exception: no privilege")]
    [InlineData(404, 400, "unknown type flattened")]
    public async Task Goes_on_without_a_template_that_is_refused(int known, int put, string words)
    {
        await using var server = await LoopbackHttp.StartAsync(request => request.Path.Contains("_bulk", StringComparison.Ordinal)
            ? new(200, Stored)
            : request.Body.Length == 0 ? new(known, known == 403 ? words : "") : new(put, words));
        using var sink = SinkFor(server);

        Assert.Empty(await sink.WriteAsync([An.Alert("a1")], Cancellation));

        Assert.Contains(_log.Lines, line => line.Contains("does not take the index template 'eyrie'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Asks_again_when_Elasticsearch_is_away()
    {
        await using var server = await LoopbackHttp.StartAsync(new LoopbackAnswer(503), new(404), new(200), new(200, Stored));
        using var sink = SinkFor(server);

        var away = await Assert.ThrowsAsync<PipelineException>(() => sink.WriteAsync([An.Alert("a1")], Cancellation));
        Assert.Equal(FailureKind.Transient, away.Kind);

        Assert.Empty(await sink.WriteAsync([An.Alert("a1")], Cancellation));
        Assert.Equal(4, server.Requests.Count);
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
        Assert.True(template.RootElement.GetProperty("priority").GetInt32() > 200); // Elasticsearch's own has 100
    }

    public void Dispose() => _meters.Dispose();

    private ElasticsearchSink SinkFor(LoopbackHttp server) => new(
        new() { Url = server.Url },
        new HttpTarget("Elasticsearch", HttpHandlers.Create(new()), TimeSpan.FromSeconds(10), TimeProvider.System),
        new SinkMetrics(_meters),
        _log);
}
