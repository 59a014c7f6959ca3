using Eyrie.Platform.Http;

namespace Eyrie.Platform.Tests.Http;

public sealed class ReadinessTests
{
    private readonly Readiness _readiness = new();

    [Fact]
    public void Is_ready_unless_a_part_says_that_it_is_not()
    {
        _readiness.Ready("b");
        _readiness.Degraded("a", "slow");
        Assert.True(_readiness.IsReady);

        _readiness.NotReady("c", "Kafka is away");
        Assert.False(_readiness.IsReady);
        Assert.Equal(
            [new("a", PartState.Degraded, "slow"), new("b", PartState.Ready, ""), new("c", PartState.NotReady, "Kafka is away")], _readiness.Parts);

        _readiness.Ready("c");
        Assert.True(_readiness.IsReady);
    }

    [Fact]
    public void Forgets_a_part_that_is_no_more()
    {
        _readiness.NotReady("sensor", "gone");
        _readiness.Forget("sensor");

        Assert.True(_readiness.IsReady);
        Assert.Empty(_readiness.Parts);
    }

    [Fact]
    public void Costs_no_allocation_while_nothing_changes()
    {
        _readiness.Ready("a");
        _readiness.Degraded("b", "slow");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            _readiness.Ready("a");
            _readiness.Degraded("b", "slow");
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Takes_reports_from_many_threads()
    {
        Parallel.For(0, 10_000, i =>
        {
            _readiness.NotReady($"part {i % 7}", "no");
            _ = _readiness.Parts;
            _readiness.Ready($"part {i % 7}");
        });

        Assert.Equal(7, _readiness.Parts.Count);
    }
}
