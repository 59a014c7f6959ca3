using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace Eyrie.Enricher.Tests;

public sealed class RecordLimitsTests
{
    private const string Topic = "dead.v1";
    private readonly RecordLimits _limits = new(NullLogger<RecordLimits>.Instance);

    [Fact]
    public void Allows_all_until_a_topic_refuses()
    {
        Assert.True(_limits.Allow(Topic, Of(20_000_000)));
        Assert.True(_limits.Allow(Topic, new() { Value = null! }));
    }

    [Fact]
    public void Takes_a_brokers_default_first_and_then_half_of_what_is_refused()
    {
        Refuse(9_000_000);
        Assert.Equal(950_000, _limits.Of(Topic));

        Refuse(950_000);
        Assert.Equal(475_000, _limits.Of(Topic));
        Assert.False(_limits.Allow(Topic, Of(475_001)));
        Assert.True(_limits.Allow(Topic, Of(475_000)));
        Assert.True(_limits.Allow("state.v1", Of(475_001)));
    }

    [Fact]
    public void Learns_nothing_from_other_errors_nor_from_small_records()
    {
        _limits.Learn(Topic, Of(9_000_000), new(ErrorCode.Local_TimedOut));
        Refuse(64 * 1024);

        Assert.Equal(int.MaxValue, _limits.Of(Topic));
    }

    [Fact]
    public void Never_ends_at_nothing()
    {
        for (var size = 9_000_000; size > 64 * 1024; size = _limits.Of(Topic))
        {
            Refuse(size);
        }

        Assert.Equal(64 * 1024, _limits.Of(Topic));
    }

    private static Message<string, byte[]> Of(int size) => new() { Value = new byte[size] };

    private void Refuse(int size) => _limits.Learn(Topic, Of(size), new(ErrorCode.MsgSizeTooLarge));
}
