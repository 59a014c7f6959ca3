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
        Assert.True(pool.Failed(a, _time.GetUtcNow()));
        Assert.False(pool.Failed(a, _time.GetUtcNow()));

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
        pool.Failed(a, _time.GetUtcNow());
        Assert.Null(pool.TakeRested());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(a, pool.TakeRested());
        Assert.Null(pool.TakeRested());
        pool.Failed(a, _time.GetUtcNow());
        pool.GiveBack(a, answers: false);
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Null(pool.TakeRested());
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Same(a, pool.TakeRested());
        pool.GiveBack(a, answers: true);
        Assert.Null(pool.TakeRested());
        Assert.Contains(a, new[] { pool.Next([])!, pool.Next([])! });
        Assert.True(pool.Answered(a));
        Assert.Equal(["a", "b"], new[] { pool.Next([])!.Url, pool.Next([])!.Url }.Order());
    }

    [Fact]
    public void Gives_one_request_to_a_node_that_answers_small_questions_and_no_more_until_that_is_answered()
    {
        var pool = new NodePool(["a", "b"], _time);
        var a = pool.Next([])!;
        pool.Failed(a, _time.GetUtcNow());
        _time.Advance(TimeSpan.FromSeconds(1));
        pool.GiveBack(pool.TakeRested()!, answers: true);

        Assert.Equal(["a", "b", "b", "b", "b"], Enumerable.Range(0, 5).Select(_ => pool.Next([])!.Url).Order());
        Assert.Null(pool.TakeRested());
        Assert.False(pool.Failed(a, _time.GetUtcNow())); // no news: it was never back
        Assert.Equal(["b", "b"], Enumerable.Range(0, 2).Select(_ => pool.Next([])!.Url));
    }

    [Fact]
    public void Asks_a_node_that_took_long_to_fail_so_much_less_often()
    {
        var pool = new NodePool(["a", "b"], _time);
        var (a, asked) = (pool.Next([])!, _time.GetUtcNow());
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(pool.Failed(a, asked));
        Assert.False(pool.Failed(a, asked)); // another request of the same time

        _time.Advance(TimeSpan.FromSeconds(299));
        Assert.Null(pool.TakeRested());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(a, pool.TakeRested());
    }

    [Fact]
    public void Rests_a_minute_at_most()
    {
        var pool = new NodePool(["a", "b"], _time);
        var a = pool.Next([])!;
        for (var i = 0; i < 100; i++)
        {
            pool.Failed(a, _time.GetUtcNow());
        }

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Same(a, pool.TakeRested());
    }

    [Fact]
    public void Lets_a_single_node_never_rest()
    {
        var pool = new NodePool(["a"], _time);
        pool.Failed(pool.Next([])!, _time.GetUtcNow());
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Null(pool.TakeRested());
        Assert.Equal("a", pool.Next([])!.Url);
    }
}
