using System.Threading.Channels;
using Eyrie.Simulation;
using Eyrie.Testing;

namespace Eyrie.Tests.Simulation;

public sealed class TimelineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publishes_each_message_when_its_time_has_come()
    {
        var time = new WatchedTime();
        var published = Channel.CreateUnbounded<SensorMessage>();
        TimedMessage[] messages = [At(0), At(10), At(10), At(25)];

        var play = Timeline.PlayAsync(messages, message => published.Writer.TryWrite(message), time, Cancellation);

        Assert.Same(messages[0].Message, await published.Reader.ReadAsync(Cancellation));
        Assert.False(published.Reader.TryRead(out _));
        Assert.Equal(TimeSpan.FromSeconds(10), await time.PassAsync(Cancellation));
        Assert.Same(messages[1].Message, await published.Reader.ReadAsync(Cancellation));
        Assert.Same(messages[2].Message, await published.Reader.ReadAsync(Cancellation));
        Assert.False(play.IsCompleted);
        Assert.Equal(TimeSpan.FromSeconds(15), await time.PassAsync(Cancellation));
        await play;
        Assert.Same(messages[3].Message, await published.Reader.ReadAsync(Cancellation));
    }

    [Fact]
    public void Merges_sources_by_time_and_the_first_source_goes_first()
    {
        TimedMessage[] first = [At(1), At(3)];
        TimedMessage[] second = [At(1), At(2), At(4)];

        Assert.Equal([first[0], second[0], second[1], first[1], second[2]], Timeline.Merge([first, second]));
    }

    private static TimedMessage At(double seconds) => new(TimeSpan.FromSeconds(seconds), new([], null));
}
