using Eyrie.Contracts;
using Eyrie.Enricher.Incidents;

namespace Eyrie.Enricher.Tests.Incidents;

public sealed class IncidentBookTests
{
    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(15);
    private readonly IncidentBook _book = new(Gap);

    [Fact]
    public void Counts_the_alerts_of_a_subject_that_follow_each_other()
    {
        var first = Place("s", "a", An.At(0), An.At(0));
        var second = Place("s", "b", An.At(899_999), An.At(899_999));

        Assert.Equal((first.Id, 2), (second.Id, second.Sequence));
    }

    [Fact]
    public void Begins_anew_after_the_gap()
    {
        var first = Place("s", "a", An.At(0), An.At(0));
        var second = Place("s", "b", An.At(900_000), An.At(900_000));

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(1, second.Sequence);
    }

    [Fact]
    public void Takes_a_late_alert_in_and_gives_the_same_id_again_for_the_same_log()
    {
        var first = Place("s", "a", An.At(60_000), An.At(60_000));

        Assert.Equal(first.Id, Place("s", "late", An.At(0), An.At(0)).Id);
        Assert.Equal(first.Id, Place(new(Gap), "s", "a", An.At(60_000), An.At(60_000)).Id);
        Assert.NotEqual(first.Id, Place("other", "a", An.At(60_000), An.At(60_000)).Id);
    }

    [Fact]
    public void Keeps_the_incident_of_a_node_whose_clock_is_years_behind()
    {
        var first = Place("s", "a", An.At(0), An.At(90_000_000_000));
        _book.Sweep(An.At(90_000_030_000));

        Assert.Equal(first.Id, Place("s", "b", An.At(30_000), An.At(90_000_030_000)).Id);
    }

    [Fact]
    public void Stays_one_while_two_sensors_disagree_about_the_time_by_more_than_the_gap()
    {
        const long ahead = 5 * 3_600_000;
        var incident = Place("s", "fast-0", An.At(ahead), An.At(ahead));

        for (var i = 1; i <= 10; i++)
        {
            var seconds = i * 1_000;
            Assert.Equal(incident.Id, Place("s", $"slow-{i}", An.At(seconds), An.At(ahead + seconds)).Id);
            Assert.Equal(incident.Id, Place("s", $"fast-{i}", An.At(ahead + seconds), An.At(ahead + seconds)).Id);
        }

        Assert.Empty(Ended());
        _book.Sweep(An.At(ahead + 1_000_000));
        Assert.Equal(21, Assert.Single(Ended()).Incident.Alerts);
    }

    [Fact]
    public void Remembers_only_so_many_and_the_latest_of_them()
    {
        for (var i = 0; i < 100_000; i++)
        {
            Place($"s{i}", "a", An.At(i), An.At(i));
        }

        Assert.InRange(_book.Count, 10_000, 20_000);
        Assert.Equal(2, Place("s99999", "b", An.At(100_000), An.At(100_000)).Sequence);
        Assert.Equal(1, Place("s0", "b", An.At(100_000), An.At(100_000)).Sequence);
        var closed = new List<string>();
        _book.TakeChanges(_ => { }, closed.Add);
        Assert.True(closed.Count >= 80_000);
    }

    [Fact]
    public void Ends_incidents_that_are_over_and_says_so_once()
    {
        Place("s", "a", An.At(0), An.At(0));

        Assert.False(_book.Sweep(An.At(900_000)));
        Assert.Equal(1, _book.Count);

        Assert.True(_book.Sweep(An.At(960_000)));
        Assert.False(_book.Sweep(An.At(960_000)));
        Assert.Equal(0, _book.Count);
        Assert.Equal(EndReason.Gap, Assert.Single(Ended()).Reason);
        Assert.Empty(Ended());
    }

    [Fact]
    public void Ends_the_old_one_when_a_new_one_takes_its_place()
    {
        var first = Place("s", "a", An.At(0), An.At(0));
        Place("s", "b", An.At(900_000), An.At(900_000));

        Assert.Equal(first.Id, Assert.Single(Ended()).Incident.Id);
    }

    [Fact]
    public void Ends_visibly_those_that_are_too_many()
    {
        for (var i = 0; i < 20_001; i++)
        {
            Place($"s{i}", "a", An.At(i), An.At(i));
        }

        var ended = Ended();

        Assert.Equal(2_000, ended.Count);
        Assert.All(ended, one => Assert.Equal(EndReason.TooMany, one.Reason));
        Assert.Equal("s0", ended[0].Incident.Subject);
    }

    [Fact]
    public void Adds_up_what_its_alerts_say()
    {
        var incident = _book.FindOrBegin("s", "a", An.At(10));
        Add(incident, 10, Severity.Warning, 40, "one", "T1059");
        var place = Add(incident, 5, Severity.Error, 30, "two", "T1059", "T1105");
        var total = Add(incident, 20, Severity.Notice, null, "one").SoFar!;

        Assert.Equal((2, 2, Severity.Error), (place.Sequence, place.SoFar!.Alerts, place.SoFar.Severity));
        Assert.Equal((An.At(5), An.At(20), 3L, 43), (total.First, total.Last, total.Alerts, total.RiskScore));
        Assert.Equal(["one", "two"], total.Rules);
        Assert.Equal(["T1059", "T1105"], total.Techniques);
        Assert.Equal("two", incident.Lead!.Rule);
        Assert.Equal(["one"], _book.FindOrBegin("t", "b", An.At(0)) is var other ? Add(other, 0, Severity.Notice, 1, "one").SoFar!.Rules : []);
    }

    [Fact]
    public void Keeps_what_an_earlier_document_said_as_it_was()
    {
        var incident = _book.FindOrBegin("s", "a", An.At(0));
        var first = Add(incident, 0, Severity.Warning, 40, "one", "T1059").SoFar!;
        Add(incident, 1, Severity.Error, 60, "two", "T1105");

        Assert.Equal(("one", "T1059", 1L), (Assert.Single(first.Rules), Assert.Single(first.Techniques), first.Alerts));
    }

    [Fact]
    public void Names_only_so_many_rules()
    {
        var incident = _book.FindOrBegin("s", "a", An.At(0));
        for (var i = 0; i < 1_000; i++)
        {
            Add(incident, i, Severity.Warning, 99, $"rule {i}", $"T{i:0000}");
        }

        Assert.Equal((32, 64, 100, 1_000), (incident.Rules.Count, incident.Techniques.Count, incident.Score, incident.Alerts));
    }

    [Fact]
    public void Lets_a_suppressed_alert_neither_extend_an_incident_nor_make_it_worse()
    {
        var incident = _book.FindOrBegin("s", "a", An.At(0));
        Add(incident, 0, Severity.Warning, 40, "one");

        var place = _book.AddSuppressed(_book.Find("s", An.At(600_000))!);

        Assert.Equal((null, 1L, 1L, An.At(0)), (place.Sequence, place.SoFar!.Alerts, place.SoFar.Suppressed, place.SoFar.Last));
        Assert.Null(_book.Find("s", An.At(900_000)));
        Assert.Null(_book.Find("other", An.At(0)));
        Assert.True(_book.Sweep(An.At(960_000)));
    }

    private List<EndedIncident> Ended()
    {
        var ended = new List<EndedIncident>();
        _book.TakeEnded(ended);
        return ended;
    }

    private IncidentPlace Place(string subject, string alert, EventTime time, EventTime now) => Place(_book, subject, alert, time, now);

    private static IncidentPlace Place(IncidentBook book, string subject, string alert, EventTime time, EventTime now) =>
        book.Add(book.FindOrBegin(subject, alert, time), new(time, Severity.Warning, null, "A rule", [], () => new()), now);

    private IncidentPlace Add(Incident incident, double time, Severity severity, int? score, string rule, params string[] techniques) => _book.Add(
        incident, new(An.At(time), severity, score, rule, techniques, () => new() { Severity = severity, Score = score ?? -1, Rule = rule }), An.At(time));
}
