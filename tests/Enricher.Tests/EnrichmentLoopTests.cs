using Eyrie.Contracts;
using Eyrie.Enricher.Tests.Correlation;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;

namespace Eyrie.Enricher.Tests;

public sealed class EnrichmentLoopTests : IDisposable
{
    private const int Partitions = 3;
    private static readonly string? RealKafka = Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA");

    private readonly string _prefix = $"test-{Guid.NewGuid():N}.";
    private readonly InProcessKafka? _kafka;

    public EnrichmentLoopTests()
    {
        _kafka = RealKafka is null ? InProcessKafka.Start(new(_prefix, Partitions)) : null;
    }

    [Fact]
    public async Task Turns_a_recorded_attack_into_alerts_and_activity_and_loses_nothing()
    {
        await using var enricher = await StartAsync();
        var events = Recording.Read("2-web-shell", "falco-http").Events;

        enricher.Send([.. events.Select(e => EventRecord.ToMessage(e))]);
        var alerts = enricher.Read(enricher.Topics.Alerts, 33);
        var activity = enricher.Read(enricher.Topics.Activity, events.Count - 33);

        Assert.Equal((33, events.Count - 33), (alerts.Count, activity.Count));
        Assert.Equal(32, alerts.Count(record => AlertCodec.Read(record.Message.Value).CorrelationConfidence == "high")); // all but a thread's
        Assert.All(alerts, record => Assert.StartsWith("vm/", record.Message.Key, StringComparison.Ordinal));
        Assert.All(alerts, record => Assert.Equal(AlertCodec.Read(record.Message.Value).Id, record.Message.Headers.Text(RecordHeaders.Id)));
        Assert.All(alerts, record => Assert.Equal(AlertCodec.Read(record.Message.Value).Incident, record.Message.Headers.Text(RecordHeaders.Incident)));
        Assert.Equal(events.Count, activity.Concat(alerts).Select(record => record.Message.Headers.Text(RecordHeaders.Id)).Distinct().Count());
        Assert.Equal(events.Count, enricher.Counted("eyrie.enricher.events.read"));
        Assert.Equal(events.Count, enricher.Counted("eyrie.enricher.documents"));
        Assert.Equal(33, enricher.Counted("eyrie.enricher.joins"));
        Assert.Equal(0, enricher.Counted("eyrie.enricher.alerts.waiting"));
    }

    [Fact]
    public async Task Sets_aside_what_it_cannot_read_and_goes_on()
    {
        await using var enricher = await StartAsync();
        var alert = Recording.Read("1-guide-attack", "falco-http").Events.First(e => e.Format is SensorFormat.FalcoJson);

        enricher.Send(
            EventRecord.ToMessage(alert with { Payload = "{ not json"u8.ToArray() }),
            new() { Key = "vm", Value = "x"u8.ToArray(), Headers = new() { { "format", "carrier-pigeon"u8.ToArray() } } },
            new() { Key = "vm", Value = null! },
            EventRecord.ToMessage(alert));
        var dead = enricher.Read(enricher.Topics.Dead, 3);
        var alerts = enricher.Read(enricher.Topics.Alerts, 1);

        Assert.Equal(3, dead.Count);
        Assert.All(dead, record => Assert.Equal(
            ("enricher", "unreadable", enricher.Topics.Events),
            (record.Message.Headers.Text(RecordHeaders.Stage), record.Message.Headers.Text(RecordHeaders.Reason), record.Message.Headers.Text(RecordHeaders.Topic))));
        Assert.Contains(dead, record => record.Message.Headers.Text(RecordHeaders.Error)!.Contains("carrier-pigeon", StringComparison.Ordinal));
        Assert.Equal("sensor", AlertCodec.Read(Assert.Single(alerts).Message.Value).CorrelationMethod);
        Assert.Equal(3, enricher.Counted("eyrie.enricher.events.rejected"));
    }

    [Fact]
    public async Task Cuts_a_dead_letter_that_is_refused_for_its_size_and_goes_on()
    {
        await using var sender = await BuildAsync();
        var alert = Recording.Read("1-guide-attack", "falco-http").Events.First(e => e.Format is SensorFormat.FalcoJson);
        sender.Send(EventRecord.ToMessage(alert with { Payload = new byte[3_000_000] }), EventRecord.ToMessage(alert));

        await using var enricher = new RunningEnricher(RealKafka ?? _kafka!.BootstrapServers, _prefix, Partitions, largestRecord: 1_000_000);
        await enricher.StartAsync();
        var letter = Assert.Single(enricher.Read(enricher.Topics.Dead, 1)).Message;

        Assert.Equal((950_000, "3000000"), (letter.Value.Length, letter.Headers.Text(RecordHeaders.Size)));
        Assert.Single(enricher.Read(enricher.Topics.Alerts, 1));
        Assert.Equal(1, enricher.Counted("eyrie.enricher.events.rejected"));
    }

    [Fact]
    public async Task Remembers_what_waits_and_what_runs_when_another_takes_over()
    {
        Assert.SkipUnless(RealKafka is not null, "The in-process Kafka does not keep offsets sent in a transaction: set EYRIE_TEST_KAFKA.");
        var events = Recording.Read("2-web-shell", "falco-http").Events;
        await using (var first = await StartAsync())
        {
            first.Send([.. events.Take(200).Select(e => EventRecord.ToMessage(e))]);
            Assert.NotEmpty(first.Read(first.Topics.Activity, 150));
            await first.StopAsync();
        }

        await using var second = await StartAsync();
        second.Send([.. events.Skip(200).Select(e => EventRecord.ToMessage(e))]);
        var alerts = second.Read(second.Topics.Alerts, 33);
        var activity = second.Read(second.Topics.Activity, events.Count - 33);

        Assert.Equal((33, events.Count - 33), (alerts.Count, activity.Count));
        Assert.Equal(32, alerts.Count(record => AlertCodec.Read(record.Message.Value).CorrelationConfidence == "high")); // all but a thread's
        Assert.Equal(33, alerts.Select(record => record.Message.Headers.Text(RecordHeaders.Id)).Distinct().Count());
    }

    [Fact]
    public async Task Remembers_in_kafka_what_runs_and_which_incidents_are_open()
    {
        await using var enricher = await StartAsync();
        enricher.Send([.. Recording.Read("1-guide-attack", "falco-http").Events.Select(e => EventRecord.ToMessage(e))]);
        enricher.Read(enricher.Topics.Alerts, 4);
        await enricher.StopAsync();

        var states = enricher.Remembered(Partitions);

        var node = Assert.Single(states.SelectMany(state => state.Nodes));
        Assert.Equal("vm", node.Name);
        Assert.True(node.Processes.Count >= 89, $"{node.Processes.Count} processes");
        Assert.Equal("/var/www/html/dropped", node.Processes.Newest(22123)!.Executable);
        Assert.NotNull(node.Processes.Newest(22123)!.End);
        Assert.Equal(4, Assert.Single(states.SelectMany(state => state.Incidents.Open)).Alerts);
    }

    [Fact]
    public async Task Lets_an_alert_go_when_nothing_else_comes()
    {
        await using var enricher = await StartAsync();
        var alert = Recording.Read("1-guide-attack", "falco-http").Events.First(e => e.Format is SensorFormat.FalcoJson);

        enricher.Send(EventRecord.ToMessage(alert));

        var found = AlertCodec.Read(Assert.Single(enricher.Read(enricher.Topics.Alerts, 1)).Message.Value);
        Assert.Equal(("sensor", "medium", 22016L), (found.CorrelationMethod, found.CorrelationConfidence, found.Pid!.Value));
        Assert.Equal(0, enricher.Counted("eyrie.enricher.alerts.waiting"));
    }

    [Fact]
    public async Task Ends_the_process_when_topics_do_not_fit_together()
    {
        Assert.SkipUnless(RealKafka is null, "Needs topics of its own making.");
        await using var enricher = new RunningEnricher(_kafka!.BootstrapServers, "elsewhere.", Partitions);

        await enricher.StartAsync();
        await enricher.StoppedAsync();

        var failure = Assert.IsType<PipelineException>(enricher.Failure);
        Assert.Equal(FailureKind.Fatal, failure.Kind);
        Assert.Contains("elsewhere.events.v1", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _kafka?.Dispose();

    private async Task<RunningEnricher> StartAsync()
    {
        var enricher = await BuildAsync();
        await enricher.StartAsync();
        return enricher;
    }

    private async Task<RunningEnricher> BuildAsync()
    {
        var enricher = new RunningEnricher(RealKafka ?? _kafka!.BootstrapServers, _prefix, Partitions);
        if (RealKafka is not null)
        {
            await enricher.CreateTopicsAsync();
        }

        return enricher;
    }
}
