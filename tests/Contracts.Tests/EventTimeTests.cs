using CsCheck;

namespace Eyrie.Contracts.Tests;

public sealed class EventTimeTests
{
    [Fact]
    public void Reads_back_every_moment_it_writes() =>
        Gen.Long[-9_200_000_000_000_000_000, 9_200_000_000_000_000_000].Sample(nanoseconds => EventTime.TryParse(new EventTime(nanoseconds).ToString(), out var read) && read.UnixNanoseconds == nanoseconds);

    [Theory]
    [InlineData("2026-11-23T07:35:07.569346883Z", 1795419307569346883)]
    [InlineData("2026-11-23T07:35:07Z", 1795419307000000000)]
    [InlineData("2026-11-23T07:35:07.5Z", 1795419307500000000)]
    [InlineData("2026-11-23T07:35:07.5693468839999Z", 1795419307569346883)]
    [InlineData("2026-11-23T08:35:07.569346883+01:00", 1795419307569346883)]
    [InlineData("2026-11-23T07:35:07.569346883+0000", 1795419307569346883)]
    [InlineData("2026-11-23 07:35:07.569346883Z", 1795419307569346883)]
    [InlineData("1969-12-31T23:59:59.999999999Z", -1)]
    public void Reads_RFC_3339_with_nine_digits(string text, long expected)
    {
        Assert.True(EventTime.TryParse(text, out var time));
        Assert.Equal(expected, time.UnixNanoseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("12:00")]
    [InlineData("2026-11-23")]
    [InlineData("2026-11-23T07:35:07.Z")]
    [InlineData("2026-11-23T07:35:07.5Z+2")]
    [InlineData("2026-13-23T07:35:07Z")]
    [InlineData("                                             ")]
    public void Refuses_what_is_no_time(string text) => Assert.False(EventTime.TryParse(text, out _));

    [Fact]
    public void Refuses_garbage_without_failing() => Gen.String.Sample(text => { _ = EventTime.TryParse(text, out _); });

    [Theory]
    [InlineData(long.MaxValue, int.MaxValue)]
    [InlineData(long.MinValue, int.MinValue)]
    [InlineData(253402300799, 999_999_999)]
    public void Holds_what_is_beyond_its_reach_at_the_border(long seconds, int nanoseconds)
    {
        var time = EventTime.From(seconds, nanoseconds);

        Assert.Equal(Math.Sign(seconds), Math.Sign(time.UnixNanoseconds));
        Assert.Equal(seconds > 0 ? 2262 : 1677, time.ToDateTimeOffset().Year);
    }

    [Fact]
    public void Converts_clock_readings_exactly_to_100_ns()
    {
        Assert.Equal(-100, EventTime.From(DateTimeOffset.UnixEpoch.AddTicks(-1)).UnixNanoseconds);
        Assert.Equal(2262, EventTime.From(DateTimeOffset.MaxValue).ToDateTimeOffset().Year);
        Gen.Long[0, 3_000_000_000_0000000].Sample(ticks =>
            EventTime.From(DateTimeOffset.UnixEpoch.AddTicks(ticks)).ToDateTimeOffset() == DateTimeOffset.UnixEpoch.AddTicks(ticks));
    }

    [Fact]
    public void Reckons_with_spans()
    {
        var time = new EventTime(1_000_000_000);

        Assert.Equal(new EventTime(1_000_000_100), time + TimeSpan.FromTicks(1));
        Assert.Equal(new EventTime(0), time - TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), time - EventTime.MinValue);
        Assert.True(time > EventTime.MinValue && time >= EventTime.MinValue && EventTime.MinValue < time && EventTime.MinValue <= time);
        Assert.True(time.CompareTo(EventTime.MinValue) > 0);
    }
}
