using Eyrie.Sinks.OnCall;

namespace Eyrie.Sinks.Tests.OnCall;

public sealed class OffsetWindowTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Lets_nothing_be_committed_beyond_what_is_not_settled()
    {
        var window = Read(5, 6, 7, 9); // 8 is a transaction's mark

        Assert.Null(window.Committable);
        window.Settle(6);
        window.Settle(9);
        Assert.Null(window.Committable);

        window.Settle(5);
        Assert.Equal(7, window.Committable);

        window.Settle(7);
        Assert.Equal(10, window.Committable);
    }

    [Fact]
    public void Has_nothing_to_commit_a_second_time()
    {
        var window = Read(0, 1);
        window.Settle(0);

        window.Committed(1);
        Assert.Null(window.Committable);

        window.Settle(1);
        window.Settle(1);
        Assert.Equal(2, window.Committable);
    }

    [Fact]
    public void Tells_how_much_waits_and_since_when()
    {
        var window = new OffsetWindow();
        window.Read(1, Now, bytes: 10);
        window.Read(2, Now.AddSeconds(1), bytes: 20);
        Assert.Equal((2, 30, Now), (window.Unsettled, window.Bytes, window.Oldest));

        window.Settle(1);
        Assert.Equal((1, 20, Now.AddSeconds(1)), (window.Unsettled, window.Bytes, window.Oldest));

        window.Settle(2);
        Assert.Equal((0, 0, null), (window.Unsettled, window.Bytes, window.Oldest));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Commits_all_in_the_end_in_whatever_order_they_are_settled(int seed)
    {
        var random = new Random(seed);
        var offsets = Enumerable.Range(0, 500).Select(i => (long)i * 2).ToArray();
        var window = Read(offsets);
        var unsettled = offsets.ToHashSet();

        random.Shuffle(offsets);
        foreach (var offset in offsets)
        {
            window.Settle(offset);
            unsettled.Remove(offset);
            var commit = window.Committable;
            Assert.True(commit is null || unsettled.All(left => left >= commit));
            if (commit is { } value)
            {
                window.Committed(value);
            }
        }

        Assert.Equal(0, window.Unsettled);
        Assert.Null(window.Committable);
    }

    private static OffsetWindow Read(params long[] offsets)
    {
        var window = new OffsetWindow();
        foreach (var offset in offsets)
        {
            window.Read(offset, Now, bytes: 1);
        }

        return window;
    }
}
