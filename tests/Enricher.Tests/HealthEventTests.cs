using Eyrie.Contracts;
using Eyrie.Enricher.Tests.Documents;

namespace Eyrie.Enricher.Tests;

public sealed class HealthEventTests
{
    private static readonly ProcessFact Init = An.Image(0.1, 1, "/sbin/init");
    private static readonly ProcessFact Shell = An.Image(1_000, 70, "/bin/sh -c id", parent: Init.ExecId);
    private static readonly ProcessFact Id = An.Image(1_010, 71, "/usr/bin/id", parent: Shell.ExecId);

    private readonly EnrichmentPipeline _pipeline = An.Pipeline();

    [Theory]
    [InlineData(HealthKind.SensorConnected, Severity.Informational)]
    [InlineData(HealthKind.SensorLost, Severity.Error)]
    [InlineData(HealthKind.SensorSilent, Severity.Error)]
    [InlineData(HealthKind.SensorDrops, Severity.Error)]
    [InlineData(HealthKind.SensorThrottled, Severity.Warning)]
    [InlineData(HealthKind.SensorRestarted, Severity.Notice)]
    [InlineData(HealthKind.EventsDropped, Severity.Critical)]
    [InlineData(HealthKind.SpoolTrouble, Severity.Error)]
    [InlineData(HealthKind.KafkaTrouble, Severity.Warning)]
    public void Is_an_alert_at_once_as_bad_as_its_kind(HealthKind kind, Severity severity)
    {
        var told = Assert.Single(_pipeline.Read(An.State(), Health(new(kind) { Sensor = "falco" })));

        Assert.Equal(severity, told.Enrichment.AlertSeverity);
        Assert.Equal(CorrelationMethod.None, told.Enrichment.Correlation.Method);
        var alert = AlertCodec.Read(SampleDocuments.Write(told.Observation, told.Enrichment));
        Assert.Equal(("eyrie", "alert", "falco", severity), (alert.Sensor, alert.Kind, alert.Observer, alert.Severity));
        Assert.Equal(("none", ""), (alert.CorrelationMethod, alert.CorrelationConfidence));
    }

    [Fact]
    public void Says_what_to_do_wherever_there_is_something_to_do()
    {
        foreach (var kind in Enum.GetValues<HealthKind>())
        {
            Assert.Equal(kind.UsualSeverity() is Severity.Informational, kind.Advice() is null);
            var told = Assert.Single(_pipeline.Read(An.State(), Health(new(kind) { Sensor = "falco", Message = "It is so", Version = "1" })));
            using var document = System.Text.Json.JsonDocument.Parse(SampleDocuments.Write(told.Observation, told.Enrichment));
            var root = document.RootElement;

            Assert.Equal(kind.Advice() is { } advice ? $"It is so. {advice}." : "It is so", root.GetProperty("message").GetString());
            Assert.Equal(kind.Advice(), root.GetProperty("eyrie").GetProperty("health").TryGetProperty("advice", out var written) ? written.GetString() : null);
        }
    }

    [Fact]
    public void The_page_lists_every_kind_with_its_severity()
    {
        var rows = File.ReadLines(Path.Combine(Testing.Samples.Path(), "..", "..", "README.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')).ToList();
        foreach (var kind in Enum.GetValues<HealthKind>().Where(kind => kind is not (HealthKind.SensorVersion or HealthKind.SpoolRecovered or HealthKind.KafkaRecovered)))
        {
            var row = Assert.Single(rows, cells => cells[1].Contains($"`{kind.Word()}`", StringComparison.Ordinal));
            var (words, severities) = (row[1].Split(','), row[2].Split(','));
            var index = Array.FindIndex(words, word => word.Trim() == $"`{kind.Word()}`");

            Assert.Equal(Severities.Word(kind.UsualSeverity()), severities[severities.Length == words.Length ? index : 0].Trim());
        }
    }

    [Fact]
    public void Is_of_no_hosts_incident_and_of_that_of_its_sensor()
    {
        var state = An.State();

        var alerts = _pipeline.Read(
            state,
            An.Alert(1_000, null),
            Health(new(HealthKind.SensorLost) { Sensor = "falco" }),
            Health(new(HealthKind.SensorLost) { Sensor = "tetragon" }),
            Health(new(HealthKind.SensorConnected) { Sensor = "falco" })).Alerts().Select(alert => alert.Enrichment.Incident!).ToList();

        Assert.Equal(3, alerts.Select(incident => incident.Id).Distinct().Count());
        Assert.Equal((alerts[1].Id, (long?)2), (alerts[3].Id, alerts[3].Sequence));
    }

    [Fact]
    public void Moves_no_clock_so_that_no_alert_of_an_earlier_time_stops_waiting_for_its_process()
    {
        var state = An.State();
        _pipeline.Read(state, An.Exec(Shell, Init));
        Assert.Empty(_pipeline.Read(state, An.Alert(1_012, 71, "id")).Alerts());
        var before = state.Clock.Now;

        Assert.Single(_pipeline.Read(state, Health(new(HealthKind.SensorConnected) { Sensor = "falco" })));
        Assert.Equal(before, state.Clock.Now);

        var joined = Assert.Single(_pipeline.Read(state, An.Exec(Id, Shell)).Alerts());
        Assert.Equal(CorrelationMethod.Pid, joined.Enrichment.Correlation.Method);
    }

    [Fact]
    public void Keeps_its_incident_open_in_a_partition_that_has_nothing_else()
    {
        var state = An.State();
        var first = Assert.Single(_pipeline.Read(state, Health(new(HealthKind.SensorLost) { Sensor = "falco" })));
        state.Incidents.Sweep(first.Observation.Time + TimeSpan.FromMinutes(5));

        var second = Assert.Single(_pipeline.Read(state, Health(new(HealthKind.SensorConnected) { Sensor = "falco" })));

        Assert.Equal(first.Enrichment.Incident!.Id, second.Enrichment.Incident!.Id);
    }

    [Fact]
    public void Is_refused_with_a_reason_when_it_is_none() => Assert.Contains(
        "its kind is 'x'",
        Assert.Throws<FormatException>(() => SampleDocuments.Map(SampleDocuments.Event("""{"kind":"x"}""", SensorFormat.EyrieJson))).Message,
        StringComparison.Ordinal);

    // An hour after everything else that these tests tell.
    private static Observation Health(HealthEvent health)
    {
        var time = An.At(3_600_000);
        var payload = HealthEventCodec.Write(health with { Time = time, Node = An.Node });
        return SampleDocuments.Map(new(payload, SensorFormat.EyrieJson, An.Node, time));
    }
}
