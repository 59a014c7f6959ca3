using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Enricher.Noise;
using Eyrie.Enricher.Tests.Correlation;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Enricher.Tests.Noise;

public sealed class NoiseReaderTests : IDisposable
{
    private const int Partitions = 3;
    private readonly string _prefix = $"test-{Guid.NewGuid():N}.";
    private readonly InProcessKafka _kafka;

    public NoiseReaderTests() => _kafka = InProcessKafka.Start(new(_prefix, Partitions));

    [Fact]
    public async Task Counts_every_alert_of_the_topic_by_rule()
    {
        await using var enricher = new RunningEnricher(_kafka.BootstrapServers, _prefix, Partitions);
        await enricher.StartAsync();
        enricher.Send([.. Recording.Read("2-web-shell", "falco-http").Events.Select(one => EventRecord.ToMessage(one))]);
        var rules = enricher.Read(enricher.Topics.Alerts, 33).Select(record => AlertCodec.Read(record.Message.Value)).ToLookup(alert => alert.Rule);

        var all = await ReadAsync("*");
        var one = await ReadAsync($"{rules.First().Key[..5]}*");

        Assert.Equal((33, rules.Count), (all.Alerts, all.Noisiest.Select(kind => kind.Rule).Distinct().Count()));
        Assert.All(rules, rule => Assert.Equal(rule.Count(), all.Noisiest.Where(kind => kind.Rule == rule.Key).Sum(kind => kind.Alerts)));
        Assert.Equal(rules.Where(rule => rule.Key.StartsWith(rules.First().Key[..5], StringComparison.Ordinal)).Sum(rule => rule.Count()), one.Alerts);
        Assert.Equal(0, all.Unreadable);
    }

    [Fact]
    public async Task Leaves_out_what_is_no_alert_and_counts_what_is_no_document()
    {
        using var producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers }).Build();
        foreach (var (text, isEvent) in new[] { ("""{"event":{"kind":"alert","module":"falco"},"rule":{"name":"a"}}""", false), ("""{"event":{"kind":"event"}}""", true), ("{", false) })
        {
            await producer.ProduceAsync($"{_prefix}alerts.v1", new()
            {
                Key = "k",
                Value = System.Text.Encoding.UTF8.GetBytes(text),
                Headers = isEvent ? new Headers().With(RecordHeaders.Kind, "event") : [],
            }, TestContext.Current.CancellationToken);
        }

        var report = await ReadAsync("*");

        Assert.Equal((1, 1), (report.Alerts, report.Unreadable));
    }

    public void Dispose() => _kafka.Dispose();

    private async Task<NoiseReport> ReadAsync(string rule)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kafka:BootstrapServers"] = _kafka.BootstrapServers,
            ["Topics:Prefix"] = _prefix,
            ["Topics:Partitions"] = $"{Partitions}",
        }).Build();
        await using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddPlatform().AddNoise().BuildServiceProvider();
        return await services.GetRequiredService<NoiseReader>().ReadAsync(new(default, 100, rule), TestContext.Current.CancellationToken);
    }
}
