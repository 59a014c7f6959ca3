using Eyrie.Enricher.Incidents;

namespace Eyrie.Enricher.Tests.Incidents;

public sealed class IncidentBookTests
{
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(15);
    private readonly IncidentBook _book = new(Gap);

    [Fact]
    public void Counts_the_alerts_of_a_subject_that_follow_each_other()
    {
        var first = _book.Place("s", "a", An.At(0), An.At(0));
        var second = _book.Place("s", "b", An.At(899_999), An.At(899_999));

        Assert.Equal((first.Id, 2), (second.Id, second.Sequence));
    }

    [Fact]
    public void Begins_anew_after_the_gap()
    {
        var first = _book.Place("s", "a", An.At(0), An.At(0));
        var second = _book.Place("s", "b", An.At(900_000), An.At(900_000));

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(1, second.Sequence);
    }

    [Fact]
    public void Takes_a_late_alert_in_and_gives_the_same_id_again_for_the_same_log()
    {
        var first = _book.Place("s", "a", An.At(60_000), An.At(60_000));

        Assert.Equal(first.Id, _book.Place("s", "late", An.At(0), An.At(0)).Id);
        Assert.Equal(first.Id, new IncidentBook(Gap).Place("s", "a", An.At(60_000), An.At(60_000)).Id);
        Assert.NotEqual(first.Id, _book.Place("other", "a", An.At(60_000), An.At(60_000)).Id);
    }

    [Fact]
    public void Keeps_the_incident_of_a_node_whose_clock_is_years_behind()
    {
        var first = _book.Place("s", "a", An.At(0), An.At(90_000_000_000));
        _book.Sweep(An.At(90_000_030_000));

        Assert.Equal(first.Id, _book.Place("s", "b", An.At(30_000), An.At(90_000_030_000)).Id);
    }

    [Fact]
    public void Remembers_only_so_many_and_the_latest_of_them()
    {
        for (var i = 0; i < 100_000; i++)
        {
            _book.Place($"s{i}", "a", An.At(i), An.At(i));
        }

        Assert.InRange(_book.Count, 10_000, 20_000);
        Assert.Equal(2, _book.Place("s99999", "b", An.At(100_000), An.At(100_000)).Sequence);
        Assert.Equal(1, _book.Place("s0", "b", An.At(100_000), An.At(100_000)).Sequence);
        var closed = new List<string>();
        _book.TakeChanges(_ => { }, closed.Add);
        Assert.True(closed.Count >= 80_000);
    }

    [Fact]
    public void Forgets_incidents_that_are_over()
    {
        _book.Place("s", "a", An.At(0), An.At(0));

        _book.Sweep(An.At(900_000));
        Assert.Equal(1, _book.Count);

        _book.Sweep(An.At(960_000));
        Assert.Equal(0, _book.Count);
    }
}
