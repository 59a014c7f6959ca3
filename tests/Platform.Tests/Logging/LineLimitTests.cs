using Eyrie.Platform.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Platform.Tests.Logging;

public sealed class LineLimitTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Lets_some_pass_a_minute_and_says_then_how_many_did_not()
    {
        var limit = new LineLimit(_time);

        var passed = Enumerable.Range(0, LineLimit.LinesAMinute + 70).Count(_ => limit.Allows(LogLevel.Warning, "Sink", 1, out var held) && held == 0);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(LineLimit.LinesAMinute, passed);
        Assert.True(limit.Allows(LogLevel.Warning, "Sink", 1, out var heldBack));
        Assert.Equal(70, heldBack);
        Assert.True(limit.Allows(LogLevel.Warning, "Sink", 1, out heldBack));
        Assert.Equal(0, heldBack);
    }

    [Fact]
    public void Counts_each_message_of_each_class_for_itself()
    {
        var limit = new LineLimit(_time);
        for (var i = 0; i < LineLimit.LinesAMinute; i++)
        {
            limit.Allows(LogLevel.Warning, "Sink", 1, out _);
        }

        Assert.False(limit.Allows(LogLevel.Warning, "Sink", 1, out _));
        Assert.True(limit.Allows(LogLevel.Warning, "Sink", 2, out _));
        Assert.True(limit.Allows(LogLevel.Warning, "Other", 1, out _));
        Assert.True(limit.Allows(LogLevel.Debug, "Sink", 1, out _));
    }
}
