using Eyrie.Testing.Delivery;
using Eyrie.Testing.Targets;

namespace Eyrie.Pipeline.Tests;

/// <summary>A small storm; the whole one is <c>dotnet run --project tests/Faults -- storm</c>.</summary>
public sealed class StormTests
{
    private const int Alerts = 1_500;
    private const int MostMessages = 15;
    private const int MostMegabytes = 250;

    // A machine that builds and tests beside it is slower than the second that is promised, and measured by Faults.
    private static readonly TimeSpan MostLatency = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // On demand until Slack's sink is driven by the on-call runtime: in batches it tells of a storm in more messages.
    [Fact(Explicit = true)]
    public async Task The_critical_alert_comes_through_at_once_and_the_rest_is_a_few_messages()
    {
        var (time, cancellation) = (TimeProvider.System, TestContext.Current.CancellationToken);
        await using var bench = new DeliveryBench(Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA"), partitions: 4, time);
        var slack = await bench.AddAsync("slack", new SlackPart(time));
        await bench.AddAsync("slack-webhook", new SlackPart(time));
        await bench.AddAsync("pagerduty", new PagerDutyPart(time), ("minSeverity", "critical"));
        var storm = new Storm(bench, new() { Alerts = Alerts, Length = TimeSpan.FromSeconds(8), Incidents = 60 }, time);

        await storm.PlayAsync(Patience, cancellation);

        Assert.True(storm.Settled is not null, $"alerts are not settled: {string.Join(", ", bench.Parts.Keys.Select(sink => $"{sink} {storm.Waiting(sink)}"))}\n{bench.LogEnd(10)}");
        Assert.All(storm.Latency, pair => Assert.True(pair.Value < MostLatency, $"{pair.Key}: the critical one after {pair.Value?.TotalSeconds.ToString("0.0", null) ?? "never"} s"));
        Assert.InRange(storm.Messages["slack"], 1, MostMessages);
        Assert.InRange(storm.Messages["slack-webhook"], 1, MostMessages);
        Assert.Equal(2, storm.Messages["pagerduty"]); // one to begin with
        Assert.Empty(slack.Wrong);
        Assert.InRange(bench.PeakBytes >> 20, 1, MostMegabytes);
    }
}
