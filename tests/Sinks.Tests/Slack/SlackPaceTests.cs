using Eyrie.Sinks.Slack;

namespace Eyrie.Sinks.Tests.Slack;

public sealed class SlackPaceTests
{
    [Fact]
    public async Task A_clock_that_is_set_back_keeps_nobody_waiting()
    {
        var clock = new MovedClock();
        var pace = new SlackPace(perSecond: 1, clock, burst: 1);
        await pace.WaitAsync(TestContext.Current.CancellationToken);

        clock.Now -= TimeSpan.FromHours(1);
        clock.Passed += TimeSpan.FromSeconds(2);

        Assert.True(pace.WaitAsync(TestContext.Current.CancellationToken).IsCompleted);
        Assert.False(pace.WaitAsync(TestContext.Current.CancellationToken).IsCompleted);
    }

    /// <summary>A wall clock that somebody sets, beside time that passes.</summary>
    private sealed class MovedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public TimeSpan Passed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Passed.Ticks;
    }
}
