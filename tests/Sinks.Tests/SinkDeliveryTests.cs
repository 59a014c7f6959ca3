using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Http;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Sinks.Tests;

public sealed class SinkDeliveryTests : IDisposable
{
    private static readonly SinkOptions Options = new()
    {
        FirstRetryDelay = TimeSpan.FromSeconds(1),
        MaxRetryDelay = TimeSpan.FromSeconds(20),
        RetryWindow = TimeSpan.FromMinutes(1),
    };

    private readonly FakeTimeProvider _time = new();
    private readonly TestMeters _meters = new();
    private readonly Readiness _readiness = new();
    private readonly SinkStop _stop;

    public SinkDeliveryTests() => _stop = new(_time, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Waits_as_long_as_a_throttling_target_asks_before_trying_again()
    {
        var throttled = new PipelineException(FailureKind.Transient, "slow down") { RetryAfter = TimeSpan.FromSeconds(30) };
        var sink = new ScriptedSink(ScriptedSink.Fails(throttled));

        var delivery = DeliveryTo(sink).DeliverAsync([An.Alert()], _stop);

        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal(1, sink.Attempts);

        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Empty((await delivery).Rejected);
        Assert.Equal(2, sink.Attempts);
    }

    [Fact]
    public async Task Waits_little_for_the_rest_of_what_is_taken_in_parts_and_calls_that_no_outage()
    {
        var slow = new PipelineException(FailureKind.Transient, "slow down") { MadeProgress = true };
        var sink = new ScriptedSink([.. Enumerable.Repeat(ScriptedSink.Fails(slow), 100)]);

        var delivery = DeliveryTo(sink).DeliverAsync([An.Alert()], _stop);
        for (var i = 1; i <= 100; i++)
        {
            Assert.Equal(i, sink.Attempts);
            _time.Advance(Options.FirstRetryDelay);
        }

        Assert.Empty((await delivery).Rejected);
        Assert.Equal(1, _meters.Last("eyrie.sink.up", "sink=scripted"));
        Assert.Equal(0, _meters.Last("eyrie.sink.circuit", "sink=scripted"));
        Assert.Equal(100, _meters.Sum("eyrie.sink.failures", "sink=scripted", "kind=transient"));
    }

    [Fact]
    public async Task Begins_with_short_waits_again_after_a_part_was_taken()
    {
        var (away, slow) = (new PipelineException(FailureKind.Transient, "away"), new PipelineException(FailureKind.Transient, "slow down") { MadeProgress = true });
        var sink = new ScriptedSink([.. Enumerable.Repeat(ScriptedSink.Fails(slow), 10), ScriptedSink.Fails(away)]);

        var delivery = DeliveryTo(sink).DeliverAsync([An.Alert()], _stop);
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(Options.FirstRetryDelay);
        }

        Assert.Equal(11, sink.Attempts);
        _time.Advance(2 * Options.FirstRetryDelay);
        Assert.Empty((await delivery).Rejected);
    }

    [Fact]
    public async Task Tries_on_through_an_outage_of_hours_and_never_gives_up()
    {
        var away = new PipelineException(FailureKind.Transient, "connection refused");
        var sink = new ScriptedSink([.. Enumerable.Repeat(ScriptedSink.Fails(away), 500)]);

        var delivery = DeliveryTo(sink).DeliverAsync([An.Alert("a"), An.Alert("b")], _stop);
        while (!delivery.IsCompleted)
        {
            Assert.InRange(sink.Attempts, 1, 501);
            _time.Advance(Options.MaxRetryDelay);
        }

        Assert.Empty((await delivery).Rejected);
        Assert.Equal(["a", "b"], sink.Taken);
        Assert.Equal(500, _meters.Sum("eyrie.sink.failures", "sink=scripted", "kind=transient"));
    }

    [Fact]
    public async Task Reports_a_target_as_down_after_the_window_and_as_up_when_it_is_back()
    {
        var away = new PipelineException(FailureKind.Transient, "connection refused");
        var sink = new ScriptedSink([.. Enumerable.Repeat(ScriptedSink.Fails(away), 50)]);
        var delivery = DeliveryTo(sink).DeliverAsync([An.Alert()], _stop);

        Assert.Equal(1, _meters.Last("eyrie.sink.up", "sink=scripted"));
        for (var i = 0; i < 6; i++)
        {
            _time.Advance(Options.MaxRetryDelay);
        }

        Assert.Equal(0, _meters.Last("eyrie.sink.up", "sink=scripted"));
        while (_meters.Last("eyrie.sink.circuit", "sink=scripted") is not (int)CircuitState.Open)
        {
            Assert.False(delivery.IsCompleted);
            _time.Advance(Options.MaxRetryDelay);
        }

        Assert.Equal(new PartReadiness("sink scripted", PartState.Degraded, "scripted is not taken by its target"), Assert.Single(_readiness.Parts));
        while (!delivery.IsCompleted)
        {
            _time.Advance(Options.MaxRetryDelay);
        }

        Assert.Equal(1, _meters.Last("eyrie.sink.up", "sink=scripted"));
        Assert.Equal(0, _meters.Last("eyrie.sink.circuit", "sink=scripted"));
        Assert.Equal(PartState.Ready, Assert.Single(_readiness.Parts).State);
    }

    [Fact]
    public async Task Opens_the_breaker_after_some_failures_in_a_row_whatever_was_taken_just_before()
    {
        var away = new PipelineException(FailureKind.Transient, "answered 503");
        var sink = new ScriptedSink([.. Enumerable.Repeat(ScriptedSink.Waits(Task.CompletedTask), 20), .. Enumerable.Repeat(ScriptedSink.Fails(away), FailuresInARow.Enough)]);
        var deliveries = DeliveryTo(sink);
        for (var i = 0; i < 20; i++)
        {
            await deliveries.DeliverAsync([An.Alert()], _stop);
        }

        var delivery = deliveries.DeliverAsync([An.Alert()], _stop);
        while (_meters.Last("eyrie.sink.circuit", "sink=scripted") is 0)
        {
            Assert.InRange(sink.Attempts, 20, 20 + FailuresInARow.Enough);
            Assert.False(delivery.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        while (!delivery.IsCompleted)
        {
            _time.Advance(Options.MaxRetryDelay);
        }

        Assert.Equal(0, _meters.Last("eyrie.sink.circuit", "sink=scripted"));
    }

    [Fact]
    public async Task Leaves_the_breaker_closed_while_now_and_then_a_batch_is_taken()
    {
        var away = ScriptedSink.Fails(new PipelineException(FailureKind.Transient, "answered 503"));
        var sink = new ScriptedSink([.. Enumerable.Range(1, 100).Select(attempt => attempt % FailuresInARow.Enough == 0 ? ScriptedSink.Waits(Task.CompletedTask) : away)]);
        var deliveries = DeliveryTo(sink);

        while (sink.Attempts < 100)
        {
            var delivery = deliveries.DeliverAsync([An.Alert()], _stop);
            while (!delivery.IsCompleted)
            {
                Assert.Equal(0, _meters.Last("eyrie.sink.circuit", "sink=scripted"));
                _time.Advance(Options.MaxRetryDelay);
            }
        }
    }

    [Fact]
    public async Task Comes_back_to_a_target_with_a_few_alerts_at_first_and_more_each_time()
    {
        var (away, sizes) = (new PipelineException(FailureKind.Transient, "away"), new List<int>());
        var sink = new ScriptedSink([.. Enumerable.Range(0, 30).Select(attempt => (Func<IReadOnlyList<Alert>, Task<IReadOnlyList<RejectedAlert>>>)(batch =>
        {
            sizes.Add(batch.Count);
            return attempt < 8 ? Task.FromException<IReadOnlyList<RejectedAlert>>(away)
                : Task.FromResult<IReadOnlyList<RejectedAlert>>(batch[0].Id == "10" ? [new(batch[0], "no")] : []);
        }))]);
        var alerts = Enumerable.Range(0, 500).Select(number => An.Alert($"{number}")).ToList();

        var deliveries = DeliveryTo(sink);
        var delivery = deliveries.DeliverAsync(alerts, _stop);
        while (!delivery.IsCompleted)
        {
            _time.Advance(Options.MaxRetryDelay);
        }

        Assert.Equal("10", Assert.Single((await delivery).Rejected).Alert.Id);
        Assert.Equal([500, 500, 500, 500, 500, 10, 10, 10, 10, 20, 40, 80, 160, 190], sizes);
        Assert.Equal(alerts.Select(alert => alert.Id).Where(id => id != "10"), sink.Taken);
        for (var i = 0; i < 8; i++)
        {
            await deliveries.DeliverAsync(alerts, _stop); // long since back
        }

        Assert.Equal(500, sizes[^1]);
    }

    [Fact]
    public async Task Asks_a_target_that_refuses_us_again_at_the_longest_interval()
    {
        var refused = new PipelineException(FailureKind.Fatal, "answered 401");
        var sink = new ScriptedSink(ScriptedSink.Fails(refused));

        var delivery = DeliveryTo(sink).DeliverAsync([An.Alert()], _stop);

        Assert.Equal(0, _meters.Last("eyrie.sink.up", "sink=scripted"));
        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(1, sink.Attempts);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty((await delivery).Rejected);
        Assert.Equal(1, _meters.Sum("eyrie.sink.failures", "sink=scripted", "kind=refused"));
    }

    [Fact]
    public async Task Lets_a_failure_out_that_nobody_classified()
    {
        var sink = new ScriptedSink(ScriptedSink.Fails(new InvalidOperationException("a bug")));

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => DeliveryTo(sink).DeliverAsync([An.Alert()], _stop));
    }

    [Fact]
    public async Task Ends_when_the_host_stops_while_it_waits_and_says_what_is_open()
    {
        using var stopping = new CancellationTokenSource();
        using var stop = new SinkStop(_time, stopping.Token);
        var sink = new ScriptedSink(ScriptedSink.Fails(new PipelineException(FailureKind.Transient, "away")));
        var alert = An.Alert();
        var delivery = DeliveryTo(sink).DeliverAsync([alert], stop);

        await stopping.CancelAsync();

        Assert.Equal([alert], (await delivery).Open!);
        Assert.Equal(1, sink.Attempts);
    }

    [Fact]
    public async Task Waits_for_the_answer_that_is_under_way_when_the_host_stops()
    {
        var (answer, stopping) = (new TaskCompletionSource(), new CancellationTokenSource());
        using var stop = new SinkStop(_time, stopping.Token);
        var sink = new ScriptedSink(ScriptedSink.Waits(answer.Task));
        var delivery = DeliveryTo(sink).DeliverAsync([An.Alert("a")], stop);

        await stopping.CancelAsync();
        _time.Advance(SinkStop.Grace / 2);
        Assert.False(delivery.IsCompleted);
        answer.SetResult();

        Assert.Null((await delivery).Open);
        Assert.Equal(["a"], sink.Taken);
    }

    [Fact]
    public async Task Keeps_what_an_attempt_has_settled_that_is_cut_off()
    {
        using var stopping = new CancellationTokenSource();
        using var stop = new SinkStop(_time, stopping.Token);
        var (progress, never) = (new BatchProgress(), new TaskCompletionSource());
        Alert[] alerts = [An.Alert("stored"), An.Alert("refused"), An.Alert("open")];
        var sink = new ScriptedSink(async batch =>
        {
            progress.Resume(batch);
            progress.Stored(batch[0]);
            progress.Reject(batch[1], "no");
            await never.Task;
            return [];
        })
        { Progress = progress };
        var delivery = DeliveryTo(sink).DeliverAsync(alerts, stop);

        await stopping.CancelAsync();
        Assert.False(delivery.IsCompleted);
        _time.Advance(SinkStop.Grace);

        var delivered = await delivery;
        Assert.Equal([alerts[2]], delivered.Open!);
        Assert.Equal(new RejectedAlert(alerts[1], "no"), Assert.Single(delivered.Rejected));
    }

    public void Dispose()
    {
        _stop.Dispose();
        _meters.Dispose();
    }

    private SinkDelivery DeliveryTo(ScriptedSink sink)
    {
        var metrics = new SinkMetrics(_meters);
        var health = new SinkHealth(
            new(sink.Name), Options.RetryWindow, new(metrics, _readiness), metrics, _time, NullLogger<SinkHealth>.Instance);
        return new(sink.Name, sink, Options, health, metrics, _time);
    }
}
