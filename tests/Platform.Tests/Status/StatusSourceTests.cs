using System.Diagnostics.Metrics;
using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Status;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Platform.Tests.Status;

/// <summary>A report from measurements such as stages make.</summary>
public sealed class StatusSourceTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new(new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero));
    private readonly Readiness _readiness = new();
    private readonly Meter _meter;
    private readonly MeterFigures _figures;
    private readonly StatusSource _source;

    public StatusSourceTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _figures = new(meters, _time);
        _source = new(_figures, _readiness, Options.Create(new KafkaOptions { BootstrapServers = "kafka:9092" }), new Topics(), _time);
        _meter = meters.Create("Eyrie.Test");
    }

    [Fact]
    public void Is_an_empty_report_before_anything_is_measured()
    {
        var report = _source.Report();

        Assert.Equal(("ready", Environment.MachineName, "kafka:9092"), (report.State, report.Host, report.Kafka.BootstrapServers));
        Assert.Equal((null, null, 0), (report.Ingestor, report.Enricher, report.Sinks.Count));
        Assert.Equal(_time.GetUtcNow(), report.Now);
    }

    [Theory]
    [InlineData("ready", false, false)]
    [InlineData("degraded", true, false)]
    [InlineData("notReady", true, true)]
    public void Is_as_its_worst_part_is(string state, bool degraded, bool notReady)
    {
        _readiness.Ready("process");
        (degraded ? () => _readiness.Degraded("spool", "half full") : (Action)(() => { }))();
        (notReady ? () => _readiness.NotReady("kafka", "away") : (Action)(() => { }))();

        Assert.Equal(state, _source.Report().State);
    }

    [Fact]
    public void Shows_a_sensor_with_its_addresses_versions_and_figures()
    {
        var falco = Tag("sensor", "falco");
        _meter.CreateCounter<long>(StatusInstruments.EventsRead).Add(50, falco);
        _meter.CreateCounter<long>(StatusInstruments.EventsPublished).Add(48, falco);
        _meter.CreateCounter<long>(StatusInstruments.SensorLost).Add(3, falco);
        var dropped = _meter.CreateCounter<long>(StatusInstruments.EventsDropped);
        dropped.Add(0, falco, Tag("reason", "shutdown"));
        dropped.Add(2, falco, Tag("reason", "spool_full"));
        _meter.CreateObservableGauge(StatusInstruments.SensorUp, () => new Measurement<int>[] { new(1, falco, Tag("address", "b")), new(0, falco, Tag("address", "a")) });
        _meter.CreateObservableGauge(StatusInstruments.SensorInfo, () => new Measurement<int>(1, falco, Tag("version", "0.43.1")));
        _meter.CreateObservableGauge(StatusInstruments.SensorSilence, () => new Measurement<double>(4.5, falco));
        _meter.CreateObservableGauge(StatusInstruments.ClockAhead, () => new Measurement<double>(12, falco));
        _meter.CreateHistogram<double>(StatusInstruments.SensorLag).Record(0.25, falco);
        _meter.CreateObservableGauge(StatusInstruments.SpoolEvents, static () => 9L);
        _time.Advance(TimeSpan.FromSeconds(5));

        var sensor = Assert.Single(_source.Report().Ingestor!.Sensors);

        Assert.Equal(("falco", 50, 10, 48, 3), (sensor.Name, sensor.Read, sensor.ReadPerSecond, sensor.Published, sensor.LostBySensor));
        Assert.Equal([new("a", false), new("b", true)], sensor.Streams);
        Assert.Equal(["0.43.1"], sensor.Versions);
        Assert.Equal((4.5, 12, 0.25), (sensor.SilenceSeconds, sensor.ClockAheadSeconds, sensor.LagSeconds));
        Assert.Equal(new Dictionary<string, long> { ["spool_full"] = 2 }, sensor.Dropped);
        Assert.Equal(9, _source.Report().Ingestor!.Spool.Events);
    }

    [Fact]
    public void Shows_a_sink_with_its_breaker_and_its_last_delivery()
    {
        var slack = Tag("sink", "slack");
        _meter.CreateCounter<long>(StatusInstruments.SinkAlerts).Add(5, slack, Tag("outcome", "written"));
        _meter.CreateGauge<int>(StatusInstruments.SinkUp).Record(0, slack);
        _meter.CreateGauge<int>(StatusInstruments.SinkCircuit).Record(1, slack);
        _meter.CreateGauge<double>(StatusInstruments.SinkLastDelivery).Record(1_763_978_400.5, slack);
        var latency = _meter.CreateHistogram<double>(StatusInstruments.SinkLatency);
        latency.Record(2, slack, Tag("from", "sensor"), Tag("kind", "alert"));
        latency.Record(100, slack, Tag("from", "enriched"), Tag("kind", "alert"));

        var sink = Assert.Single(_source.Report().Sinks);

        Assert.Equal(("slack", false, "halfOpen", 2.0, null), (sink.Name, sink.Up, sink.Circuit, sink.LatencySeconds, sink.Pending));
        Assert.Equal(5, sink.Outcomes["written"]);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_763_978_400_500), sink.LastDelivery);
    }

    [Fact]
    public void Shows_how_Kafka_the_dead_letters_and_the_certificates_are()
    {
        _meter.CreateObservableGauge(StatusInstruments.Brokers, static () => new Measurement<int>[]
        {
            new(2, Tag("client", "producer"), Tag("state", "up")), new(3, Tag("client", "consumer"), Tag("state", "up")), new(1, Tag("client", "consumer"), Tag("state", "down")),
        });
        KeyValuePair<string, object?>[] group = [Tag("group", "eyrie.enricher"), Tag("topic", "eyrie.events.v1")];
        _meter.CreateObservableGauge(StatusInstruments.ConsumerLag, () => new Measurement<long>(700, group));
        _meter.CreateObservableGauge(StatusInstruments.ConsumerDelay, () => new Measurement<double>(1.25, group));
        _meter.CreateObservableGauge(StatusInstruments.ConsumerPartitions, () => new Measurement<long>(12, group));
        var letters = _meter.CreateCounter<long>(StatusInstruments.DeadLetters);
        letters.Add(0, Tag("stage", "sinks"), Tag("sink", "slack"), Tag("reason", "unreadable"));
        letters.Add(4, Tag("stage", "sinks"), Tag("sink", "slack"), Tag("reason", "rejected"));
        _meter.CreateObservableGauge(StatusInstruments.CertificateEnd, static () => new Measurement<double>(1_800_000_000, Tag("use", "kafka.caFile")));

        var report = _source.Report();

        Assert.Equal((5, 1), (report.Kafka.BrokersUp, report.Kafka.BrokersDown));
        Assert.Equal([new("eyrie.enricher", "eyrie.events.v1", 12, 700, 1.25)], report.Kafka.Consumers);
        Assert.Equal([new("sinks", "rejected", "slack", 4)], report.DeadLetters);
        Assert.Equal([new("kafka.caFile", DateTimeOffset.FromUnixTimeSeconds(1_800_000_000))], report.Certificates);
    }

    [Fact]
    public void Comes_back_from_JSON_as_it_was()
    {
        _readiness.NotReady("kafka", "no broker answers");
        _meter.CreateCounter<long>(StatusInstruments.EnricherRead).Add(5);
        var report = _source.Report();

        var json = JsonSerializer.Serialize(report, StatusJson.Default.StatusReport);

        Assert.Contains("\"state\":\"notReady\"", json, StringComparison.Ordinal);
        Assert.Equivalent(report, JsonSerializer.Deserialize(json, StatusJson.Default.StatusReport), strict: true);
    }

    public void Dispose()
    {
        _figures.Dispose();
        _services.Dispose();
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
