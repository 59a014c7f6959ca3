using Confluent.Kafka;
using Eyrie.Platform.Kafka.Lag;

namespace Eyrie.Platform.Tests.Kafka.Lag;

public sealed class EndHistoryTests
{
    private static readonly TopicPartition Partition = new("topic", 0);
    private readonly EndHistory _history = new();

    [Fact]
    public void A_busy_consumer_that_is_always_a_little_behind_is_a_little_late()
    {
        for (var look = 1; look <= 1000; look++)
        {
            var since = Look(next: (look * 100) - 10, end: look * 100, now: look * 10);

            Assert.Equal(look * 10, since);
        }
    }

    [Fact]
    public void One_that_stands_is_later_with_every_look_and_catches_up_look_by_look()
    {
        Assert.Equal(10, Look(next: 5, end: 20, now: 10));
        Assert.Equal(10, Look(next: 5, end: 30, now: 20));
        Assert.Equal(10, Look(next: 5, end: 40, now: 30));
        Assert.Equal(20, Look(next: 20, end: 50, now: 40));
        Assert.Equal(40, Look(next: 45, end: 50, now: 50));
        Assert.Null(Look(next: 50, end: 50, now: 60));
    }

    [Fact]
    public void Forgets_partitions_that_are_no_more_and_keeps_few_of_one_that_stands_for_long()
    {
        Look(next: 5, end: 20, now: 10);
        _history.Looked();
        Assert.Equal(30, Look(next: 5, end: 20, now: 30));

        for (var look = 0; look < 5000; look++)
        {
            Assert.Equal(30, Look(next: 5, end: 100 + look, now: 40 + look));
        }
    }

    private long? Look(long next, long end, long now)
    {
        var since = _history.Look("group", Partition, next, end, now);
        _history.Looked();
        return since;
    }
}
