using Eyrie.Testing;

namespace Eyrie.Pipeline.Tests;

/// <summary>An attack, traced into a collector, from the sensors to the targets' answers.</summary>
[Collection(Spans)]
public sealed class TraceTests : IAsyncLifetime
{
    /// <summary>Sources of spans are the process': of two pipelines that trace at a time each would see the other's.</summary>
    public const string Spans = "spans";

    private const int Internal = 1;
    private const int Client = 3;
    private const int Producer = 4;
    private const int Consumer = 5;
    private readonly List<ReceivedSpan> _spans = [];
    private LoopbackHttp _collector = null!;
    private PipelineUnderTest _pipeline = null!;

    public async ValueTask InitializeAsync() => _collector = await LoopbackHttp.StartAsync(_ => new(200));

    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        await _collector.DisposeAsync();
    }

    [Fact]
    public async Task Follows_an_alert_of_Falco_from_the_sensor_to_every_answer()
    {
        await PlayAsync(ratio: "1");

        var alert = _pipeline.Alert("Read sensitive file untrusted", 31917);
        var trace = _spans.Where(span => span.TraceId == (string)alert["event"]!["id"]!).ToList();
        var received = Only(trace, "receive falco", Internal);
        var sent = Only(trace, "send eyrie.events.v1", Producer);
        var processed = Only(trace, "process eyrie.events.v1", Consumer);
        var alerted = Only(trace, "send eyrie.alerts.v1", Producer);
        Assert.Equal(
            ("", received.SpanId, sent.SpanId, processed.SpanId),
            (received.ParentId, sent.ParentId, processed.ParentId, alerted.ParentId));
        Assert.True(received.Start <= sent.Start && sent.End >= sent.Start);
        Assert.Equal(
            ("kafka", "send", "send", "eyrie.events.v1"),
            (sent.Tags["messaging.system"], sent.Tags["messaging.operation.type"], sent.Tags["messaging.operation.name"], sent.Tags["messaging.destination.name"]));
        Assert.Equal(
            (sent.Tags["messaging.destination.partition.id"], sent.Tags["messaging.kafka.offset"], "process", "eyrie.enricher"),
            (processed.Tags["messaging.destination.partition.id"], processed.Tags["messaging.kafka.offset"],
                processed.Tags["messaging.operation.type"], processed.Tags["messaging.consumer.group.name"]));

        foreach (var sink in (string[])["elasticsearch", "slack"])
        {
            var delivered = Assert.Single(trace, span => span.Tags.GetValueOrDefault("eyrie.sink") == sink && span.Kind == Consumer);
            Assert.Equal((alerted.SpanId, "process eyrie.alerts.v1"), (delivered.ParentId, delivered.Name));
            Assert.Contains(RequestsOf(delivered), request =>
                (request.Tags["http.request.method"], request.Tags["server.address"], request.Tags["http.response.status_code"]) == ("POST", "127.0.0.1", "200"));
        }

        Assert.All(_spans, span => Assert.DoesNotContain(span.Tags, tag => tag.Key.StartsWith("url.", StringComparison.Ordinal)));
        Assert.All(_spans.Where(span => span.Name != "GET"), span => Assert.Equal(0, span.Status)); // a template that is not there yet is a 404
    }

    [Fact]
    public async Task Begins_the_trace_of_an_alert_of_Tetragon_in_the_Enricher()
    {
        await PlayAsync(ratio: "1");

        var id = (string)_pipeline.Alerts.First(alert => (string?)alert["event"]!["module"] == "tetragon")["event"]!["id"]!;
        var processed = Only([.. _spans.Where(span => span.TraceId == id)], "process eyrie.events.v1", Consumer);
        Assert.Equal("", processed.ParentId);
        Assert.All(_spans.Where(span => span.Name == "process eyrie.events.v1"), span => Assert.Contains(
            _pipeline.Alerts.Concat(_pipeline.Health), one => (string)one["event"]!["id"]! == span.TraceId)); // activity is not traced
    }

    [Fact]
    public async Task Makes_no_span_when_nothing_is_to_be_traced()
    {
        await PlayAsync(ratio: "0");

        Assert.Empty(_spans);
        Assert.DoesNotContain(_collector.Requests, request => request.Path == "/v1/traces");
    }

    private async Task PlayAsync(string ratio)
    {
        _pipeline = await PipelineUnderTest.StartAsync(
            [
                new() { Node = "vm", Scenarios = ["webshell-recorded"], Speed = 15 },
                new() { Node = "worker-1", Scenarios = ["guide"], Speed = 15 },
            ],
            prepare: null,
            new("telemetry:otlpEndpoint", _collector.Url),
            new("telemetry:otlpProtocol", "httpProtobuf"),
            new("telemetry:traceSampleRatio", ratio));
        await _pipeline.SettleAsync();
        await _pipeline.StopStagesAsync(); // sends what is left
        _spans.AddRange(_collector.Requests.Where(request => request.Path == "/v1/traces").SelectMany(request => SpanReader.Read(request.Body)));
    }

    private static ReceivedSpan Only(IReadOnlyList<ReceivedSpan> trace, string name, int kind)
    {
        var span = Assert.Single(trace, span => span.Name == name);
        Assert.Equal(kind, span.Kind);
        return span;
    }

    // Made for it alone, or for a delivery that links to it; the first delivery to a store also asks for what is set up there.
    private IEnumerable<ReceivedSpan> RequestsOf(ReceivedSpan delivered)
    {
        var parent = _spans.SingleOrDefault(span => span.Links.Contains(delivered.SpanId)) ?? delivered;
        return _spans.Where(span => span.Kind == Client && span.ParentId == parent.SpanId);
    }
}
