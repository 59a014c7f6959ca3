using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Eyrie.Pipeline.Tests;

/// <summary>
/// Real processes that are killed and stopped while events flow. Needs a real Kafka: the in-process one keeps no offsets that
/// are sent in a transaction. About a minute and a half.
/// </summary>
public sealed class ExactlyOnceTests : IDisposable
{
    public const int Partitions = 6;
    private const int Nodes = 36;
    private const int Processes = 3;
    private const int Workers = 2;

    private static readonly string? Kafka = Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("eyrie-once-").FullName;
    private readonly List<EnricherProcess> _enrichers = [];
    private readonly Random _random = new(7);

    [Fact]
    public async Task Writes_every_event_once_and_joins_as_if_nothing_had_happened_while_processes_are_killed_and_stopped()
    {
        Assert.SkipUnless(Kafka is not null, "The in-process Kafka does not keep offsets sent in a transaction: set EYRIE_TEST_KAFKA.");
        var calm = await PlayAsync("calm", 1, 1, _ => Task.CompletedTask, TimeSpan.Zero);
        var (kills, stops) = (0, 0);
        var troubled = await PlayAsync("troubled", Processes, Workers, async sending =>
        {
            for (; !sending.IsCompleted; kills++)
            {
                await PassAsync(TimeSpan.FromSeconds(1 + (2 * _random.NextDouble())));
                var victim = _enrichers[_random.Next(Processes)];
                if (kills == 3)
                {
                    // Longer than the session timeout: its partitions are others' when it wakes up.
                    victim.Signal("STOP");
                    await PassAsync(TimeSpan.FromSeconds(9));
                    victim.Signal("CONT");
                    stops++;
                    continue;
                }

                victim.KillAndStart();
            }
        }, TimeSpan.FromMilliseconds(900));

        Tell($"{Nodes} nodes; {calm.Sent} events, of which {5 * Nodes} twice; {kills - stops} kills, {stops} stop; {troubled.Alerts.Count} alerts, {troubled.Activity.Count} others");
        AssertOnce(calm);
        AssertOnce(troubled);
        Assert.Equal(calm.Alerts.Keys.Order(StringComparer.Ordinal), troubled.Alerts.Keys.Order(StringComparer.Ordinal));
        Assert.All(calm.Alerts, alert => Assert.Equal(alert.Value[0], troubled.Alerts[alert.Key][0]));
    }

    public void Dispose()
    {
        _enrichers.ForEach(enricher => enricher.Dispose());
        Directory.Delete(_folder, recursive: true);
    }

    private static void AssertOnce(Outcome outcome)
    {
        var expected = Enumerable.Range(0, Nodes).Select(node => EventStream.Ids(NameOf(node))).ToList();
        Assert.Empty(outcome.Alerts.Where(alert => alert.Value.Count > 1).Select(alert => alert.Key));
        Assert.Empty(outcome.Activity.Where(activity => activity.Value > 1).Select(activity => activity.Key));
        Assert.Empty(expected.SelectMany(ids => ids.Alerts).Except(outcome.Alerts.Keys));
        Assert.Empty(expected.SelectMany(ids => ids.Activity).Except(outcome.Activity.Keys));
        Assert.Equal(expected.Sum(ids => ids.Alerts.Count), outcome.Alerts.Count);
        Assert.Equal(expected.Sum(ids => ids.Activity.Count), outcome.Activity.Count);
    }

    private async Task<Outcome> PlayAsync(string name, int processes, int workers, Func<Task, Task> trouble, TimeSpan pause)
    {
        var prefix = $"once-{name}-{Guid.NewGuid():N}.";
        await using var services = Services(prefix);
        var (clients, topics) = (services.GetRequiredService<KafkaClients>(), services.GetRequiredService<Topics>());
        using (var admin = clients.CreateAdmin())
        {
            var plan = new TopicAdmin(admin, topics, services.GetRequiredService<IOptions<TopicOptions>>().Value);
            await plan.ApplyAsync(await plan.PlanAsync(grow: false));
        }

        _enrichers.ForEach(enricher => enricher.Dispose());
        _enrichers.Clear();
        _enrichers.AddRange(Enumerable.Range(1, processes).Select(number => new EnricherProcess(Directory.CreateDirectory(Path.Combine(_folder, name)).FullName, number, Kafka!, prefix, workers)));
        var sending = SendAsync(clients, topics, pause);
        await trouble(sending);
        var (sent, times) = await sending;
        var outcome = Read(clients, topics, sent);
        Report(name, outcome, times);
        return outcome with { Sent = sent };
    }

    private static async Task<(int Sent, Dictionary<string, long> Times)> SendAsync(KafkaClients clients, Topics topics, TimeSpan pause)
    {
        using var producer = clients.CreateProducer();
        var (sent, times) = (0, new Dictionary<string, long>(StringComparer.Ordinal));
        for (var node = 0; node < Nodes; node++)
        {
            foreach (var record in EventStream.Of(NameOf(node)))
            {
                times.TryAdd(record.Headers.Text(RecordHeaders.Id)!, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
                producer.Produce(topics.Events, record);
                sent++;
            }

            producer.Flush(Patience);
            await PassAsync(pause);
        }

        return (sent, times);
    }

    private static Outcome Read(KafkaClients clients, Topics topics, int sent)
    {
        using var consumer = clients.CreateConsumer($"test-{Guid.NewGuid():N}");
        consumer.Subscribe([topics.Alerts, topics.Activity, topics.Dead]);
        var outcome = new Outcome();
        var wanted = sent - (5 * Nodes);
        while (consumer.Consume(outcome.Records < wanted ? Patience : TimeSpan.FromSeconds(5)) is { } record)
        {
            Assert.NotEqual(topics.Dead, record.Topic);
            outcome.Take(record, record.Topic == topics.Alerts);
        }

        consumer.Close();
        return outcome;
    }

    private void Report(string name, Outcome outcome, Dictionary<string, long> times)
    {
        var delays = outcome.Written.Select(written => written.Value - times[written.Key]).Order().ToList();
        var lines = _enrichers.SelectMany(enricher => enricher.Log).ToList();
        Tell($"{name}: delays ms: half {delays[delays.Count / 2]}, 99 % {delays[delays.Count * 99 / 100]}, most {delays[^1]}");
        Tell($"{name}: {lines.Count(line => line.Contains("are ours", StringComparison.Ordinal))} restores, {lines.Count(line => line.Contains("Lost the session", StringComparison.Ordinal))} sessions lost");
        foreach (var line in lines.Where(line => line.Contains("read in", StringComparison.Ordinal) || line.Contains("Lost the", StringComparison.Ordinal)).TakeLast(8))
        {
            Tell($"  {line}");
        }
    }

    private static ServiceProvider Services(string prefix) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kafka:BootstrapServers"] = Kafka,
            ["Topics:Prefix"] = prefix,
            ["Topics:Partitions"] = Partitions.ToString(CultureInfo.InvariantCulture),
            ["Topics:ReplicationFactor"] = "1",
        }).Build())
        .AddLogging()
        .AddPlatform()
        .BuildServiceProvider();

    private static Task PassAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);

    private static string NameOf(int node) => string.Create(CultureInfo.InvariantCulture, $"node-{node}");

    private static void Tell(string line) => TestContext.Current.SendDiagnosticMessage(line);

    private sealed record Outcome
    {
        public int Sent { get; init; }

        public int Records { get; private set; }

        public Dictionary<string, List<string>> Alerts { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, int> Activity { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, long> Written { get; } = new(StringComparer.Ordinal);

        public void Take(ConsumeResult<string, byte[]> record, bool isAlert)
        {
            var id = record.Message.Headers.Text(RecordHeaders.Id)!;
            Records++;
            Written[id] = record.Message.Timestamp.UnixTimestampMs;
            if (!isAlert)
            {
                Activity[id] = Activity.GetValueOrDefault(id) + 1;
                return;
            }

            var document = JsonNode.Parse(Encoding.UTF8.GetString(record.Message.Value))!;
            document["event"]!.AsObject().Remove("ingested");
            Alerts.TryAdd(id, []);
            Alerts[id].Add(document.ToJsonString());
        }
    }
}
