using Eyrie.Sinks.Elasticsearch;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Sinks.Tests.Elasticsearch;

public sealed class NodePoolTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Lets_nodes_take_turns()
    {
        var pool = new NodePool(["a", "b", "c"], _time);

        Assert.Equal(["a", "b", "c", "a"], Enumerable.Range(0, 4).Select(_ => pool.Next([])!.Url));
    }

    [Fact]
    public void Asks_a_node_that_failed_only_when_all_others_were_tried()
    {
        var pool = new NodePool(["a", "b"], _time);
        var a = pool.Next([])!;
        Assert.True(pool.Failed(a));
        Assert.False(pool.Failed(a));

        Assert.Equal(["b", "b", "b"], Enumerable.Range(0, 3).Select(_ => pool.Next([])!.Url));
        var b = pool.Next([])!;
        Assert.Same(a, pool.Next([b]));
        Assert.Null(pool.Next([a, b]));
    }

    [Fact]
    public void Gives_a_node_that_has_rested_to_one_who_finds_out_and_rests_longer_each_time()
    {
        var pool = new NodePool(["a", "b"], _time);
        var a = pool.Next([])!;
        pool.Failed(a);
        Assert.Null(pool.TakeRested());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(a, pool.TakeRested());
        Assert.Null(pool.TakeRested());
        pool.Failed(a);
        pool.GiveBack(a);
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Null(pool.TakeRested());
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Same(a, pool.TakeRested());
        Assert.True(pool.Answered(a));
        pool.GiveBack(a);

        Assert.Null(pool.TakeRested());
        Assert.Equal(["a", "b"], new[] { pool.Next([])!.Url, pool.Next([])!.Url }.Order());
    }

    [Fact]
    public void Rests_a_minute_at_most()
    {
        var pool = new NodePool(["a", "b"], _time);
        var a = pool.Next([])!;
        for (var i = 0; i < 100; i++)
        {
            pool.Failed(a);
        }

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Same(a, pool.TakeRested());
    }

    [Fact]
    public void Lets_a_single_node_never_rest()
    {
        var pool = new NodePool(["a"], _time);
        pool.Failed(pool.Next([])!);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Null(pool.TakeRested());
        Assert.Equal("a", pool.Next([])!.Url);
    }
}
