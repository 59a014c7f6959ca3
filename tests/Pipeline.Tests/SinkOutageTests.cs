using Eyrie.Testing.Delivery;
using Eyrie.Testing.Targets;

namespace Eyrie.Pipeline.Tests;

/// <summary>
/// A real <c>eyrie sinks</c> before targets that fail in every way that is known, in an order that a seed gives. Some seconds each; the long
/// ones are <c>dotnet run --project tests/Faults -- sinks</c>.
/// </summary>
public sealed class SinkOutageTests
{
    private const int PerIncident = 12;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("elasticsearch", 1)]
    [InlineData("slack", 2)]
    [InlineData("slack-webhook", 3)]
    [InlineData("pagerduty", 4)]
    public Task Loses_nothing_and_tells_nothing_twice_whatever_the_target_does(string sink, int seed) => PlayAsync(sink, seed, killEvery: null);

    [Theory]
    [InlineData("elasticsearch", 5)]
    [InlineData("slack", 6)]
    [InlineData("pagerduty", 7)]
    public Task Loses_nothing_when_it_is_killed_meanwhile(string sink, int seed) => PlayAsync(sink, seed, TimeSpan.FromSeconds(2.5));

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("pagerduty")]
    public async Task A_letter_that_is_sent_again_comes_to_its_sink_under_its_id(string sink)
    {
        var (time, cancellation) = (TimeProvider.System, TestContext.Current.CancellationToken);
        await using var bench = new DeliveryBench(Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA"), partitions: 2, time);
        var part = await bench.AddAsync(sink, Part(sink, time));
        await bench.StartAsync(cancellation);
        var dead = await DeadLetterAsync(bench, sink, cancellation);

        var sent = bench.RetryDead();

        Assert.Equal(1, dead);
        Assert.Equal(1, sent);
        Assert.True(await bench.UntilAsync(() => part.Taken.Times(Taken.Mark(7)) == 1, Patience, cancellation), bench.LogEnd(20));
        Assert.Empty(bench.DeadDocuments());
        Assert.True(part is not PagerDutyPart { Incidents: var incidents } || incidents.Values.All(events => events == 1));
        Assert.True(part is not ElasticsearchPart stored || stored.Has(AlertDocuments.IdOf(70)));
    }

    // A target that refuses what is in it: Elasticsearch's 400 for a document, PagerDuty's for an event.
    private static async Task<int> DeadLetterAsync(DeliveryBench bench, string sink, CancellationToken cancellation)
    {
        await bench.Targets[sink].BeginAsync(TargetFault.RefusedItem);
        bench.Produce(new(70, 7, 1, Eyrie.Contracts.Severity.Warning));
        bench.Flush();
        var count = 0;
        await bench.UntilAsync(() => (count = bench.DeadDocuments()[sink].Count()) > 0, Patience, cancellation);
        await bench.Targets[sink].BeginAsync(TargetFault.None);
        return count;
    }

    private static async Task PlayAsync(string sink, int seed, TimeSpan? killEvery)
    {
        var (time, cancellation) = (TimeProvider.System, TestContext.Current.CancellationToken);
        await using var bench = new DeliveryBench(Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA"), partitions: 2, time);
        await bench.AddAsync(sink, Part(sink, time));
        if (sink is "slack" or "slack-webhook")
        {
            bench.Set($"sinks:{sink}:messagesPerSecond", "20"); // or it would hardly meet a fault
        }

        await bench.StartAsync(cancellation);
        var outages = new SinkOutages(bench, time);
        var plan = FaultSpan.Seeded(seed, TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(450));

        await outages.PlayAsync(new Dictionary<string, IEnumerable<FaultSpan>> { [sink] = plan }, Length, PerIncident, killEvery, cancellation);
        var complaints = await outages.SettleAsync(Patience, cancellation);

        foreach (var line in outages.Figures())
        {
            TestContext.Current.SendDiagnosticMessage(line);
        }

        Assert.True(complaints.Count == 0, $"{string.Join("; ", complaints)}\n{string.Join('\n', outages.Figures())}\n{bench.LogEnd(20)}");
        Assert.Contains(bench.Targets[sink].Met, met => met.Key is not TargetFault.None && met.Value > 0);
    }

    private static ITargetPart Part(string sink, TimeProvider time) => sink switch
    {
        "elasticsearch" => new ElasticsearchPart(time),
        "pagerduty" => new PagerDutyPart(time),
        "slack" or "slack-webhook" => new SlackPart(time),
        _ => new EventsPart(time),
    };
}
