using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.Explain;
using Eyrie.Enricher.Tests.Correlation;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Enricher.Tests.Explain;

public sealed class ExplainerTests : IDisposable
{
    private const int Partitions = 3;
    private readonly string _prefix = $"test-{Guid.NewGuid():N}.";
    private readonly InProcessKafka _kafka;

    public ExplainerTests() => _kafka = InProcessKafka.Start(new(_prefix, Partitions));

    [Fact]
    public async Task Explains_every_recorded_alert_and_finds_it_unchanged()
    {
        await using var enricher = await PlayAsync("2-web-shell");
        await using var services = Services();
        var explainer = services.GetRequiredService<Explainer>();
        var alerts = enricher.Read(enricher.Topics.Alerts, 33);

        foreach (var record in alerts.Take(5).Append(alerts[^1]))
        {
            var explanation = await explainer.ExplainAsync(AlertDocument.Read(record.Message.Value), null, TestContext.Current.CancellationToken);

            Assert.Empty(explanation.Notes);
            Assert.Equal([], explanation.Differences);
            Assert.Equal(AlertCodec.Read(record.Message.Value).Tree, explanation.Tree);
            Assert.Equal($"{_prefix}events.v1", explanation.Event!.Topic);
            var taken = Assert.Single(explanation.Join.Candidates!, candidate => candidate.Chosen);
            Assert.StartsWith("told by process_", taken.ToldBy, StringComparison.Ordinal);
            Assert.Equal(taken.ExecId, explanation.Processes![0].ExecId);
        }
    }

    [Fact]
    public async Task Finds_an_alert_by_its_id_and_says_what_differs_from_a_changed_document()
    {
        await using var enricher = await PlayAsync("1-guide-attack");
        await using var services = Services();
        var explainer = services.GetRequiredService<Explainer>();
        var record = enricher.Read(enricher.Topics.Alerts, 4)[^1];
        var id = record.Message.Headers.Text(RecordHeaders.Id)!;

        var found = await explainer.FindAsync(id, null, TestContext.Current.CancellationToken);
        var changed = JsonNode.Parse(record.Message.Value)!;
        changed["process"]!["executable"] = "/usr/bin/other";
        changed["process"]!.AsObject().Remove("pid");
        changed["extra"] = "x";
        var explanation = await explainer.ExplainAsync(AlertDocument.Read(Encoding.UTF8.GetBytes(changed.ToJsonString())), null, TestContext.Current.CancellationToken);

        Assert.Equal((id, "vm"), (found!.Id, found.Node));
        Assert.Null(await explainer.FindAsync(new('0', 32), null, TestContext.Current.CancellationToken));
        Assert.Equal(["extra", "process.executable", "process.pid"], explanation.Differences!.Select(difference => difference.Name).Order(StringComparer.Ordinal));
        Assert.Contains(explanation.Differences!, difference => difference is { Name: "process.pid", Alert: null, Today: not null });
    }

    [Fact]
    public async Task Says_so_when_the_event_is_gone_and_explains_the_document()
    {
        await using var services = Services();
        var lone = Recording.Read("1-guide-attack", "falco-http").Play().Alerts().First();
        using var documents = new DocumentRecords(new EnricherOptions(), TimeProvider.System);

        var explanation = await services.GetRequiredService<Explainer>().ExplainAsync(
            AlertDocument.Read(documents.Make(lone).Value), null, TestContext.Current.CancellationToken);

        Assert.Contains("any more", Assert.Single(explanation.Notes), StringComparison.Ordinal);
        Assert.Null(explanation.Differences);
        Assert.Null(explanation.Join.Candidates);
        Assert.Equal("user.name", explanation.Fields.Single(field => field.Name == "process.user.name").From);
    }

    [Theory]
    [InlineData("high", null, 0, "")]
    [InlineData("low", "the alert has no proc.pid", 1, "append_output")]
    [InlineData("low", "no Tetragon on the node", 2, "run Tetragon on vm")]
    public void Says_what_would_make_a_join_surer(string confidence, string? reason, int count, string words)
    {
        var document = new JsonObject
        {
            ["event"] = new JsonObject { ["id"] = "a", ["module"] = "falco" },
            ["host"] = new JsonObject { ["name"] = "vm" },
            ["eyrie"] = new JsonObject { ["correlation"] = new JsonObject { ["method"] = "sensor", ["confidence"] = confidence, ["reason"] = reason } },
        };

        var join = Explainer.FromDocument(AlertDocument.Read(Encoding.UTF8.GetBytes(document.ToJsonString()))).Join;

        Assert.Equal(count, join.Advice.Count);
        Assert.Contains(words, string.Join('\n', join.Advice), StringComparison.Ordinal);
        Assert.StartsWith("not joined", join.Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_an_alert_is_excepted_when_it_was_whatever_the_exceptions_of_today()
    {
        await using var enricher = await PlayAsync("1-guide-attack");
        await using var services = Services();
        var changed = JsonNode.Parse(enricher.Read(enricher.Topics.Alerts, 4)[^1].Message.Value)!;
        changed["eyrie"]!["suppressed"] = JsonNode.Parse("""{"rule":"r","reason":"builds do that","owner":"platform","expires":"2027-02-20","source":"/etc/d.yaml line 4"}""");

        var explanation = await services.GetRequiredService<Explainer>().ExplainAsync(
            AlertDocument.Read(Encoding.UTF8.GetBytes(changed.ToJsonString())), null, TestContext.Current.CancellationToken);

        Assert.Equal(new("builds do that", "platform", "2027-02-20", "/etc/d.yaml line 4"), explanation.Suppressed);
        Assert.Contains(explanation.Differences!, difference => difference is { Name: "eyrie.suppressed.owner", Alert: "platform", Today: null });
    }

    [Fact]
    public void Names_the_exception_that_fits()
    {
        var alert = AlertDocument.Read("""
            {"event":{"id":"4d95be8240de005dc26e3e0a99eeb969","module":"falco"},
             "eyrie":{"suppressed":{"rule":"r","reason":"builds do that","owner":"platform","expires":"2027-02-20","source":"/etc/d.yaml line 4"}}}
            """u8.ToArray());

        Assert.Equal(new("builds do that", "platform", "2027-02-20", "/etc/d.yaml line 4"), Explainer.FromDocument(alert).Suppressed);
        Assert.Null(Explainer.FromDocument(AlertDocument.Read("""{"event":{"id":"4d95be8240de005dc26e3e0a99eeb969"}}"""u8.ToArray())).Suppressed);
    }

    public void Dispose() => _kafka.Dispose();

    private async Task<RunningEnricher> PlayAsync(string recording)
    {
        var enricher = new RunningEnricher(_kafka.BootstrapServers, _prefix, Partitions);
        await enricher.StartAsync();
        enricher.Send([.. Recording.Read(recording, "falco-http").Events.Select(Arrived)]);
        return enricher;
    }

    private static Message<string, byte[]> Arrived(SensorEvent e)
    {
        var record = EventRecord.ToMessage(e);
        record.Timestamp = new(e.Received.UnixNanoseconds / 1_000_000, TimestampType.CreateTime);
        return record;
    }

    private ServiceProvider Services()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kafka:BootstrapServers"] = _kafka.BootstrapServers,
            ["Topics:Prefix"] = _prefix,
            ["Topics:Partitions"] = $"{Partitions}",
            ["Enricher:DefaultDetections"] = "false", // what the recordings are compared with is Falco's alone
        }).Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddPlatform().AddHistory(configuration).BuildServiceProvider();
    }
}
