using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.Replay;
using Eyrie.Enricher.Tests.Correlation;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Enricher.Tests.Replay;

public sealed class ReplayerTests : IDisposable
{
    private const int Partitions = 3;
    private static readonly string? RealKafka = Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA");

    private readonly string _prefix = $"test-{Guid.NewGuid():N}.";
    private readonly InProcessKafka? _kafka;

    public ReplayerTests() => _kafka = RealKafka is null ? InProcessKafka.Start(new(_prefix, Partitions)) : null;

    private string BootstrapServers => RealKafka ?? _kafka!.BootstrapServers;

    [Theory]
    [InlineData("1-guide-attack", "falco-http", 4)]
    [InlineData("2-web-shell", "falco-http", 33)]
    [InlineData("3-guide-attack-without-pids", "falco-grpc", 4)]
    public async Task Writes_what_the_live_enricher_wrote_and_twice_the_same(string recording, string falco, int alerts)
    {
        await using var enricher = await StartAsync();
        var events = Recording.Read(recording, falco).Events;
        enricher.Send([.. events.Select(Arrived)]);
        var live = (Alerts: enricher.Read(enricher.Topics.Alerts, alerts), Activity: enricher.Read(enricher.Topics.Activity, events.Count - alerts));
        await enricher.StopAsync();

        var first = await ReplayAsync(events, "first");
        var second = await ReplayAsync(events, "second");

        Assert.Equal(alerts, live.Alerts.Count);
        Assert.Equal((events.Count, alerts, events.Count - alerts), (first.Read, first.Alerts, first.Activity));
        Assert.Equal(Comparable(live.Alerts), Comparable(enricher.Read($"{_prefix}first.alerts", alerts)));
        Assert.Equal(Comparable(live.Activity), Comparable(enricher.Read($"{_prefix}first.activity", events.Count - alerts)));
        Assert.Equal(Comparable(live.Alerts), Comparable(enricher.Read($"{_prefix}second.alerts", alerts)));
        Assert.Equal(first.Joins, second.Joins);

        async Task<ReplayAccount> ReplayAsync(IReadOnlyList<SensorEvent> log, string to) => await RunAsync(
            Whole(log) with { AlertsTopic = $"{_prefix}{to}.alerts", ActivityTopic = $"{_prefix}{to}.activity" });
    }

    [Fact]
    public async Task Writes_the_documents_of_the_asked_time_alone_and_knows_the_processes_from_before()
    {
        var events = Recording.Read("2-web-shell", "falco-http").Events;
        await SendAsync(events);
        var whole = await RunAsync(Whole(events));
        var middle = new EventTime(events[events.Count / 2].Received.UnixNanoseconds);

        var later = await RunAsync(Whole(events) with { From = middle, WarmUp = TimeSpan.FromHours(1) });
        var earlier = await RunAsync(Whole(events) with { Until = middle });

        Assert.Equal(events.Count, later.Read);
        Assert.Equal(whole.Alerts, earlier.Alerts + later.Alerts);
        Assert.Equal(whole.Activity, earlier.Activity + later.Activity);
        Assert.Equal(events.Count, later.Alerts + later.Activity + later.Outside);
        Assert.True(later is { Alerts: > 0 } && earlier is { Alerts: > 0 });
        Assert.All(later.Joins, join => Assert.Equal("pid", join.Method)); // without the earlier events they would be the sensor's own words
    }

    [Fact]
    public async Task Reads_one_nodes_partition_and_writes_its_events_alone()
    {
        var events = Recording.Read("1-guide-attack", "falco-http").Events;
        await SendAsync([.. events, .. events.Select(e => e with { Node = "other" })]);

        var one = await RunAsync(Whole(events) with { Node = "other" });
        var all = await RunAsync(Whole(events));

        Assert.Equal((1, 4), (one.Partitions, one.Alerts));
        Assert.Equal((Partitions, 8), (all.Partitions, all.Alerts));
        Assert.Equal(0, (await RunAsync(Whole(events) with { Node = "nobody" })).Alerts);
    }

    [Fact]
    public async Task Counts_what_is_no_event_and_goes_on()
    {
        var events = Recording.Read("1-guide-attack", "falco-http").Events;
        await SendAsync([events[0] with { Payload = "{ not json"u8.ToArray() }, .. events]);

        var account = await RunAsync(Whole(events));

        Assert.Equal((events.Count + 1, 1, 4), (account.Read, account.Rejected, account.Alerts));
    }

    [Fact]
    public async Task Says_how_far_it_came_when_it_is_stopped()
    {
        var events = Recording.Read("1-guide-attack", "falco-http").Events;
        await SendAsync(events);
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        var account = await Build().GetRequiredService<Replayer>().RunAsync(Whole(events), static _ => { }, stopped.Token);

        Assert.True(account.Interrupted);
        Assert.Equal(0, account.Alerts);
    }

    [Fact]
    public async Task Refuses_what_is_not_there()
    {
        var failure = await Assert.ThrowsAsync<PipelineException>(() => Build("elsewhere.").GetRequiredService<Replayer>()
            .RunAsync(Whole(Recording.Read("1-guide-attack", "falco-http").Events), static _ => { }, TestContext.Current.CancellationToken));

        Assert.Equal((FailureKind.Fatal, "Kafka has no topic elsewhere.events.v1: 'eyrie topics create' makes it"), (failure.Kind, failure.Message));
    }

    [Theory]
    [InlineData("eyrie.events.v1", "is the pipeline's own topic")]
    [InlineData("eyrie.alerts.v1", "is the pipeline's own topic")]
    [InlineData("eyrie.dead.v1", "is the pipeline's own topic")]
    [InlineData("__consumer_offsets", "is Kafka's own topic")]
    [InlineData("..", "is no name for a topic")]
    [InlineData("a b", "is no name for a topic")]
    [InlineData("", "is no name for a topic")]
    [InlineData("replay.alerts.v1", null)]
    public void Never_writes_among_what_is_live(string topic, string? problem)
    {
        var found = TargetTopics.Problem(topic, new());

        Assert.Equal(problem is null, found is null);
        Assert.Contains(problem ?? "", found ?? "", StringComparison.Ordinal);
    }

    public void Dispose() => _kafka?.Dispose();

    private static ReplayRequest Whole(IReadOnlyList<SensorEvent> events) => new()
    {
        From = events.Min(e => e.Received) - TimeSpan.FromDays(1),
        Until = events.Max(e => e.Received) + TimeSpan.FromDays(1),
        WarmUp = TimeSpan.Zero,
    };

    // As if Kafka had got it when the recording did.
    private static Message<string, byte[]> Arrived(SensorEvent e)
    {
        var record = EventRecord.ToMessage(e);
        record.Timestamp = new(e.Received.UnixNanoseconds / 1_000_000, TimestampType.CreateTime);
        return record;
    }

    // All but the time of writing: key, headers and bytes, in the order of each partition.
    private static List<string> Comparable(IEnumerable<ConsumeResult<string, byte[]>> records) => [.. records
        .Select(record => $"{record.Message.Key} {Headers(record.Message.Headers)} {WithoutIngested(record.Message.Value)}")
        .Order(StringComparer.Ordinal)];

    // A replay calls nobody: it writes no second copies.
    private static string Headers(Headers headers) =>
        string.Join(' ', headers.Where(header => header.Key != RecordHeaders.Urgent).Select(header => $"{header.Key}={Encoding.UTF8.GetString(header.GetValueBytes())}"));

    private static string WithoutIngested(byte[] document)
    {
        var json = Encoding.UTF8.GetString(document);
        var ingested = (string)JsonNode.Parse(document)!["event"]!["ingested"]!;
        return json.Replace($"\"ingested\":\"{ingested}\"", "", StringComparison.Ordinal);
    }

    private async Task SendAsync(IReadOnlyList<SensorEvent> events)
    {
        await using var sender = new RunningEnricher(BootstrapServers, _prefix, Partitions);
        if (RealKafka is not null)
        {
            await sender.CreateTopicsAsync();
        }

        sender.Send([.. events.Select(Arrived)]);
    }

    private async Task<RunningEnricher> StartAsync()
    {
        var enricher = new RunningEnricher(BootstrapServers, _prefix, Partitions);
        if (RealKafka is not null)
        {
            await enricher.CreateTopicsAsync();
        }

        await enricher.StartAsync();
        return enricher;
    }

    private async Task<ReplayAccount> RunAsync(ReplayRequest request)
    {
        await using var services = Build();
        if (RealKafka is null)
        {
            using var admin = services.GetRequiredService<KafkaClients>().CreateAdmin();
            foreach (var topic in new[] { request.AlertsTopic, request.ActivityTopic }.OfType<string>())
            {
                admin.GetMetadata(topic, TimeSpan.FromSeconds(10)); // makes it: the in-process Kafka answers no topic requests
            }
        }

        return await services.GetRequiredService<Replayer>().RunAsync(request, static _ => { }, TestContext.Current.CancellationToken);
    }

    private ServiceProvider Build(string? prefix = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kafka:BootstrapServers"] = BootstrapServers,
            ["Topics:Prefix"] = prefix ?? _prefix,
            ["Topics:Partitions"] = $"{Partitions}",
            ["Enricher:DefaultDetections"] = "false", // what the recordings are compared with is Falco's alone
        }).Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddPlatform().AddHistory(configuration).BuildServiceProvider();
    }
}
