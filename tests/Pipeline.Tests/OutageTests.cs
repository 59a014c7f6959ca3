namespace Eyrie.Pipeline.Tests;

public sealed class OutageTests
{
    private static readonly KeyValuePair<string, string?>[] QuickRetries =
    [
        .. ((string[])["elasticsearch", "slack", "pagerduty"]).SelectMany(sink => new KeyValuePair<string, string?>[]
        {
            new($"sinks:{sink}:firstRetryDelay", "00:00:00.020"),
            new($"sinks:{sink}:maxRetryDelay", "00:00:00.100"),
            new($"sinks:{sink}:retryWindow", "00:00:00.500"),
        }),
    ];

    [Fact]
    public async Task Loses_nothing_while_all_targets_are_away()
    {
        await using var pipeline = await PipelineUnderTest.StartAsync(
            [new() { Node = "worker-1", Scenarios = ["guide"], Speed = 15 }],
            targets =>
            {
                targets.Elasticsearch!.Outage.Begin(503);
                targets.Slack!.Outage.Begin(500);
                targets.PagerDuty!.Outage.Begin(502);
            },
            QuickRetries);
        await pipeline.UntilAsync(
            () => pipeline.Targets is { Elasticsearch.Outage.Refused: > 5, Slack.Outage.Refused: > 5, PagerDuty.Outage.Refused: > 5 },
            () => "a target was not tried again");
        var storedMeanwhile = pipeline.Documents.Count;

        pipeline.Targets.Elasticsearch!.Outage.End();
        pipeline.Targets.Slack!.Outage.End();
        pipeline.Targets.PagerDuty!.Outage.End();
        await pipeline.SettleAsync();

        Assert.Equal(0, storedMeanwhile);
        Assert.Equal(0, pipeline.Account.Lost);
        Assert.Equal(0, pipeline.Targets.Elasticsearch.Repeated);
        Assert.Equal((0, 0), (pipeline.Figures.Topics.Dead, pipeline.Targets.Violations.Count));
        Assert.Single(pipeline.Targets.PagerDuty.Incidents);
    }
}
