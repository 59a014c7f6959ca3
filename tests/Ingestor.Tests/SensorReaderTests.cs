using System.Threading.Channels;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Platform;
using Eyrie.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Ingestor.Tests;

public sealed class SensorReaderTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HealthyAfter = TimeSpan.FromMinutes(1);

    private readonly TestMeters _meters = new();
    private readonly WatchedTime _time = new();
    private readonly RecordedLog<EventIntake> _log = new();
    private readonly RecordedLog<SensorStatus> _statusLog = new();
    private readonly EventBuffer _buffer = new(maxEvents: 4, maxBytes: 1_000);
    private readonly CancellationTokenSource _stop = new();

    private static PipelineException BrokenOff => new(FailureKind.Transient, "it broke off");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connects_again_however_the_stream_ended(bool inOrder)
    {
        var sensor = new ScriptedStream();
        var reading = Reader(sensor).ReadAsync(_stop.Token);

        for (var i = 0; i < 5; i++)
        {
            var connection = await sensor.ConnectedAsync(Cancellation);
            connection.Complete(inOrder ? null : BrokenOff);
            await _time.PassAsync(Cancellation);
        }

        await sensor.ConnectedAsync(Cancellation);
        Assert.False(reading.IsCompleted);
        Assert.Single(_statusLog.Lines); // five attempts, one state
    }

    [Fact]
    public async Task Waits_longer_each_time_until_a_stream_was_healthy()
    {
        var sensor = new ScriptedStream();
        var reading = Reader(sensor).ReadAsync(_stop.Token);

        Assert.InRange(await LoseAsync(sensor), Second / 2, Second);
        Assert.InRange(await LoseAsync(sensor), Second, 2 * Second);
        Assert.InRange(await LoseAsync(sensor, after: HealthyAfter - TimeSpan.FromTicks(1)), 2 * Second, 4 * Second);
        Assert.InRange(await LoseAsync(sensor, after: HealthyAfter), Second / 2, Second);
        Assert.False(reading.IsCompleted);
    }

    [Fact]
    public async Task Ends_when_the_settings_make_reading_impossible()
    {
        var sensor = new ScriptedStream();
        var reading = Reader(sensor).ReadAsync(_stop.Token);

        (await sensor.ConnectedAsync(Cancellation)).Complete(new PipelineException(FailureKind.Fatal, "no key"));

        await Assert.ThrowsAsync<PipelineException>(() => reading);
        Assert.False(await _buffer.WaitAsync(Cancellation)); // the publisher learns of it
    }

    [Fact]
    public async Task Stops_without_an_error_and_completes_the_buffer()
    {
        var sensor = new ScriptedStream();
        var reading = Reader(sensor).ReadAsync(_stop.Token);
        await sensor.ConnectedAsync(Cancellation);

        await _stop.CancelAsync();

        await reading;
        Assert.False(await _buffer.WaitAsync(Cancellation));
    }

    [Fact]
    public async Task Never_waits_for_room_when_the_sensor_forgets_what_is_not_read()
    {
        var sensor = new ScriptedStream();
        var reading = Reader(sensor).ReadAsync(_stop.Token);
        var events = await sensor.ConnectedAsync(Cancellation);

        await WriteAsync(events, 10);
        await _log.LineAsync("is full", Cancellation);
        await ReadAsync(10);
        for (var i = 0; i < 3; i++)
        {
            _buffer.TryTake(out _); // half empty: the overflow is over with the next event
        }

        await WriteAsync(events, 1);

        await _log.LineAsync("has room again; 6 events were dropped", Cancellation);
        Assert.Equal(6, _meters.Sum("eyrie.ingestor.events.dropped", "sensor=sensor", "reason=buffer_full"));
        Assert.Equal(2, _log.Lines.Count); // one at its begin, one at its end
        Assert.False(reading.IsCompleted);
    }

    [Fact]
    public async Task Says_how_many_were_dropped_when_stopped_during_an_overflow()
    {
        var sensor = new ScriptedStream();
        var reading = Reader(sensor).ReadAsync(_stop.Token);
        await WriteAsync(await sensor.ConnectedAsync(Cancellation), 7);
        await ReadAsync(7);

        await _stop.CancelAsync();

        await reading;
        Assert.Contains(_log.Lines, line => line.EndsWith("3 events were dropped", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _meters.Dispose();
        _stop.Dispose();
    }

    private static async Task WriteAsync(ChannelWriter<SensorEvent> events, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await events.WriteAsync(An.EventOf(10), Cancellation);
        }
    }

    /// <summary>Breaks a stream off after some time.</summary>
    /// <returns>How long the reader then waited.</returns>
    private async Task<TimeSpan> LoseAsync(ScriptedStream sensor, TimeSpan after = default)
    {
        var connection = await sensor.ConnectedAsync(Cancellation);
        _time.Advance(after);
        connection.Complete(BrokenOff);
        return await _time.PassAsync(Cancellation);
    }

    /// <summary>Waits until so many events were read.</summary>
    private async Task ReadAsync(long count)
    {
        while (_meters.Sum("eyrie.ingestor.events.read", "sensor=sensor") < count)
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private SensorReader Reader(ISensorStream sensor)
    {
        var metrics = new IngestorMetrics(_meters);
        return new(
            sensor,
            new EventIntake(_buffer, new SensorOrigin("node-1", false, null, _time), new SensorTag("sensor"), metrics, _log),
            A.Status("sensor", metrics, new FakeTimeProvider(), _statusLog),
            new Backoff(Second, 60 * Second, new Random(1)),
            HealthyAfter,
            _time);
    }
}
