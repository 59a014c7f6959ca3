using System.Text;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.Tests.OnCall;

public sealed class OnCallWorkerTests : IDisposable
{
    private readonly OnCallBench _bench = new();

    [Fact]
    public async Task Tells_each_alert_once_and_then_commits()
    {
        var people = new ScriptedNotifier();
        await using var sink = await _bench.StartAsync(people);

        await _bench.AlertAsync("a1", "i1", 1);
        await _bench.AlertAsync("a2", "i1", 2);
        await _bench.AlertAsync("b1", "i2", 1);
        await _bench.Kafka.ProduceAsync(_bench.Kafka.Topics.Alerts, "c1", OnCallBench.Document("c1", "i3", 1, 5), headers: (RecordHeaders.Urgent, "1"));
        await _bench.UrgentAsync("c1", "i3", 1);
        await SinkBench.UntilAsync(() => people.Ids.Count == 4 && _bench.Kafka.Committed(people.Name) == 4);

        Assert.Equal(["a1", "a2", "b1", "c1"], people.Ids.Order());
        Assert.Equal(4, _bench.Kafka.Meters.Sum("eyrie.sink.alerts", "sink=people", "outcome=written"));
        await sink.StopAsync();
    }

    [Fact]
    public async Task Goes_on_in_the_same_message_after_a_restart_and_tells_nothing_twice_that_is_read_twice()
    {
        var (first, second) = (new ScriptedNotifier(), new ScriptedNotifier());
        await _bench.AlertAsync("a1", "i1", 1);
        await using (var sink = await _bench.StartAsync(first))
        {
            await SinkBench.UntilAsync(() => first.Ids.Count == 1);
            await sink.StopAsync();
        }

        await _bench.AlertAsync("a1", "i1", 1); // as if nobody had committed
        await _bench.AlertAsync("a2", "i1", 2);
        await using var other = await _bench.StartAsync(second);
        await SinkBench.UntilAsync(() => _bench.Kafka.Committed(second.Name) == 3);

        var told = Assert.Single(second.Told).Notice;
        Assert.Equal(["a2"], told.News.Select(alert => alert.Id));
        Assert.Equal("message of i1", told.Before?.Message);
        Assert.Equal(1, _bench.Kafka.Meters.Sum("eyrie.sink.alerts", "sink=people", "outcome=folded"));
        await other.StopAsync();
    }

    [Fact]
    public async Task Tells_everybody_who_knows_of_an_incident_that_it_is_over_and_nobody_else()
    {
        var people = new ScriptedNotifier();
        await using var sink = await _bench.StartAsync(people, new Everywhere("#one", "#two"));
        await _bench.AlertAsync("a1", "i1", 1);
        await SinkBench.UntilAsync(() => people.Told.Count == 2);

        await _bench.Kafka.ProduceAsync(_bench.Kafka.Topics.Alerts, "x", OnCallBench.Closing("unheard-of"), headers: (RecordHeaders.Kind, "event"));
        await _bench.Kafka.ProduceAsync(_bench.Kafka.Topics.Alerts, "y", OnCallBench.Closing("i1"), headers: (RecordHeaders.Kind, "event"));
        await SinkBench.UntilAsync(() => _bench.Kafka.Committed(people.Name) == 3);

        var over = people.Told.Select(told => told.Notice).Where(notice => notice.Closing is not null).ToList();
        Assert.Equal(["#one", "#two"], over.Select(notice => notice.Address).Order());
        Assert.All(over, notice => Assert.Equal("message of i1", notice.Before?.Message));
        Assert.All(over, notice => Assert.Empty(notice.News));
        await sink.StopAsync();
    }

    [Fact]
    public async Task Buries_what_can_never_be_told_and_tells_the_rest()
    {
        var people = new ScriptedNotifier((notice, _) => notice.Group switch
        {
            "poison" => throw new PipelineException(FailureKind.Rejected, "invalid_blocks"),
            "bug" => throw new InvalidOperationException("a bug"),
            _ => Task.CompletedTask,
        });
        await using var sink = await _bench.StartAsync(people);

        await _bench.AlertAsync("p1", "poison", 1, severity: 5);
        await _bench.AlertAsync("x1", "bug", 1, severity: 5);
        await _bench.AlertAsync("a1", "i1", 1);
        await _bench.Kafka.ProduceAsync(_bench.Kafka.Topics.Alerts, "broken", "no JSON");
        await SinkBench.UntilAsync(() => _bench.Kafka.Committed(people.Name) == 4);

        Assert.Equal(["a1"], people.Ids);
        var letters = _bench.Kafka.Dead(3);
        Assert.Equal(["broken", "p1", "x1"], letters.Select(letter => letter.Message.Headers.Text(RecordHeaders.Id)!).Order());
        Assert.All(letters, letter => Assert.Equal("people", letter.Message.Headers.Text(RecordHeaders.Sink)));
        Assert.Equal(3, _bench.Kafka.Meters.Sum("eyrie.sink.alerts", "sink=people", "outcome=rejected"));
        await sink.StopAsync();
    }

    [Fact]
    public async Task Tells_at_one_address_while_another_is_away_and_catches_up_with_the_newest_state_in_one_message()
    {
        var isAway = true;
        var people = new ScriptedNotifier((notice, _) =>
            notice.Address == "#two" && Volatile.Read(ref isAway) ? throw ScriptedNotifier.Away() : Task.CompletedTask);
        await using var sink = await _bench.StartAsync(people, new Everywhere("#one", "#two"));
        for (var i = 1; i <= 20; i++)
        {
            await _bench.AlertAsync($"a{i}", "i1", i);
        }

        await SinkBench.UntilAsync(() => people.Ids.Count == 20 && people.Attempts > 10);
        Assert.Equal(0, _bench.Kafka.Committed(people.Name));
        Volatile.Write(ref isAway, false);
        await SinkBench.UntilAsync(() => _bench.Kafka.Committed(people.Name) == 20);

        var late = Assert.Single(people.Told, told => told.Notice.Address == "#two").Notice;
        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"a{i}"), late.News.Select(alert => alert.Id));
        await sink.StopAsync();
    }

    [Fact]
    public async Task Tells_an_alert_once_at_an_address_that_two_routes_lead_to_by_different_names()
    {
        var people = new ScriptedNotifier();
        await using var sink = await _bench.StartAsync(people, new Everywhere("#soc", null)); // the sink's own channel is #soc
        await _bench.AlertAsync("a1", "i1", 1);
        await SinkBench.UntilAsync(() => _bench.Kafka.Committed(people.Name) == 1);

        Assert.Equal(["a1"], people.Ids);
        await sink.StopAsync();
    }

    [Fact]
    public async Task An_incident_that_waits_for_its_update_interval_does_not_keep_others_from_people_by_filling_the_memory()
    {
        var people = new ScriptedNotifier { Pace = new(TimeSpan.FromMilliseconds(20), 3, TimeSpan.FromHours(1), null, TimeSpan.FromSeconds(1)) };
        for (var i = 1; i <= 25_000; i++)
        {
            _bench.Kafka.Produce(_bench.Kafka.Topics.Alerts, $"a{i}", OnCallBench.Document($"a{i}", "noisy", i), key: "k");
        }

        _bench.Kafka.Produce(_bench.Kafka.Topics.Alerts, "b", OnCallBench.Document("b", "quiet", 1), key: "k");
        _bench.Kafka.Flush();
        await using var sink = await _bench.StartAsync(people);
        await SinkBench.UntilAsync(() => people.Ids.Contains("b"));

        Assert.InRange(people.Told.Count, 3, 20);
    }

    [Fact]
    public async Task Tells_a_fresh_critical_alert_before_a_backlog_that_fills_the_memory()
    {
        var people = new ScriptedNotifier { Pace = new(TimeSpan.FromMilliseconds(20), 3, TimeSpan.FromSeconds(10), null, TimeSpan.FromSeconds(1)) };
        for (var i = 0; i < 30_000; i++)
        {
            _bench.Kafka.Produce(_bench.Kafka.Topics.Alerts, $"a{i}", OnCallBench.Document($"a{i}", $"i{i}", 1), key: "old");
        }

        _bench.Kafka.Flush();
        await using var sink = await _bench.StartAsync(people);
        await SinkBench.UntilAsync(() => people.Told.Count > 0);
        await _bench.UrgentAsync("bad", "fresh", 1);
        await SinkBench.UntilAsync(() => _bench.Kafka.Meters.LastReal("eyrie.sink.urgent.delay", "sink=people") is not null);

        Assert.InRange(people.Ids.Count, 1, 500);
        Assert.Contains("bad", people.Ids);
    }

    [Fact]
    public async Task An_address_that_is_refused_for_ever_does_not_keep_others_from_people_by_filling_the_memory()
    {
        var people = new ScriptedNotifier((notice, _) => notice.Address == "#gone"
            ? throw new PipelineException(FailureKind.Fatal, "channel_not_found")
            : Task.CompletedTask);
        await using var sink = await _bench.StartAsync(people, new ByIncident());
        await _bench.AlertAsync("a", "#soc", 1);
        for (var i = 1; i <= 25_000; i++)
        {
            _bench.Kafka.Produce(_bench.Kafka.Topics.Alerts, $"a{i}", OnCallBench.Document($"a{i}", "#gone", i), key: "k");
        }

        _bench.Kafka.Produce(_bench.Kafka.Topics.Alerts, "b", OnCallBench.Document("b", "#soc", 2), key: "k");
        _bench.Kafka.Flush();
        await SinkBench.UntilAsync(() => people.Ids.Contains("b"));

        var letters = _bench.Kafka.Dead(20_000);
        Assert.Equal(20_000, letters.Select(letter => letter.Message.Headers.Text(RecordHeaders.Id)!).Distinct().Count());
        Assert.All(letters, letter => Assert.Contains("#gone", Encoding.UTF8.GetString(letter.Message.Value), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Finishes_what_is_in_flight_when_it_is_stopped()
    {
        var (begun, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        var people = new ScriptedNotifier((_, _) =>
        {
            begun.TrySetResult();
            return answer.Task;
        });
        await using var sink = await _bench.StartAsync(people);
        await _bench.AlertAsync("a1", "i1", 1);
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);

        var stopping = sink.StopAsync();
        answer.SetResult();
        await stopping;

        Assert.Equal(["a1"], people.Ids);
        Assert.Equal(1, _bench.Kafka.Committed(people.Name));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Tells_or_buries_every_alert_exactly_once_whatever_the_target_does(int seed)
    {
        var random = new Random(seed);
        var people = new ScriptedNotifier((notice, _) => random.Next(6) switch
        {
            _ when notice.News.Any(alert => alert.Id.StartsWith("poison", StringComparison.Ordinal)) =>
                throw new PipelineException(FailureKind.Rejected, "400"),
            0 => throw ScriptedNotifier.Away(),
            1 => throw ScriptedNotifier.Away(TimeSpan.FromMilliseconds(20)),
            2 => throw new PipelineException(FailureKind.Fatal, "401"),
            _ => Task.CompletedTask,
        })
        { Pace = new(TimeSpan.FromMilliseconds(1), 3, TimeSpan.FromMilliseconds(20), 4, TimeSpan.FromMilliseconds(60)) };
        await using var sink = await _bench.StartAsync(people);
        var (sent, sequences) = (0, new int[12]);
        for (; sent < 300; sent++)
        {
            var incident = random.Next(sequences.Length);
            var id = random.Next(40) == 0 ? $"poison{sent}" : $"a{sent}";
            await _bench.AlertAsync(id, $"i{incident}", ++sequences[incident], random.Next(1, 8));
        }

        await SinkBench.UntilAsync(() => _bench.Kafka.Committed(people.Name) == sent);
        await sink.StopAsync();

        var rejected = (int)_bench.Kafka.Meters.Sum("eyrie.sink.alerts", "sink=people", "outcome=rejected");
        var buried = _bench.Kafka.Dead(rejected).Select(letter => letter.Message.Headers.Text(RecordHeaders.Id)!).ToList();
        Assert.Equal(sent, people.Ids.Concat(buried).Distinct().Count());
        Assert.Equal(sent, people.Ids.Count + buried.Count);
        Assert.DoesNotContain(people.Ids, id => id.StartsWith("poison", StringComparison.Ordinal));
    }

    public void Dispose() => _bench.Dispose();

    /// <summary>Leads to the channel of the incident's name.</summary>
    private sealed class ByIncident : IAlertRouter
    {
        public RouteDecision Route(string sink, Alert alert, DateTimeOffset now) =>
            new(RouteOutcome.Deliver, [new RouteTarget("", "", new() { Channel = alert.Incident })]);
    }

    /// <summary>Leads to several channels.</summary>
    private sealed class Everywhere(params string?[] channels) : IAlertRouter
    {
        public RouteDecision Route(string sink, Alert alert, DateTimeOffset now) => new(
            RouteOutcome.Deliver, [.. channels.Select(channel => new RouteTarget("", "", new() { Channel = channel }))]);
    }
}
