using System.Globalization;
using Eyrie.Platform.Kafka;

namespace Eyrie.Sinks.Tests;

/// <summary>How long alerts took, as a sink tells it.</summary>
public sealed class SinkLatencyTests : IDisposable
{
    private readonly SinkBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_told_from_the_sensor_from_the_Ingestor_and_from_the_Enricher()
    {
        await ProduceAsync(_bench.Topics.Alerts, "a1");

        await DeliverAsync(withActivity: false, count: 1);

        Assert.InRange(Latency("from=sensor", "kind=alert")!.Value, 300, 330);
        Assert.InRange(Latency("from=read", "kind=alert")!.Value, 100, 130);
        Assert.InRange(Latency("from=enriched", "kind=alert")!.Value, 0, 30);
    }

    [Fact]
    public async Task Of_activity_is_told_from_the_Enricher_alone()
    {
        await _bench.ProduceAsync(_bench.Topics.Activity, "d1", SinkBench.Document("d1"));

        await DeliverAsync(withActivity: true, count: 1);

        Assert.InRange(Latency("from=enriched", "kind=activity")!.Value, 0, 30);
        Assert.Null(Latency("from=sensor", "kind=activity"));
        Assert.Null(Latency("from=enriched", "kind=alert"));
    }

    [Fact]
    public async Task Is_not_told_of_what_a_person_sends_again()
    {
        await ProduceAsync(_bench.Topics.Retry, "a1", (RecordHeaders.Sink, "scripted"), (RecordHeaders.Topic, _bench.Topics.Alerts));

        await DeliverAsync(withActivity: false, count: 1);

        Assert.Null(Latency("from=sensor", "kind=alert"));
        Assert.Null(Latency("from=enriched", "kind=alert"));
    }

    [Fact]
    public async Task Is_not_told_of_what_the_target_refused_which_counts_as_a_dead_letter()
    {
        await ProduceAsync(_bench.Topics.Alerts, "a1");

        await DeliverAsync(withActivity: false, count: 1, batch => Task.FromResult<IReadOnlyList<RejectedAlert>>([new(batch[0], "does not fit")]));

        Assert.Null(Latency("from=sensor", "kind=alert"));
        Assert.Equal(1, _bench.Meters.Sum("eyrie.dead.letters", "stage=sinks", "sink=scripted", "reason=rejected"));
        Assert.Equal(1, _bench.Meters.Sum("eyrie.dead.letters"));
    }

    public void Dispose() => _bench.Dispose();

    private double? Latency(params string[] tags) => _bench.Meters.LastReal("eyrie.sink.latency", ["sink=scripted", .. tags]);

    private static string Ago(int seconds) =>
        (TimeProvider.System.GetUtcNow().AddSeconds(-seconds).ToUnixTimeMilliseconds() * 1_000_000).ToString(CultureInfo.InvariantCulture);

    private Task ProduceAsync(string topic, string id, params (string Name, string Value)[] headers) => _bench.ProduceAsync(
        topic, id, SinkBench.Document(id), headers: [(RecordHeaders.Time, Ago(300)), (RecordHeaders.Received, Ago(100)), .. headers]);

    private async Task DeliverAsync(bool withActivity, int count, params Func<IReadOnlyList<Contracts.Alert>, Task<IReadOnlyList<RejectedAlert>>>[] answers)
    {
        var sink = new ScriptedSink(answers);
        using var worker = _bench.Worker(sink, withActivity: withActivity, documentsOnly: withActivity);
        await worker.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => _bench.Meters.Sum("eyrie.sink.alerts", "sink=scripted") == count);
        await worker.StopAsync(Cancellation);
    }
}
