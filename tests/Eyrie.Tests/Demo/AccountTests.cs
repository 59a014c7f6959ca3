using Eyrie.Demo;

namespace Eyrie.Tests.Demo;

public sealed class AccountTests
{
    private static readonly AccountFigures Fine = new()
    {
        Sensors = new Dictionary<string, SensorFigures> { ["falco-vm"] = new(12, 10, 0, 2), ["tetragon-vm"] = new(95, 90, 5, 0) },
        Read = 100,
        Published = 98,
        IngestorDropped = new Dictionary<string, long> { ["too_large"] = 2 },
        EnricherRead = 98,
        Alerts = 10,
        Activity = 80,
        EnricherDropped = new Dictionary<string, long> { ["duplicate"] = 5 },
        EnricherRejected = 3,
        Topics = new(10, 80, 90, 4),
        Sinks = new Dictionary<string, SinkFigures>
        {
            ["elasticsearch"] = new(89, 0, 1),
            ["slack"] = new(4, 6, 0),
            ["pagerduty"] = new(1, 9, 0),
        },
        DocumentsStored = 89,
        SlackMessages = 4,
        PagerDutyEvents = 1,
    };

    [Fact]
    public void Adds_up_when_every_event_went_somewhere()
    {
        var account = Account.Of(Fine);

        Assert.True(account.AddsUp);
        Assert.Equal(0, account.Lost);
        Assert.Empty(account.Unseen);
    }

    [Fact]
    public void Adds_up_when_the_Ingestor_told_of_the_sensors_health_itself()
    {
        var account = Account.Of(Fine with { Read = 102, Health = 2, Published = 100, EnricherRead = 100, EnricherDropped = new Dictionary<string, long> { ["duplicate"] = 7 } });

        Assert.True(account.AddsUp);
        Assert.Equal(100, account.Lines[0].Count);
    }

    [Fact]
    public void Adds_up_when_an_incident_ended_which_is_a_document_and_no_alert_for_people()
    {
        var account = Account.Of(Fine with { IncidentsClosed = 1, Topics = new(11, 80, 91, 4), Sinks = Elasticsearch(90, 1), DocumentsStored = 90 });

        Assert.True(account.AddsUp);
    }

    public static TheoryData<string, long, Func<object, object>> Wrong => new()
    {
        { "sent", 1, figures => Of(figures) with { Read = 99, Published = 97, EnricherRead = 97, Activity = 79, Topics = new(10, 79, 89, 4), Sinks = Elasticsearch(88, 1), DocumentsStored = 88 } },
        { "read", 2, figures => Of(figures) with { IngestorDropped = new Dictionary<string, long>() } },
        { "published", 3, figures => Of(figures) with { Published = 98, EnricherRead = 95, EnricherRejected = 0, Topics = new(10, 80, 90, 1) } },
        { "enriched", 5, figures => Of(figures) with { EnricherDropped = new Dictionary<string, long>() } },
        { "alerts", 1, figures => Of(figures) with { Topics = new(9, 80, 90, 4) } },
        { "activity", 1, figures => Of(figures) with { Topics = new(10, 79, 90, 4) } },
        { "dead", 4, figures => Of(figures) with { Topics = new(10, 80, 90, 0) } },
        { "elasticsearch", 9, figures => Of(figures) with { Sinks = Elasticsearch(80, 1) } },
        { "documents", 1, figures => Of(figures) with { DocumentsStored = 88 } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Names_the_line_that_does_not_add_up(string line, long missing, Func<object, object> change)
    {
        var account = Account.Of(Of(change(Fine)));

        var wrong = Assert.Single(account.Lines, candidate => !candidate.AddsUp);
        Assert.Equal((line, missing), (wrong.Name, wrong.Missing));
        Assert.Equal(missing, account.Lost);
    }

    [Fact]
    public void Does_not_add_up_when_something_is_there_twice_but_nothing_is_lost()
    {
        var account = Account.Of(Fine with { EnricherRead = 99, Activity = 81, Topics = new(10, 81, 90, 4), Sinks = Elasticsearch(90, 1) });

        Assert.False(account.AddsUp);
        Assert.Equal(0, account.Lost);
        Assert.Equal(-1, Assert.Single(account.Lines, line => !line.AddsUp).Missing);
    }

    [Fact]
    public void A_surplus_in_one_place_does_not_hide_a_loss_in_another()
    {
        var account = Account.Of(Fine with { Topics = new(9, 81, 90, 4) });

        Assert.Equal(1, account.Lost);
    }

    [Fact]
    public void Says_what_it_cannot_see_when_something_real_is_swapped_in()
    {
        var account = Account.Of(Fine with { DocumentsStored = null, SlackMessages = null });

        Assert.True(account.AddsUp);
        Assert.DoesNotContain(account.Lines, line => line.Name == "documents");
        Assert.Equal(["what arrived at Elasticsearch: it is real", "what arrived at Slack: it is real"], account.Unseen);
    }

    private static AccountFigures Of(object figures) => (AccountFigures)figures;

    private static Dictionary<string, SinkFigures> Elasticsearch(long written, long rejected) => new()
    {
        ["elasticsearch"] = new(written, 0, rejected),
        ["slack"] = new(4, 6, 0),
        ["pagerduty"] = new(1, 9, 0),
    };
}
