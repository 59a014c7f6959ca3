using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests;

public sealed class EventPublisherTests : IDisposable
{
    private readonly TestMeters _meters = new();
    private readonly ScriptedProducer _kafka = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RecordedLog<EventPublisher> _log = new();
    private readonly EventBuffer _buffer = new(maxEvents: 100, maxBytes: 1_000_000);
    private readonly CancellationTokenSource _giveUp = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private long Published => _meters.Sum("eyrie.ingestor.events.published", "sensor=tetragon");

    [Fact]
    public async Task Publishes_the_bytes_keyed_by_node_and_counts_them_when_Kafka_has_them()
    {
        var sensorEvent = An.Event(1, 2, 3);
        _buffer.TryAdd(sensorEvent);
        var publishing = PublishAsync();

        var hold = await _kafka.HoldAsync(Cancellation);
        Assert.Equal(0, Published);
        hold();
        _buffer.TryAdd(sensorEvent);
        _buffer.Complete();
        var record = await _kafka.DeliverAsync(Cancellation);
        await publishing;

        Assert.Equal(2, Published);
        Assert.Equal("node-1", record.Key);
        Assert.Equal([1, 2, 3], record.Value);
        Assert.Equal(sensorEvent.ComputeId(), record.Headers.Text(RecordHeaders.Id));
        Assert.Equal("tetragon-protobuf", record.Headers.Text(RecordHeaders.Format));
    }

    [Fact]
    public async Task Does_not_wait_for_one_record_before_the_next()
    {
        _buffer.TryAdd(An.Event(1));
        _buffer.TryAdd(An.Event(2));
        _buffer.Complete();
        var publishing = PublishAsync();

        var first = await _kafka.HoldAsync(Cancellation);
        await _kafka.DeliverAsync(Cancellation);
        Assert.False(publishing.IsCompleted);
        first();

        await publishing;
        Assert.Equal(2, Published);
    }

    [Fact]
    public async Task Waits_while_the_local_queue_is_full()
    {
        _kafka.Refusals.Enqueue(ErrorCode.Local_QueueFull);
        _kafka.Refusals.Enqueue(ErrorCode.Local_QueueFull);
        _buffer.TryAdd(An.Event(1));
        _buffer.Complete();
        var publishing = PublishAsync();

        Assert.Equal(1, _kafka.Calls);
        await _time.AdvanceUntilAsync(_kafka.DeliverAsync(Cancellation), Cancellation);
        await publishing;
        Assert.Equal((3, 1), (_kafka.Calls, Published));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Counts_an_event_that_is_too_large_and_says_which(bool atOnce)
    {
        var sensorEvent = An.Event(1, 2, 3);
        _buffer.TryAdd(sensorEvent);
        _buffer.Complete();
        if (atOnce)
        {
            _kafka.Refusals.Enqueue(ErrorCode.MsgSizeTooLarge); // the client knows already
        }

        var publishing = PublishAsync();
        if (!atOnce)
        {
            await _kafka.DeliverAsync(Cancellation, ErrorCode.MsgSizeTooLarge); // the broker says so
        }

        await publishing;
        Assert.Equal((0, 1), (Published, Dropped("too_large")));
        Assert.Contains(_log.Lines, line => line.Contains(sensorEvent.ComputeId(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tries_an_event_again_that_Kafka_may_take_later()
    {
        _buffer.TryAdd(An.Event(7));
        _buffer.Complete();
        var publishing = PublishAsync();

        await _kafka.DeliverAsync(Cancellation, ErrorCode.UnknownTopicOrPart);
        var again = _kafka.DeliverAsync(Cancellation);
        await _time.AdvanceUntilAsync(again, Cancellation);
        Assert.Equal([7], (await again).Value);
        await publishing;
        Assert.Equal(1, Published);
        Assert.Equal(
            ["Warning", "Information"], // trouble, then recovery
            _log.Lines.Select(line => line.Split(':')[0]));
    }

    [Theory]
    [InlineData(ErrorCode.TopicAuthorizationFailed)]
    [InlineData(ErrorCode.Local_Fatal)]
    public async Task Ends_when_Kafka_refuses_for_good_and_counts_what_is_lost(ErrorCode refusal)
    {
        _buffer.TryAdd(An.Event(1));
        _buffer.TryAdd(An.Event(2));
        var publishing = PublishAsync();
        await _kafka.HoldAsync(Cancellation);

        await _kafka.DeliverAsync(Cancellation, refusal);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => publishing);
        Assert.Equal(FailureKind.Fatal, failure.Kind);
        Assert.Contains($"{refusal}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, Dropped("shutdown"));
    }

    [Fact]
    public async Task Counts_what_is_not_in_Kafka_when_the_time_is_over_and_counts_no_late_report()
    {
        _buffer.TryAdd(An.Event(1));
        var publishing = PublishAsync();
        var late = await _kafka.HoldAsync(Cancellation);
        _kafka.Refusals.Enqueue(ErrorCode.Local_QueueFull);
        _buffer.TryAdd(An.Event(2)); // in hand, waiting for the queue
        _buffer.TryAdd(An.Event(3)); // still in the buffer
        _buffer.Complete();

        await _giveUp.CancelAsync();

        var failure = await Assert.ThrowsAsync<PipelineException>(() => publishing);
        late();
        Assert.Contains("3 events of tetragon", failure.Message, StringComparison.Ordinal);
        Assert.Equal((0, 3), (Published, Dropped("shutdown")));
        Assert.Contains("Error: Stopping lost 3 events of tetragon: Kafka had not taken them in time", _log.Lines);
    }

    [Fact]
    public async Task Survives_a_Kafka_that_is_away_and_reaches_it_when_it_is_there()
    {
        using var kafka = InProcessKafka.Start(new Topics());
        using var producer = TestKafka.Producer(kafka.BootstrapServers);
        using var nowhere = TestKafka.Producer("localhost:1");
        _buffer.TryAdd(An.Event(1));
        var away = PublisherTo(nowhere).PublishAsync(_buffer, _giveUp.Token);
        var there = new EventBuffer(maxEvents: 100, maxBytes: 1_000);
        there.TryAdd(An.Event(2));
        there.Complete();

        await PublisherTo(producer).PublishAsync(there, Cancellation);

        Assert.Equal(1, Published);
        Assert.False(away.IsCompleted); // neither failed nor given up
        await _giveUp.CancelAsync();
        await Assert.ThrowsAsync<PipelineException>(() => away);
        Assert.Equal(1, Dropped("shutdown"));
    }

    public void Dispose()
    {
        _meters.Dispose();
        _kafka.Dispose();
        _giveUp.Dispose();
    }

    private long Dropped(string reason) => _meters.Sum("eyrie.ingestor.events.dropped", "sensor=tetragon", $"reason={reason}");

    private Task PublishAsync() => PublisherTo(_kafka).PublishAsync(_buffer, _giveUp.Token);

    private EventPublisher PublisherTo(IProducer<string, byte[]> producer) =>
        new(producer, new Topics().Events, new SensorTag("tetragon"), new IngestorMetrics(_meters), _time, _log);
}
