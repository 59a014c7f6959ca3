using System.Text;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Sinks.Tests;

public sealed class SinkWorkerTests : IDisposable
{
    private readonly SinkBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delivers_in_order_and_commits_only_after_the_answer()
    {
        var answer = new TaskCompletionSource();
        var sink = new ScriptedSink(ScriptedSink.Waits(answer.Task));
        using var worker = _bench.Worker(sink);
        await _bench.ProduceAlertsAsync("a1", "a2", "a3");

        await worker.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => sink.Attempts == 1);
        Assert.Equal(0, _bench.Committed(sink.Name));
        answer.SetResult();

        await SinkBench.UntilAsync(() => sink.Taken.Count == 3 && _bench.Committed(sink.Name) == 3);
        Assert.Equal(["a1", "a2", "a3"], sink.Taken);
        Assert.Equal(3, _bench.Meters.Sum("eyrie.sink.alerts", "sink=scripted", "outcome=written"));
        await worker.StopAsync(Cancellation);
        Assert.True(worker.ExecuteTask!.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Delivers_all_that_came_during_an_outage_exactly_once_and_in_order()
    {
        var time = new FakeTimeProvider();
        var away = new PipelineException(FailureKind.Transient, "connection refused");
        var sink = new ScriptedSink([.. Enumerable.Repeat(ScriptedSink.Fails(away), 20)]);
        using var worker = _bench.Worker(sink, time: time);
        var ids = Enumerable.Range(0, 35).Select(i => $"a{i}").ToArray();
        await _bench.ProduceAlertsAsync(ids[..5]);

        await worker.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => sink.Attempts > 0);
        await _bench.ProduceAlertsAsync(ids[5..]);
        await SinkBench.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return sink.Taken.Count >= ids.Length;
        });

        Assert.Equal(ids, sink.Taken);
        await SinkBench.UntilAsync(() => _bench.Committed(sink.Name) == ids.Length);
        await worker.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Commits_what_is_settled_when_it_is_stopped_in_the_middle_of_a_batch()
    {
        var (progress, begun, never) = (new BatchProgress(), new TaskCompletionSource(), new TaskCompletionSource());
        var sink = new ScriptedSink(async batch =>
        {
            progress.Resume(batch);
            foreach (var alert in batch.Where(alert => alert.Id is "a0" or "a1" or "a3"))
            {
                progress.Stored(alert);
            }

            progress.Reject(batch.Single(alert => alert.Id == "a2"), "no");
            begun.SetResult();
            await never.Task;
            return [];
        })
        { Progress = progress };
        using var worker = _bench.Worker(sink);
        await _bench.ProduceAlertsAsync("a0", "a1", "a2", "a3", "open", "a5");
        await worker.StartAsync(Cancellation);
        await begun.Task;

        await worker.StopAsync(Cancellation);

        Assert.Equal(4, _bench.Committed(sink.Name));
        Assert.Equal("a2", Assert.Single(_bench.Dead(1)).Message.Headers.Text(RecordHeaders.Id));
    }

    [Fact]
    public async Task Commits_the_batch_whose_answer_comes_while_it_stops()
    {
        var answer = new TaskCompletionSource();
        var sink = new ScriptedSink(ScriptedSink.Waits(answer.Task));
        using var worker = _bench.Worker(sink);
        await _bench.ProduceAlertsAsync("a1", "a2");
        await worker.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => sink.Attempts == 1);

        var stopped = worker.StopAsync(Cancellation);
        answer.SetResult();
        await stopped;

        Assert.Equal(2, _bench.Committed(sink.Name));
    }

    [Fact]
    public async Task Pauses_and_keeps_polling_through_a_delivery_that_takes_long()
    {
        var answer = new TaskCompletionSource();
        var sink = new ScriptedSink(ScriptedSink.Waits(answer.Task));
        using var worker = _bench.Worker(sink);
        await _bench.ProduceAlertsAsync("a1");
        await worker.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => sink.Attempts == 1);

        await _bench.ProduceAlertsAsync("a2");
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, Cancellation); // longer than the worker waits before it pauses
        Assert.Equal(1, sink.Attempts);
        answer.SetResult();

        await SinkBench.UntilAsync(() => sink.Taken.Count == 2);
        Assert.Equal(["a1", "a2"], sink.Taken);
        await worker.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Puts_what_is_refused_on_the_dead_letters_with_its_headers_and_the_reason()
    {
        var sink = new ScriptedSink(batch => Task.FromResult<IReadOnlyList<RejectedAlert>>(
            [new(batch.Single(alert => alert.Id == "bad"), "target: 400 no such field")]));
        using var worker = _bench.Worker(sink);
        await _bench.ProduceAlertsAsync("a1", "bad", "a3");

        await worker.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => _bench.Committed(sink.Name) == 3);
        await worker.StopAsync(Cancellation);

        var letter = Assert.Single(_bench.Dead(1));
        Assert.Equal("k", letter.Message.Key);
        Assert.Equal(SinkBench.Document("bad"), Encoding.UTF8.GetString(letter.Message.Value));
        Assert.Equal("bad", letter.Message.Headers.Text(RecordHeaders.Id));
        Assert.Equal("trace-bad", letter.Message.Headers.Text(RecordHeaders.TraceParent));
        Assert.Equal("sinks", letter.Message.Headers.Text(RecordHeaders.Stage));
        Assert.Equal("scripted", letter.Message.Headers.Text(RecordHeaders.Sink));
        Assert.Equal("rejected", letter.Message.Headers.Text(RecordHeaders.Reason));
        Assert.Equal("target: 400 no such field", letter.Message.Headers.Text(RecordHeaders.Error));
        Assert.Equal(_bench.Topics.Alerts, letter.Message.Headers.Text(RecordHeaders.Topic));
        Assert.Equal("1", letter.Message.Headers.Text(RecordHeaders.Offset));
        Assert.Equal(["a1", "a3"], sink.Taken);
        Assert.Equal(1, _bench.Meters.Sum("eyrie.sink.alerts", "sink=scripted", "outcome=rejected"));
        Assert.Equal(2, _bench.Meters.Sum("eyrie.sink.alerts", "sink=scripted", "outcome=written"));
    }

    [Fact]
    public async Task Puts_what_cannot_be_read_on_the_dead_letters_and_goes_on()
    {
        var sink = new ScriptedSink();
        using var worker = _bench.Worker(sink);
        await _bench.ProduceAsync(_bench.Topics.Alerts, "x", "this is no JSON");
        await _bench.ProduceAsync(_bench.Topics.Alerts, "y", """{"event":{}}""");
        await _bench.ProduceAsync(_bench.Topics.Alerts, "z", "");
        await _bench.ProduceAlertsAsync("a1");

        await worker.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => _bench.Committed(sink.Name) == 4);
        await worker.StopAsync(Cancellation);

        Assert.Equal(["a1"], sink.Taken);
        var letters = _bench.Dead(3);
        Assert.All(letters, letter => Assert.Equal("unreadable", letter.Message.Headers.Text(RecordHeaders.Reason)));
        Assert.Equal(["x", "y", "z"], letters.Select(letter => letter.Message.Headers.Text(RecordHeaders.Id)));
        Assert.Equal(3, _bench.Meters.Sum("eyrie.sink.alerts", "sink=scripted", "outcome=rejected"));
    }

    [Fact]
    public async Task Leaves_out_and_counts_what_the_sink_does_not_want()
    {
        var sink = new ScriptedSink();
        using var worker = _bench.Worker(sink, new() { MinSeverity = "critical" });
        await _bench.ProduceAsync(_bench.Topics.Alerts, "mild", SinkBench.Document("mild", severity: 4));
        await _bench.ProduceAsync(_bench.Topics.Alerts, "bad", SinkBench.Document("bad", severity: 5));

        await worker.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => _bench.Committed(sink.Name) == 2);
        await worker.StopAsync(Cancellation);

        Assert.Equal(["bad"], sink.Taken);
        Assert.Equal(1, _bench.Meters.Sum("eyrie.sink.alerts", "sink=scripted", "outcome=filtered"));
    }

    [Fact]
    public async Task Takes_activity_by_its_header_without_reading_it()
    {
        var sink = new ScriptedSink();
        using var worker = _bench.Worker(sink, withActivity: true, documentsOnly: true);
        await _bench.ProduceAsync(_bench.Topics.Activity, "e1", "not read");
        await _bench.ProduceAsync(_bench.Topics.Activity, "", SinkBench.Document("e2"), withId: false);

        await worker.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => sink.Taken.Count == 2);
        await worker.StopAsync(Cancellation);

        Assert.Equal(["e1", "e2"], sink.Taken);
    }

    [Fact]
    public async Task Takes_what_is_urgent_in_a_lane_of_its_own_and_passes_over_it_in_the_other()
    {
        var (ordinary, urgent) = (new ScriptedSink(), new ScriptedSink());
        using var slow = _bench.Worker(ordinary, lane: SinkLane.Ordinary);
        using var fast = _bench.Worker(urgent, lane: SinkLane.Urgent);
        await _bench.ProduceAsync(_bench.Topics.Alerts, "bad", SinkBench.Document("bad"), headers: (RecordHeaders.Urgent, "1"));
        await _bench.ProduceAsync(_bench.Topics.Urgent, "bad", SinkBench.Document("bad"));
        await _bench.ProduceAlertsAsync("mild");

        await slow.StartAsync(Cancellation);
        await fast.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => ordinary.Taken.Count == 1 && urgent.Taken.Count == 1 && _bench.Committed(ordinary.Name) == 2);
        await slow.StopAsync(Cancellation);
        await fast.StopAsync(Cancellation);

        Assert.Equal(["mild"], ordinary.Taken);
        Assert.Equal(["bad"], urgent.Taken);
    }

    [Fact]
    public async Task Takes_of_what_a_person_sends_again_only_what_is_its_own()
    {
        var sink = new ScriptedSink();
        using var worker = _bench.Worker(sink);
        await _bench.ProduceAsync(_bench.Topics.Retry, "theirs", SinkBench.Document("theirs"), headers: (RecordHeaders.Sink, "slack"));
        await _bench.ProduceAsync(_bench.Topics.Retry, "ours", SinkBench.Document("ours"), headers: (RecordHeaders.Sink, "scripted"));

        await worker.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => sink.Taken.Count == 1);
        await worker.StopAsync(Cancellation);

        Assert.Equal(["ours"], sink.Taken);
    }

    [Theory]
    [InlineData("activity.v1", "event")]
    [InlineData("alerts.v1", "alert")]
    public async Task Takes_what_is_sent_again_for_what_it_was(string origin, string expected)
    {
        var kinds = new List<string>();
        var sink = new ScriptedSink(batch =>
        {
            kinds.AddRange(batch.Select(alert => alert.Kind));
            return Task.FromResult<IReadOnlyList<RejectedAlert>>([]);
        });
        using var worker = _bench.Worker(sink, withActivity: true, documentsOnly: true);
        var topic = origin == "activity.v1" ? _bench.Topics.Activity : _bench.Topics.Alerts;
        await _bench.ProduceAsync(_bench.Topics.Retry, "e1", SinkBench.Document("e1"), headers: [(RecordHeaders.Sink, "scripted"), (RecordHeaders.Topic, topic)]);

        await worker.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => sink.Taken.Count == 1);
        await worker.StopAsync(Cancellation);

        Assert.Equal([expected], kinds);
    }

    [Fact]
    public async Task Reads_again_what_was_not_answered_when_it_stopped()
    {
        var sink = new ScriptedSink(ScriptedSink.Waits(new TaskCompletionSource().Task));
        using (var first = _bench.Worker(sink))
        {
            await _bench.ProduceAlertsAsync("a1", "a2");
            await first.StartAsync(Cancellation);
            await SinkBench.UntilAsync(() => sink.Attempts == 1);
            await first.StopAsync(Cancellation);
            Assert.True(first.ExecuteTask!.IsCompletedSuccessfully);
        }

        using var second = _bench.Worker(sink);
        await second.StartAsync(Cancellation);
        await SinkBench.UntilAsync(() => sink.Taken.Count == 2);
        await second.StopAsync(Cancellation);

        Assert.Equal(["a1", "a2"], sink.Taken);
    }

    [Fact]
    public async Task Ends_with_the_failure_that_nobody_classified()
    {
        var sink = new ScriptedSink(ScriptedSink.Fails(new InvalidOperationException("a bug")));
        using var worker = _bench.Worker(sink);
        await _bench.ProduceAlertsAsync("a1");

        await worker.StartAsync(Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(() => worker.ExecuteTask!);
        Assert.Equal(0, _bench.Committed(sink.Name));
    }

    public void Dispose() => _bench.Dispose();
}
