using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Platform.Tests.Kafka;

public sealed class KafkaClientMetricsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly TestMeters _meters = new();
    private readonly KafkaClientMetrics _metrics;

    public KafkaClientMetricsTests() => _metrics = new(_meters, _time);

    [Fact]
    public async Task Hears_what_a_real_client_says()
    {
        var topics = new Topics("test.", 1);
        using var kafka = InProcessKafka.Start(topics);
        var clients = new KafkaClients(
            Options.Create(new KafkaOptions { BootstrapServers = kafka.BootstrapServers, Properties = new Dictionary<string, string> { ["statistics.interval.ms"] = "50" } }),
            NullLogger<KafkaClients>.Instance)
        {
            Metrics = _metrics,
        };
        using var producer = clients.CreateProducer();

        await producer.ProduceAsync(topics.Alerts, new() { Key = "k", Value = [1] }, TestContext.Current.CancellationToken);

        while (_meters.Sum("eyrie.kafka.client.io", "client=producer", "direction=receive") == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        _meters.Observe();
        Assert.True(_meters.Sum("eyrie.kafka.client.requests", "client=producer") > 0);
        Assert.Equal(1, _meters.Last("eyrie.kafka.client.brokers", "client=producer", "state=up"));
        Assert.Equal(0, _meters.Last("eyrie.kafka.client.brokers", "client=producer", "state=down"));
    }

    [Fact]
    public void Counts_on_from_what_each_client_said_before()
    {
        var (one, other) = (new object(), new object());
        _metrics.Said(one, "consumer", """{"tx":10,"rx_bytes":100,"brokers":{"a":{"req_timeouts":2}}}""");
        _metrics.Said(other, "consumer", """{"tx":5}""");
        _metrics.Said(one, "consumer", """{"tx":13,"rx_bytes":100,"brokers":{"a":{"req_timeouts":3}}}""");

        Assert.Equal(18, _meters.Sum("eyrie.kafka.client.requests", "client=consumer"));
        Assert.Equal(3, _meters.Sum("eyrie.kafka.client.request.timeouts", "client=consumer"));
        Assert.Equal(100, _meters.Sum("eyrie.kafka.client.io", "client=consumer", "direction=receive"));
    }

    [Fact]
    public void Shows_brokers_that_are_lost_the_slowest_round_trip_and_what_is_asked_for()
    {
        _metrics.Said(new(), "producer", """
            {"msg_cnt":7,"msg_size":700,"brokers":{
              "a":{"nodeid":1,"state":"UP","rtt":{"avg":1500},"throttle":{"max":20}},
              "b":{"nodeid":2,"state":"TRY_CONNECT","rtt":{"avg":9000},"throttle":{"max":0}},
              "c":{"nodeid":3,"state":"INIT"},
              "bootstrap":{"nodeid":-1,"state":"DOWN"}}}
            """);

        _meters.Observe();
        Assert.Equal(1, _meters.Last("eyrie.kafka.client.brokers", "client=producer", "state=up"));
        Assert.Equal(1, _meters.Last("eyrie.kafka.client.brokers", "client=producer", "state=down"));
        Assert.Equal(0.009, _meters.LastReal("eyrie.kafka.client.rtt", "client=producer"));
        Assert.Equal(0.02, _meters.LastReal("eyrie.kafka.client.throttle", "client=producer"));
        Assert.Equal(7, _meters.Sum("eyrie.kafka.client.queue.messages", "client=producer"));
    }

    [Fact]
    public void Forgets_a_client_that_speaks_no_more()
    {
        _metrics.Said(new(), "producer", """{"msg_cnt":7}""");
        _time.Advance(KafkaClientMetrics.Interval * 4);

        _meters.Observe();

        Assert.Equal(0, _meters.Sum("eyrie.kafka.client.queue.messages"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"brokers":[1],"tx":"many"}""")]
    [InlineData("""{"brokers":{"a":7}}""")]
    public void Survives_what_it_cannot_read(string said)
    {
        _metrics.Said(new(), "producer", said);

        Assert.Equal(0, _meters.Sum("eyrie.kafka.client.requests"));
    }

    public void Dispose() => _meters.Dispose();
}
