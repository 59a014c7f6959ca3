using Confluent.Kafka;
using Eyrie.Ingestor.Health;
using Eyrie.Ingestor.Publishing;
using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Spool;
using Eyrie.Platform.Kafka;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests.Publishing;

public sealed class EventPublisherTests : IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly ScriptedProducer _kafka = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedLog<PublisherStatus> _log = new();
    private readonly HealthReporter _health;
    private readonly EventSpool _spool;
    private readonly EventPublisher _publisher;
    private readonly CancellationTokenSource _stop = new();
    private int _connects;

    public EventPublisherTests()
    {
        var metrics = new IngestorMetrics(_meters);
        _health = new(Options.Create(new IngestorOptions()), metrics, _time, NullLogger<HealthReporter>.Instance);
        _spool = new(new(1_000, 1_000_000_000, 1_000_000_000), new(metrics, _health, _time, NullLogger<SpoolAccount>.Instance), first: 1);
        _publisher = new(
            _spool,
            () =>
            {
                _connects++;
                return _kafka;
            },
            new("events", "dead"),
            metrics,
            new((error, _) => new(KafkaTroubleKind.Other, error.Reason), _health, _log),
            _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private long Published => _meters.Sum("eyrie.ingestor.events.published", "sensor=sensor");

    [Fact]
    public async Task Publishes_the_bytes_keyed_by_node_and_counts_them_when_Kafka_has_them()
    {
        var kept = An.Kept(1);
        Add(kept);
        var publishing = _publisher.RunAsync(_stop.Token);

        var hold = await _kafka.HoldAsync(Cancellation);
        Assert.Equal((0, 1), (Published, _spool.Settled));
        hold();
        Add(An.Kept(2));
        var record = await _kafka.DeliverAsync(Cancellation);

        Assert.Equal((2, 3), (Published, _spool.Settled));
        Assert.True(_publisher.IsDrained);
        Assert.Equal("node-1", record.Key);
        Assert.Equal(An.Kept(2).Event.ComputeId(), record.Headers.Text(RecordHeaders.Id));
        Assert.Equal("tetragon-protobuf", record.Headers.Text(RecordHeaders.Format));
        Assert.False(publishing.IsCompleted);
    }

    [Fact]
    public async Task Does_not_wait_for_one_record_before_the_next_and_settles_in_order()
    {
        Add(An.Kept(1), An.Kept(2), An.Kept(3));
        _ = _publisher.RunAsync(_stop.Token);

        var first = await _kafka.HoldAsync(Cancellation);
        await _kafka.DeliverAsync(Cancellation);
        await _kafka.DeliverAsync(Cancellation);
        Assert.Equal((2, 1), (Published, _spool.Settled)); // nothing is settled while the first is not
        first();

        Assert.Equal((3, 4), (Published, _spool.Settled));
    }

    [Fact]
    public async Task Waits_while_the_clients_queue_is_full()
    {
        _kafka.Refusals.Enqueue(ErrorCode.Local_QueueFull);
        _kafka.Refusals.Enqueue(ErrorCode.Local_QueueFull);
        Add(An.Kept(1));
        _ = _publisher.RunAsync(_stop.Token);

        await _time.AdvanceUntilAsync(_kafka.DeliverAsync(Cancellation), Cancellation);

        Assert.Equal((3, 1), (_kafka.Calls, Published));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dead_letters_what_is_too_large_and_cuts_it_if_it_is_too_large_for_that_too(bool atOnce)
    {
        var kept = An.Kept(1, bytes: 2_000_000);
        Add(kept, An.Kept(2));
        if (atOnce)
        {
            _kafka.Refusals.Enqueue(ErrorCode.MsgSizeTooLarge); // the client knows already
        }

        _ = _publisher.RunAsync(_stop.Token);
        if (!atOnce)
        {
            await _kafka.DeliverAsync(Cancellation, ErrorCode.MsgSizeTooLarge); // the broker says so
            await _kafka.DeliverAsync(Cancellation);
        }

        var letter = await _kafka.DeliverAsync(Cancellation, ErrorCode.MsgSizeTooLarge);
        Assert.Equal(("ingestor", "too_large"), (letter.Headers.Text(RecordHeaders.Stage), letter.Headers.Text(RecordHeaders.Reason)));
        Assert.Equal(kept.Event.ComputeId(), letter.Headers.Text(RecordHeaders.Id));
        var cut = atOnce ? (await DeliverTwoAsync()).MaxBy(record => record.Value.Length)! : await _kafka.DeliverAsync(Cancellation);

        Assert.Equal("2000000", cut.Headers.Text(RecordHeaders.Size));
        Assert.InRange(cut.Value.Length, 100_000, 1_000_000);
        Assert.Equal((1, 1), (Published, _meters.Sum("eyrie.ingestor.events.rejected", "reason=too_large")));
        Assert.Contains(_log.Lines, line => line.Contains(kept.Event.ComputeId(), StringComparison.Ordinal));
        Assert.True(_publisher.IsDrained);
    }

    [Fact]
    public async Task Sends_again_what_failed_in_order_and_nothing_else_before_it()
    {
        Add(An.Kept(1), An.Kept(2), An.Kept(3));
        _ = _publisher.RunAsync(_stop.Token);

        await _kafka.DeliverAsync(Cancellation, ErrorCode.NotEnoughReplicas);
        await _kafka.DeliverAsync(Cancellation, ErrorCode.NotEnoughReplicas);
        Add(An.Kept(4));
        await _kafka.DeliverAsync(Cancellation, ErrorCode.NotEnoughReplicas);
        var numbers = new List<int>();
        while (numbers.Count < 4)
        {
            var again = _kafka.DeliverAsync(Cancellation);
            await _time.AdvanceUntilAsync(again, Cancellation);
            numbers.Add(BitConverter.ToInt32((await again).Value));
        }

        Assert.Equal([1, 2, 3, 4], numbers);
        Assert.Equal(4, Published);
        Assert.Equal(["Warning", "Information"], _log.Lines.Select(line => line.Split(':')[0])); // trouble, then recovery
    }

    [Theory]
    [InlineData(ErrorCode.TopicAuthorizationFailed)]
    [InlineData(ErrorCode.UnknownTopicOrPart)]
    public async Task Tries_on_whatever_Kafka_says(ErrorCode refusal)
    {
        Add(An.Kept(7));
        var publishing = _publisher.RunAsync(_stop.Token);

        for (var i = 0; i < 3; i++)
        {
            await _time.AdvanceUntilAsync(_kafka.DeliverAsync(Cancellation, refusal), Cancellation);
        }

        await _time.AdvanceUntilAsync(_kafka.DeliverAsync(Cancellation), Cancellation);

        Assert.Equal(1, Published);
        Assert.False(publishing.IsCompleted);
        Assert.Equal(2, _log.Lines.Count);
    }

    [Fact]
    public async Task Goes_on_when_the_last_one_that_it_waits_for_before_sending_again_is_refused_for_good()
    {
        var dead = new KeptEvent { Event = An.Event(1), Sensor = new("sensor"), Worth = EventWorth.Alert, Reason = "unreadable", Error = "no JSON" };
        Add(An.Kept(7), dead);
        _ = _publisher.RunAsync(_stop.Token);

        await _kafka.DeliverAsync(Cancellation, ErrorCode.NotEnoughReplicas);
        await _kafka.DeliverAsync(Cancellation, ErrorCode.MsgSizeTooLarge);
        await _time.AdvanceUntilAsync(_kafka.DeliverAsync(Cancellation), Cancellation);

        Assert.Equal((1, 1), (Published, _meters.Sum("eyrie.ingestor.events.dropped", "reason=too_large")));
    }

    [Fact]
    public async Task Takes_a_new_client_when_the_old_one_is_of_no_more_use()
    {
        Add(An.Kept(7));
        _ = _publisher.RunAsync(_stop.Token);

        await _kafka.DeliverAsync(new Error(ErrorCode.OutOfOrderSequenceNumber, "lost its place", isFatal: true), Cancellation);
        await _time.AdvanceUntilAsync(_kafka.DeliverAsync(Cancellation), Cancellation);

        Assert.Equal((2, 1), (_connects, Published));
    }

    [Fact]
    public async Task Publishes_what_is_no_event_to_the_dead_letters()
    {
        Add(new KeptEvent { Event = An.Event(1), Sensor = new("sensor"), Worth = EventWorth.Alert, Reason = "unreadable", Error = "no JSON" });
        _ = _publisher.RunAsync(_stop.Token);

        var letter = await _kafka.DeliverAsync(Cancellation);

        Assert.Equal("dead", _kafka.LastTopic);
        Assert.Equal(("unreadable", "no JSON"), (letter.Headers.Text(RecordHeaders.Reason), letter.Headers.Text(RecordHeaders.Error)));
        Assert.Equal((0, 1), (Published, _meters.Sum("eyrie.ingestor.events.rejected", "sensor=sensor", "reason=unreadable")));
    }

    [Fact]
    public async Task Counts_at_its_end_what_is_neither_in_Kafka_nor_safe_and_no_late_report()
    {
        var onDisk = An.Kept(1);
        onDisk.Place = new SpoolPlace(new("segment", EventWorth.Telemetry, 1, 0), 0, 0);
        var evicted = An.Kept(3);
        evicted.Place = new SpoolPlace(new("another", EventWorth.Telemetry, 1, 0), 0, 0);
        Add(onDisk, An.Kept(2), evicted);
        var publishing = _publisher.RunAsync(_stop.Token);
        var first = await _kafka.HoldAsync(Cancellation);
        await _kafka.HoldAsync(Cancellation);
        await _kafka.HoldAsync(Cancellation);
        evicted.Place!.Value.Segment.GiveUp(); // the disk was full while it was on its way

        await _stop.CancelAsync();
        await publishing;

        Assert.Equal(2, _publisher.Close());
        first();
        Assert.Equal((0, 2), (Published, _meters.Sum("eyrie.ingestor.events.dropped", "sensor=sensor", "reason=shutdown")));
    }

    public void Dispose()
    {
        _meters.Dispose();
        _kafka.Dispose();
        _publisher.Dispose();
        _health.Dispose();
        _stop.Dispose();
    }

    private void Add(params ReadOnlySpan<KeptEvent> events)
    {
        foreach (var kept in events)
        {
            Assert.True(_spool.TryAdd(kept));
        }
    }

    private async Task<Message<string, byte[]>[]> DeliverTwoAsync() =>
        [await _kafka.DeliverAsync(Cancellation), await _kafka.DeliverAsync(Cancellation)];
}
