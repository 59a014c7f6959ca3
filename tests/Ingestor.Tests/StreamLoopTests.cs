using Eyrie.Ingestor.Sensors;
using Eyrie.Platform;
using Eyrie.Testing;

namespace Eyrie.Ingestor.Tests;

public sealed class StreamLoopTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HealthyAfter = TimeSpan.FromMinutes(1);

    private readonly TestMeters _meters = new();
    private readonly WatchedTime _time = new();
    private readonly RecordedLog<SensorStatus> _statusLog = new();
    private readonly RecordedIntake _intake = new();
    private readonly CancellationTokenSource _stop = new();

    private static PipelineException BrokenOff => new(FailureKind.Transient, "it broke off");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connects_again_however_the_stream_ended(bool inOrder)
    {
        var sensor = new ScriptedStream();
        var reading = Loop(sensor).RunAsync(_stop.Token);

        for (byte i = 0; i < 5; i++)
        {
            var connection = await sensor.ConnectedAsync(Cancellation);
            await connection.WriteAsync(An.Event(i), Cancellation);
            connection.Complete(inOrder ? null : BrokenOff);
            await _time.PassAsync(Cancellation);
        }

        await sensor.ConnectedAsync(Cancellation);
        Assert.False(reading.IsCompleted);
        Assert.Equal([0, 1, 2, 3, 4], _intake.Events.Select(recorded => (int)recorded.Payload.Span[0]));
        Assert.Single(_statusLog.Lines); // five attempts, one state
    }

    [Fact]
    public async Task Waits_longer_each_time_until_a_stream_was_healthy()
    {
        var sensor = new ScriptedStream();
        var reading = Loop(sensor).RunAsync(_stop.Token);

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
        var reading = Loop(sensor).RunAsync(_stop.Token);

        (await sensor.ConnectedAsync(Cancellation)).Complete(new PipelineException(FailureKind.Fatal, "no key"));

        await Assert.ThrowsAsync<PipelineException>(() => reading);
    }

    [Fact]
    public async Task Ends_with_a_stream_that_ends_for_good()
    {
        var sensor = new ScriptedStream { EndsForGood = true };
        var reading = Loop(sensor).RunAsync(_stop.Token);

        (await sensor.ConnectedAsync(Cancellation)).Complete();

        await reading;
    }

    public void Dispose()
    {
        _meters.Dispose();
        _stop.Dispose();
    }

    /// <summary>Breaks a stream off after some time.</summary>
    /// <returns>How long the loop then waited.</returns>
    private async Task<TimeSpan> LoseAsync(ScriptedStream sensor, TimeSpan after = default)
    {
        var connection = await sensor.ConnectedAsync(Cancellation);
        _time.Advance(after);
        connection.Complete(BrokenOff);
        return await _time.PassAsync(Cancellation);
    }

    private StreamLoop Loop(ISensorStream sensor) => new(
        sensor,
        _intake,
        A.Status("sensor", new IngestorMetrics(_meters), TimeProvider.System, _statusLog),
        new Backoff(Second, 60 * Second, new Random(1)),
        HealthyAfter,
        _time);
}
