namespace Eyrie.Sinks.Tests;

public sealed class SinkRebalanceTests : IDisposable
{
    private const int Alerts = 200;
    private readonly SinkBench _bench = new(partitions: 4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Loses_nothing_when_a_second_worker_joins_in_the_middle_of_a_delivery_and_the_first_one_leaves()
    {
        var answer = new TaskCompletionSource();
        var (slow, other) = (new ScriptedSink(ScriptedSink.Waits(answer.Task)), new ScriptedSink());
        using var first = _bench.Worker(slow);
        using var second = _bench.Worker(other);
        await ProduceAsync(0, Alerts / 2);
        await first.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => slow.Attempts == 1);

        await second.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => other.Taken.Count > 0); // the first one let partitions go although its target is silent
        answer.SetResult();
        await ProduceAsync(Alerts / 2, Alerts / 2);
        await SinkBench.UntilAsync(() => AllTaken(slow, other).Count == Alerts && slow.Attempts > 1);
        await first.StopAsync(Cancellation);
        await SinkBench.UntilAsync(() => _bench.Committed(slow.Name) == Alerts);
        await second.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Reads_partitions_after_an_outage_that_were_empty_when_it_began()
    {
        var answer = new TaskCompletionSource();
        var sink = new ScriptedSink(ScriptedSink.Waits(answer.Task));
        using var worker = _bench.Worker(sink);
        await _bench.ProduceAlertsAsync("first");
        await worker.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => sink.Attempts == 1);

        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, Cancellation); // longer than the worker waits before it pauses
        await ProduceAsync(0, Alerts);
        answer.SetResult();

        await SinkBench.UntilAsync(() => sink.Taken.Count == Alerts + 1);
        Assert.Equal(1, _bench.Meters.Sum("eyrie.sink.alerts", "sink=scripted", "outcome=written") - Alerts);
        await worker.StopAsync(Cancellation);
    }

    public void Dispose() => _bench.Dispose();

    private static HashSet<string> AllTaken(ScriptedSink one, ScriptedSink other) => [.. one.Taken, .. other.Taken];

    private async Task ProduceAsync(int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            await _bench.ProduceAsync(_bench.Topics.Alerts, $"a{i}", SinkBench.Document($"a{i}"), key: $"key-{i}");
        }
    }
}
