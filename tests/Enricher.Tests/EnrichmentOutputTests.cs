using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Tests;

public sealed class EnrichmentOutputTests : IDisposable
{
    private static readonly Topics Topics = new();
    private static readonly SuppressionFact Excepted = new("A rule", Severity.Critical, "r", "o", null, null);

    private readonly ScriptedProducer _kafka = new();
    private readonly RecordLimits _limits = new(NullLogger<RecordLimits>.Instance);
    private EnrichmentOutput? _output;

    [Fact]
    public void Writes_a_critical_alert_twice_under_one_key_and_marks_the_one_that_waits()
    {
        Write(Severity.Critical);

        Assert.Equal([Topics.Urgent, Topics.Alerts], _kafka.Placed.Select(one => one.Place.Topic));
        var (urgent, alert) = (_kafka.Placed[0].Record, _kafka.Placed[1].Record);
        Assert.Equal((alert.Key, alert.Value), (urgent.Key, urgent.Value));
        Assert.Equal(("1", null), (alert.Headers.Text(RecordHeaders.Urgent), urgent.Headers.Text(RecordHeaders.Urgent)));
        Assert.Equal(
            alert.Headers.Where(header => header.Key != RecordHeaders.Urgent).Select(header => (header.Key, Encoding.UTF8.GetString(header.GetValueBytes()))),
            urgent.Headers.Select(header => (header.Key, Encoding.UTF8.GetString(header.GetValueBytes()))));
        Assert.Equal((1, 1), (_output!.Account.Alerts, _output.Account.Urgent));
    }

    [Fact]
    public void Says_of_an_alert_when_the_sensor_saw_it_and_when_it_was_read()
    {
        Write(Severity.Error);

        var document = JsonNode.Parse(_kafka.Placed[0].Record.Value)!;
        Assert.True(EventTime.TryParse((string)document["@timestamp"]!, out var seen));
        Assert.True(EventTime.TryParse((string)document["event"]!["created"]!, out var read));
        Assert.Equal((seen, read), (_kafka.Placed[0].Record.Headers.Moment(RecordHeaders.Time), _kafka.Placed[0].Record.Headers.Moment(RecordHeaders.Received)));
    }

    [Theory]
    [InlineData(Severity.Error, "critical", false, false)]
    [InlineData(Severity.Alert, "critical", false, true)]
    [InlineData(Severity.Critical, "critical", true, false)]
    [InlineData(Severity.Notice, "notice", false, true)]
    [InlineData(Severity.Emergency, "none", false, false)]
    public void Writes_twice_only_what_is_bad_enough_and_not_suppressed(Severity severity, string from, bool isSuppressed, bool isUrgent)
    {
        Write(severity, from, isSuppressed);

        Assert.Equal(isUrgent ? [Topics.Urgent, Topics.Alerts] : [Topics.Alerts], _kafka.Placed.Select(one => one.Place.Topic));
        Assert.Equal(isUrgent ? "1" : null, _kafka.Placed[^1].Record.Headers.Text(RecordHeaders.Urgent));
    }

    [Fact]
    public void Writes_both_again_when_the_transaction_had_to_be_aborted()
    {
        Write(Severity.Critical);
        _output!.Repeat();

        Assert.Equal([Topics.Urgent, Topics.Alerts, Topics.Urgent, Topics.Alerts], _kafka.Placed.Select(one => one.Place.Topic));
        Assert.Equal(_kafka.Placed[..2], _kafka.Placed[2..]);
    }

    [Fact]
    public void Lets_an_alert_wait_that_is_too_large_for_the_topic_of_urgent_ones()
    {
        _limits.Learn(Topics.Urgent, new() { Value = new byte[70_000] }, new(ErrorCode.MsgSizeTooLarge));
        Write(Severity.Critical, message: new('m', 30_000));

        Assert.Equal(Topics.Alerts, Assert.Single(_kafka.Placed).Place.Topic);
        Assert.Null(_kafka.Placed[0].Record.Headers.Text(RecordHeaders.Urgent));
    }

    [Fact]
    public void Sets_aside_once_what_is_too_large_for_the_alerts()
    {
        _limits.Learn(Topics.Alerts, new() { Value = new byte[70_000] }, new(ErrorCode.MsgSizeTooLarge));
        Write(Severity.Critical, message: new('m', 30_000));

        Assert.Equal(Topics.Dead, Assert.Single(_kafka.Placed).Place.Topic);
    }

    [Fact]
    public void Writes_the_word_that_an_incident_is_over_where_its_alerts_went()
    {
        var (state, pipeline) = (An.State(), An.Pipeline(new() { JoinWindow = TimeSpan.Zero }));
        pipeline.Read(state, An.Alert(0, 7) with { Severity = Severity.Emergency });
        Output("critical");
        foreach (var one in pipeline.Read(state, An.Alert(900_000, 7)))
        {
            Assert.True(_output!.Write(one));
        }

        Assert.Equal([Topics.Alerts, Topics.Alerts], _kafka.Placed.Select(one => one.Place.Topic)); // an emergency is over: nobody must hurry
        var (closing, next) = (_kafka.Placed[0].Record, _kafka.Placed[1].Record);
        Assert.Equal(("event", "emergency", closing.Key), (closing.Headers.Text(RecordHeaders.Kind), closing.Headers.Text(RecordHeaders.Severity), next.Key));
        Assert.True(AlertCodec.Read(closing.Value).ClosesIncident);
        Assert.Null(next.Headers.Text(RecordHeaders.Kind));
        Assert.Equal((1, 1, 1), (_output!.Account.Alerts, _output.Account.IncidentsClosed, _output.Account.IncidentsOpened));
    }

    public void Dispose() => _output?.Dispose();

    private void Write(Severity severity, string from = "critical", bool isSuppressed = false, string? message = null)
    {
        IReadOnlyList<KeyValuePair<string, string>> fields = message is null ? [] : [new("a", message), new("b", message), new("c", message), new("d", message)];
        var observation = An.Alert(0, 7) with { Message = message, Fields = fields };
        Output(from).Write(new(observation, new()
        {
            Correlation = new(CorrelationMethod.None, Confidence.Low),
            AlertSeverity = severity,
            Subject = "subject",
            Incident = isSuppressed ? null : new("id", "subject", 1),
            Suppressed = isSuppressed ? Excepted : null,
        })
        { Record = An.Record });
    }

    private EnrichmentOutput Output(string urgent) => _output = new(
        _kafka,
        new(TimeProvider.System, CancellationToken.None),
        new(null!, Topics, null!, _limits, null!, null!, null!, TimeProvider.System, Options.Create(new EnricherOptions { UrgentSeverity = urgent }), Options.Create(new BatchOptions()), Options.Create(new TopicOptions()), Platform.Tracing.TraceSampling.Off),
        NullLogger.Instance);
}
