using System.Text.Json.Nodes;
using Eyrie.Contracts;
using Eyrie.Enricher.State;
using Eyrie.Enricher.Steps;
using Eyrie.Enricher.Tests.Documents;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Tests.Steps;

public sealed class IncidentStepTests
{
    private const double Minute = 60_000;
    private static readonly PodFact Pod = new()
    {
        Namespace = "shop",
        Name = "web-1",
        WorkloadKind = "Deployment",
        WorkloadName = "web",
        Labels = new Dictionary<string, string> { ["team"] = "shop" },
    };

    private readonly PartitionState _state = An.State();
    private readonly EnrichmentPipeline _pipeline = An.Pipeline(new() { JoinWindow = TimeSpan.Zero });

    [Fact]
    public void Numbers_repeats_and_lowers_their_score()
    {
        var alerts = Enumerable.Range(0, 20).SelectMany(i => Read(Alert(i * 1_000, pid: 100 + i, line: $"cat /proc/{100 + i}/environ"))).ToList();

        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), alerts.Select(alert => alert.Enrichment.Repeat!.Count));
        Assert.Equal((An.At(0), An.At(19_000)), (alerts[^1].Enrichment.Repeat!.First, alerts[^1].Enrichment.Repeat!.Last));
        Assert.DoesNotContain("repeated", alerts[8].Enrichment.Risk!.Factors);
        Assert.Contains("repeated -5: 10 alerts like it", alerts[9].Enrichment.Risk!.Reasons);
    }

    [Fact]
    public void Says_once_that_a_rule_is_new_on_a_workload()
    {
        var risks = Read(Alert(0), Alert(1_000), Alert(2_000) with { Rule = new("Other") }, Alert(3_000) with { Pod = Pod with { WorkloadName = "db" } })
            .Select(alert => alert.Enrichment.Risk!.Reasons.FirstOrDefault(reason => reason.StartsWith("first_time", StringComparison.Ordinal)));

        Assert.Equal(["first_time +10: Deployment/web", null, "first_time +10: Deployment/web", "first_time +10: Deployment/db"], risks);
    }

    [Fact]
    public void Counts_the_techniques_of_the_incident()
    {
        var alerts = Read(
            Alert(0) with { Rule = new("a") { Tags = ["T1059.004"] } },
            Alert(1_000) with { Rule = new("b") { Tags = ["T1105"] } },
            Alert(2_000) with { Rule = new("a") { Tags = ["T1059.004"] } });

        Assert.DoesNotContain("incident_techniques", alerts[0].Enrichment.Risk!.Factors);
        Assert.Contains("incident_techniques +5: 2 techniques in the incident", alerts[1].Enrichment.Risk!.Reasons);
        Assert.Contains("incident_techniques", alerts[2].Enrichment.Risk!.Factors);
        Assert.Equal(["T1059", "T1059.004", "T1105"], alerts[2].Enrichment.Incident!.SoFar!.Techniques);
        Assert.Equal(alerts.Max(alert => alert.Enrichment.Risk!.Score) + 3, alerts[2].Enrichment.Incident!.SoFar!.RiskScore);
    }

    [Fact]
    public void Scores_privilege_and_a_web_servers_shell()
    {
        var shell = Alert(0) with
        {
            Severity = Severity.Critical,
            Container = new() { Id = "0123456789abcdef", Privileged = true },
            Parent = new() { Name = "nginx", Pid = 6 },
            Process = new() { Pid = 7, Name = "sh", CommandLine = "sh -c id", Tty = 34816 },
        };

        var risk = Assert.Single(Read(shell)).Enrichment.Risk!;

        Assert.Equal(["priority", "service_shell", "first_time", "interactive", "privileged"], risk.Factors);
        Assert.Equal(100, risk.Score); // 115
    }

    [Fact]
    public void Scores_a_sensors_health_by_its_severity_alone()
    {
        var health = new HealthEvent(HealthKind.EventsDropped) { Sensor = "falco", Severity = Severity.Critical, Node = An.Node };
        var alert = Assert.Single(Read(Alert(0) with { Kind = ObservationKind.SensorHealth, Format = SensorFormat.EyrieJson, Health = health, Severity = Severity.Critical }));

        Assert.Equal((65, "priority"), (alert.Enrichment.Risk!.Score, Assert.Single(alert.Enrichment.Risk.Factors)));
    }

    [Fact]
    public void Scores_nothing_when_it_is_told_so()
    {
        var options = new EnricherOptions { JoinWindow = TimeSpan.Zero, Scoring = new() { Enabled = false } };
        var alert = Assert.Single(An.Pipeline(options).Read(An.State(options), Alert(0)).Alerts());

        Assert.Null(alert.Enrichment.Risk);
        Assert.Null(alert.Enrichment.Incident!.SoFar!.RiskScore);
    }

    [Fact]
    public void Lets_a_suppressed_alert_open_no_incident_and_counts_it_in_an_open_one()
    {
        var step = new IncidentStep(Options.Create(new EnricherOptions()));
        var suppressed = new SuppressionFact("A rule", Severity.Warning, "r", "o", null, null);

        var alone = Apply(0, suppressed);
        var first = Apply(1, null);
        var joined = Apply(2, suppressed);
        var second = Apply(3, null);

        Assert.Equal((null, An.Node, 1L), (alone.Incident, alone.Subject, alone.Repeat!.Count));
        Assert.Equal((1L, 0L), (first.Incident!.Sequence, first.Incident.SoFar!.Suppressed));
        Assert.Equal((null, first.Incident.Id, 1L, An.At(1)), (joined.Incident!.Sequence, joined.Incident.Id, joined.Incident.SoFar!.Suppressed, joined.Incident.SoFar.Last));
        Assert.Equal((2L, 2L, 1L), (second.Incident!.Sequence, second.Incident.SoFar!.Alerts, second.Incident.SoFar.Suppressed));

        Enrichment Apply(double at, SuppressionFact? fact) => step.Apply(
            Alert(at), new() { Correlation = new(CorrelationMethod.None, Confidence.Low), AlertSeverity = Severity.Warning, Suppressed = fact }, _state);
    }

    [Fact]
    public void Marks_what_else_the_subject_does_while_its_incident_is_open()
    {
        Assert.Null(Activity(0).Around);
        var alert = Assert.Single(Read(Alert(1_000))).Enrichment;

        var beside = Activity(2_000);

        Assert.Equal((alert.Incident!.Id, alert.Around), (beside.Around, beside.Around));
        Assert.Null(beside.Incident);
        Assert.Equal((1L, An.At(1_000)), (Assert.Single(_state.Incidents.Open).Alerts, Assert.Single(_state.Incidents.Open).Last)); // it extends nothing
        Assert.Null(Activity(3_000, container: "ffffffffffffffff").Around);
        Assert.Null(Activity(17 * Minute).Around);
    }

    [Fact]
    public void Writes_the_incident_alike_in_alerts_activity_and_its_last_word()
    {
        var alert = Assert.Single(Read(Alert(0)));
        var id = alert.Enrichment.Incident!.Id;

        var activity = JsonNode.Parse(SampleDocuments.Write(Start(1_000), Activity(1_000)))!["eyrie"]!;
        var closing = Assert.Single(Play(Elsewhere(20 * Minute)), one => one.Observation.Kind is ObservationKind.IncidentClosed);

        Assert.Equal(id, (string?)activity["around"]!["incident"]);
        Assert.Null(activity["incident"]);
        Assert.All([alert, closing], one =>
            Assert.Equal(id, (string?)JsonNode.Parse(SampleDocuments.Write(one.Observation, one.Enrichment))!["eyrie"]!["around"]!["incident"]));
    }

    [Fact]
    public void Says_that_an_incident_is_over_with_the_place_of_its_worst_alert_and_all_totals()
    {
        var first = Read(Alert(0), Alert(Minute) with { Rule = new("Worst") { Tags = ["T1059"] }, Severity = Severity.Critical }, Alert(2 * Minute))[0].Enrichment.Incident!;

        var closing = Assert.Single(Play(Elsewhere(20 * Minute)), one => one.Observation.Kind is ObservationKind.IncidentClosed);
        var document = SampleDocuments.Write(closing.Observation, closing.Enrichment);
        var alert = AlertCodec.Read(document);
        var json = JsonNode.Parse(document)!;

        Assert.True(alert.ClosesIncident);
        Assert.Equal(("event", "eyrie", "closed"), (alert.Kind, alert.Sensor, (string?)json["eyrie"]!["incident"]!["state"]));
        Assert.Equal((first.Id, "Worst", Severity.Critical, "shop", "web-1", "Deployment/web"), (alert.Incident, alert.Rule, alert.Severity, alert.Namespace, alert.Pod, alert.Workload));
        Assert.Equal(("0123456789abcdef", "registry/web", "shop"), (alert.ContainerId, alert.Image, alert.Labels["team"]));
        Assert.Equal((3L, An.At(0), An.At(2 * Minute)), (alert.IncidentSoFar!.Alerts, alert.IncidentSoFar.First, alert.IncidentSoFar.Last));
        Assert.Equal(["A rule", "Worst"], alert.IncidentSoFar.Rules);
        Assert.Equal(["T1059"], alert.Techniques);
        Assert.Equal(An.At(17 * Minute), alert.Time);
        Assert.Equal(alert.RiskScore, alert.IncidentSoFar.RiskScore);
        Assert.Equal(An.At(0).ToString(), (string?)json["event"]!["start"]);
        Assert.Equal("Incident over: 3 alerts of 2 rules in 2 minutes, worst critical: Worst", alert.Message);
    }

    [Fact]
    public void Says_that_the_old_one_is_over_before_the_new_one_begins()
    {
        Read(Alert(0));

        var output = Play(Alert(15 * Minute));

        Assert.Equal([ObservationKind.IncidentClosed, ObservationKind.Detection], output.Select(one => one.Observation.Kind));
        Assert.Equal(1, output[1].Enrichment.Incident!.Sequence);
    }

    [Fact]
    public void Ends_an_incident_when_nothing_else_comes()
    {
        Read(Alert(0));
        var now = _state.Clock.Now;

        Assert.Equal(960, Seconds());
        Assert.Equal(now, _state.Clock.Now); // after an outage, events come that are as old as it
        Assert.Equal("A rule", Assert.Single(Expired()).Observation.Rule!.Name);
        Assert.Empty(Expired());
    }

    [Fact]
    public void Ends_an_incident_of_a_sensors_health_where_there_are_no_events_at_all()
    {
        var health = new HealthEvent(HealthKind.SensorLost) { Sensor = "falco", Node = An.Node };
        Read(Alert(0) with { Kind = ObservationKind.SensorHealth, Format = SensorFormat.EyrieJson, Health = health });

        Assert.Equal(960, Seconds());
        Assert.Single(Expired());
    }

    [Fact]
    public void Begins_to_wait_anew_with_each_event()
    {
        Read(Alert(0));
        for (var i = 0; i < 900; i++)
        {
            Assert.False(_state.LetTimePass(TimeSpan.FromSeconds(1)));
        }

        Read(Elsewhere(Minute));

        Assert.Equal(900, Seconds());
    }

    private int Seconds()
    {
        var seconds = 1;
        while (!_state.LetTimePass(TimeSpan.FromSeconds(1)))
        {
            Assert.InRange(seconds++, 1, 2_000);
        }

        return seconds;
    }

    private List<Enriched> Expired()
    {
        var output = new List<Enriched>();
        _pipeline.Expire(_state, output);
        return output;
    }

    private List<Enriched> Read(params ReadOnlySpan<Observation> observations) => [.. Play(observations).Alerts()];

    private List<Enriched> Play(params ReadOnlySpan<Observation> observations)
    {
        var output = _pipeline.Read(_state, observations);
        output.AddRange(Expired()); // the end of the batch
        return output;
    }

    private static Observation Alert(double at, long pid = 7, string line = "cat /etc/shadow") => An.Alert(at, pid, line) with
    {
        Pod = Pod,
        Container = new() { Id = "0123456789abcdef", Name = "web", ImageName = "registry/web" },
    };

    // Of the alerts' container, unless another is given.
    private Enrichment Activity(double at, string container = "0123456789abcdef") =>
        Assert.Single(Play(Start(at, container)), one => one.Observation.Kind is ObservationKind.ProcessStart).Enrichment;

    private static Observation Start(double at, string container = "0123456789abcdef") => An.Exec(An.Image(at, (long)at + 100, "/bin/true", container: container));

    private static Observation Elsewhere(double at) => An.Exec(An.Image(at, 9, "/bin/true"));
}
