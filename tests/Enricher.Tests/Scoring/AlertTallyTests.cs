using Eyrie.Enricher.Scoring;

namespace Eyrie.Enricher.Tests.Scoring;

public sealed class AlertTallyTests
{
    private readonly AlertTally _tally = new(TimeSpan.FromMinutes(15), TimeSpan.Zero, 1_000);

    [Fact]
    public void Numbers_what_is_alike_while_less_than_the_window_lies_between()
    {
        Add(1, 0);
        Assert.Equal(new(2, An.At(0), An.At(899_999)), Add(1, 899_999));
        Assert.Equal(new(3, An.At(0), An.At(1_700_000)), Add(1, 1_700_000));
        Assert.Equal(new(1, An.At(0), An.At(0)), Add(2, 0));
        Assert.Equal(new(1, An.At(2_600_000), An.At(2_600_000)), Add(1, 2_600_000));
    }

    [Fact]
    public void Takes_a_late_one_in()
    {
        Add(1, 60_000);

        Assert.Equal(new(2, An.At(0), An.At(60_000)), Add(1, 0));
    }

    [Fact]
    public void Forgets_what_nothing_can_follow_and_says_so()
    {
        Add(1, 0);
        _tally.Sweep(An.At(900_000));
        Assert.Equal(1, _tally.Count);

        _tally.Sweep(An.At(960_000));

        Assert.Equal(0, _tally.Count);
        Assert.Equal([(UInt128)1], Gone());
        Assert.Empty(Gone());
    }

    [Fact]
    public void Remembers_only_so_much_and_the_latest()
    {
        for (var i = 0; i < 50_000; i++)
        {
            Add((UInt128)i, i);
        }

        Assert.InRange(_tally.Count, 900, 1_000);
        Assert.Equal(2, Add(49_999, 50_000).Count);
        Assert.Equal(1, Add(0, 50_000).Count);
        Assert.True(Gone().Count >= 49_000);
    }

    [Fact]
    public void Has_nothing_to_write_of_what_comes_within_a_step()
    {
        var tally = new AlertTally(TimeSpan.FromDays(30), TimeSpan.FromHours(1), 1_000);
        Assert.Equal(1, tally.Add(1, An.At(0), An.At(0)).Count);
        Assert.Equal(1, Changes(tally));

        Assert.Equal(2, tally.Add(1, An.At(3_599_999), An.At(3_599_999)).Count);
        Assert.Equal(0, Changes(tally));
        Assert.Equal(2, tally.Add(1, An.At(3_600_000), An.At(3_600_000)).Count);
        Assert.Equal(1, Changes(tally));
    }

    private RepeatFact Add(UInt128 key, double at) => _tally.Add(key, An.At(at), An.At(at));

    private static int Changes(AlertTally tally)
    {
        var changes = 0;
        tally.TakeChanges(_ => changes++, _ => { });
        return changes;
    }

    private List<UInt128> Gone()
    {
        var gone = new List<UInt128>();
        _tally.TakeChanges(_ => { }, gone.Add);
        return gone;
    }
}
