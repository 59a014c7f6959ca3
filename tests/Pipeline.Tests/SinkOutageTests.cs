using Eyrie.Testing.Delivery;
using Eyrie.Testing.Targets;

namespace Eyrie.Pipeline.Tests;

/// <summary>
/// A real <c>eyrie sinks</c> before targets that fail in every way that is known, each in an order that a seed gives. Some seconds each; the long
/// ones are <c>dotnet run --project tests/Faults -- sinks</c>.
/// </summary>
public sealed class SinkOutageTests
{
    private const int PerIncident = 9; // and so the first of each is critical
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Sinks = ["elasticsearch", "slack", "slack-webhook", "pagerduty", "webhook", "alertmanager"];

    [Fact]
    public Task Loses_nothing_and_tells_nothing_twice_whatever_the_targets_do() => PlayAsync(seed: 1, killEvery: null);

    [Fact]
    public Task Loses_nothing_when_it_is_killed_meanwhile() => PlayAsync(seed: 7, TimeSpan.FromSeconds(2.5));

    [Fact]
    public async Task A_letter_that_is_sent_again_comes_to_its_sink_under_its_id()
    {
        var (time, cancellation) = (TimeProvider.System, TestContext.Current.CancellationToken);
        await using var bench = new DeliveryBench(Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA"), partitions: 2, time);
        var stored = await bench.AddAsync("elasticsearch", new ElasticsearchPart(time));
        var paged = await bench.AddAsync("pagerduty", new PagerDutyPart(time));
        await bench.StartAsync(cancellation);
        var dead = await DeadLettersAsync(bench, cancellation);

        var sent = bench.RetryDead();

        Assert.Equal(["elasticsearch", "pagerduty"], dead);
        Assert.Equal(2, sent);
        Assert.True(await bench.UntilAsync(() => bench.Parts.Values.All(part => part.Taken.Times(Taken.Mark(7)) == 1), Patience, cancellation), bench.LogEnd(20));
        Assert.Empty(bench.DeadDocuments());
        Assert.All(paged.Incidents.Values, events => Assert.Equal(1, events));
        Assert.True(stored.Has(AlertDocuments.IdOf(70)));
    }

    // A target that refuses what is in it: Elasticsearch's 400 for a document, PagerDuty's for an event.
    private static async Task<IReadOnlyList<string>> DeadLettersAsync(DeliveryBench bench, CancellationToken cancellation)
    {
        await Task.WhenAll(bench.Targets.Values.Select(target => target.BeginAsync(TargetFault.RefusedItem)));
        bench.Produce(new(70, 7, 1, Eyrie.Contracts.Severity.Warning));
        bench.Flush();
        string[] dead = [];
        await bench.UntilAsync(() => (dead = [.. bench.DeadDocuments().Select(letters => letters.Key).Order(StringComparer.Ordinal)]).Length == bench.Parts.Count, Patience, cancellation);
        await Task.WhenAll(bench.Targets.Values.Select(target => target.BeginAsync(TargetFault.None)));
        return dead;
    }

    private static async Task PlayAsync(int seed, TimeSpan? killEvery)
    {
        var (time, cancellation) = (TimeProvider.System, TestContext.Current.CancellationToken);
        await using var bench = new DeliveryBench(Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA"), partitions: 2, time);
        foreach (var sink in Sinks)
        {
            await bench.AddAsync(sink, Part(sink, time));
        }

        foreach (var sink in Sinks.Where(sink => sink.StartsWith("slack", StringComparison.Ordinal)))
        {
            bench.Set($"sinks:{sink}:messagesPerSecond", "20"); // or it would hardly meet a fault
            bench.Set($"sinks:{sink}:updateInterval", "1s");
        }

        await bench.StartAsync(cancellation);
        var outages = new SinkOutages(bench, time);
        var plans = Sinks.Index().ToDictionary(
            sink => sink.Item, sink => FaultSpan.Seeded(seed + sink.Index, TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(450)), StringComparer.Ordinal);

        await outages.PlayAsync(plans, Length, PerIncident, killEvery, cancellation);
        var complaints = await outages.SettleAsync(Patience, cancellation);

        var figures = string.Join('\n', outages.Figures());
        TestContext.Current.TestOutputHelper?.WriteLine(figures);
        Assert.True(complaints.Count == 0, $"seed {seed}: {string.Join("; ", complaints)}\n{figures}\n{bench.LogEnd(20)}");
        Assert.All(bench.Targets.Values, target => Assert.Contains(target.Met, met => met.Key is not TargetFault.None && met.Value > 0));
    }

    private static ITargetPart Part(string sink, TimeProvider time) => sink switch
    {
        "elasticsearch" => new ElasticsearchPart(time),
        "pagerduty" => new PagerDutyPart(time),
        "slack" or "slack-webhook" => new SlackPart(time),
        _ => new EventsPart(time),
    };
}
