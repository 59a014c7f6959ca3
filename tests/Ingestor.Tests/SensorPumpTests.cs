using System.Threading.Channels;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Platform;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Ingestor.Tests;

public sealed class SensorPumpTests : IDisposable
{
    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(10);

    private readonly TestMeters _meters = new();
    private readonly WatchedTime _time = new();
    private readonly ScriptedStream _sensor = new();
    private readonly CollectingPublisher _publisher = new();
    private readonly CancellationTokenSource _processStopping = new();
    private readonly SensorPump _pump;

    public SensorPumpTests()
    {
        var metrics = new IngestorMetrics(_meters);
        var buffer = new EventBuffer(maxEvents: 100, maxBytes: 1_000);
        var reader = new SensorReader(
            _sensor,
            new EventIntake(buffer, new SensorTag("sensor"), metrics, NullLogger<EventIntake>.Instance),
            new SensorStatus("sensor", metrics, NullLogger<SensorStatus>.Instance),
            new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), new Random(1)),
            healthyAfter: TimeSpan.Zero,
            _time);
        _pump = new(reader, _publisher, buffer, FlushTime, _time, _processStopping.Token);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Moves_events_from_one_stream_after_the_other_to_the_publisher()
    {
        await _pump.StartAsync(Cancellation);
        for (byte i = 0; i < 3; i++)
        {
            var connection = await _sensor.ConnectedAsync(Cancellation);
            await connection.WriteAsync(An.Event(i), Cancellation);
            connection.Complete();
            await _time.PassAsync(Cancellation);
        }

        await _pump.StopAsync(Cancellation);

        Assert.Equal([0, 1, 2], _publisher.Published.Select(sensorEvent => (int)sensorEvent.Payload.Span[0]));
        Assert.True(_pump.ExecuteTask!.IsCompletedSuccessfully); // exit code 0
    }

    [Fact]
    public async Task Stops_reading_with_the_process_and_publishes_what_was_read()
    {
        await _pump.StartAsync(Cancellation);
        var connection = await _sensor.ConnectedAsync(Cancellation);
        await connection.WriteAsync(An.Event(1), Cancellation);
        await _publisher.TakenAsync(Cancellation);

        await _processStopping.CancelAsync();

        await _pump.ExecuteTask!;
        Assert.Single(_publisher.Published);
        Assert.False(_publisher.GaveUp);
    }

    [Fact]
    public async Task Gives_the_publisher_its_time_and_not_more()
    {
        _publisher.Stuck = true;
        await _pump.StartAsync(Cancellation);
        await _sensor.ConnectedAsync(Cancellation);
        await _processStopping.CancelAsync();

        _time.Advance(FlushTime - TimeSpan.FromTicks(1));
        Assert.False(_pump.ExecuteTask!.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));

        await Assert.ThrowsAsync<PipelineException>(() => _pump.ExecuteTask!); // exit code 1
    }

    [Fact]
    public async Task Ends_and_stops_reading_when_the_publisher_fails_for_good()
    {
        _publisher.Refused = true;
        await _pump.StartAsync(Cancellation);

        var failure = await Assert.ThrowsAsync<PipelineException>(() => _pump.ExecuteTask!);

        Assert.Equal("refused", failure.Message);
    }

    [Fact]
    public async Task Ends_when_the_sensor_cannot_be_read_with_these_settings_and_still_publishes_what_was_read()
    {
        await _pump.StartAsync(Cancellation);
        var connection = await _sensor.ConnectedAsync(Cancellation);
        await connection.WriteAsync(An.Event(1), Cancellation);

        connection.Complete(new PipelineException(FailureKind.Fatal, "no key"));

        var failure = await Assert.ThrowsAsync<PipelineException>(() => _pump.ExecuteTask!);
        Assert.Equal("no key", failure.Message);
        Assert.Single(_publisher.Published);
    }

    public void Dispose()
    {
        _pump.Dispose();
        _meters.Dispose();
        _processStopping.Dispose();
    }

    /// <summary>Stands in for Kafka: takes everything at once, or never ends, or refuses.</summary>
    private sealed class CollectingPublisher : IEventPublisher
    {
        private readonly Channel<SensorEvent> _taken = Channel.CreateUnbounded<SensorEvent>();

        public List<SensorEvent> Published { get; } = [];

        public bool Stuck { get; set; }

        public bool Refused { get; set; }

        public bool GaveUp { get; private set; }

        public ValueTask<SensorEvent> TakenAsync(CancellationToken cancellation) => _taken.Reader.ReadAsync(cancellation);

        public async Task PublishAsync(EventBuffer buffer, CancellationToken giveUp)
        {
            if (Refused)
            {
                throw new PipelineException(FailureKind.Fatal, "refused");
            }

            if (Stuck)
            {
                var over = new TaskCompletionSource();
                using var registration = giveUp.Register(over.SetResult);
                await over.Task;
                throw new PipelineException(FailureKind.Fatal, "out of time");
            }

            while (await buffer.WaitAsync(giveUp))
            {
                while (buffer.TryTake(out var sensorEvent))
                {
                    Published.Add(sensorEvent);
                    _taken.Writer.TryWrite(sensorEvent);
                }
            }

            GaveUp = giveUp.IsCancellationRequested;
        }
    }
}
