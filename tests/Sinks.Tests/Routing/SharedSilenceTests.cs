using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Eyrie.Sinks.Routing;
using Eyrie.Sinks.Routing.Silences;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks.Tests.Routing;

/// <summary>Silences over Kafka: made at the desk, seen by every instance.</summary>
public sealed class SharedSilenceTests : IDisposable
{
    private readonly SinkBench _bench = new();
    private readonly Readiness _readiness = new();

    [Fact]
    public async Task All_instances_see_a_silence_and_its_end()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var (one, other) = (new RoutingBook(), new RoutingBook());
        using var first = Follower(_bench.Clients, one);
        using var second = Follower(_bench.Clients, other);
        await first.StartAsync(cancellation);
        await second.StartAsync(cancellation);
        var desk = Desk(_bench.Clients);
        var now = TimeProvider.System.GetUtcNow();

        var added = await desk.AddAsync(["namespace=shop"], all: false, "jane", "work", (now.AddMinutes(-1), now.AddHours(2)), cancellation);
        await SinkBench.UntilAsync(() => one.State.Silences.Count == 1 && other.State.Silences.Count == 1);
        Assert.Equal(RouteOutcome.Silenced, new AlertRouter(Routed.Sinks, other).Route("slack", Routed.Alert, TimeProvider.System.GetUtcNow()).Outcome);
        Assert.Equal(("active", "namespace: shop"), (Assert.Single(await desk.ListAsync(cancellation)).State, added.Match));

        await desk.ExpireAsync(added.Id[..6], cancellation);
        await SinkBench.UntilAsync(() => new AlertRouter(Routed.Sinks, one).Route("slack", Routed.Alert, TimeProvider.System.GetUtcNow()).Outcome is RouteOutcome.Deliver);
        Assert.Equal("expired", Assert.Single(await desk.ListAsync(cancellation)).State);
        Assert.Contains("there is no silence 'nope'", (await Assert.ThrowsAsync<FormatException>(() => desk.ExpireAsync("nope", cancellation))).Message, StringComparison.Ordinal);

        await first.StopAsync(cancellation);
        await second.StopAsync(cancellation);
    }

    [Fact]
    public async Task Who_starts_later_knows_the_silences_before_alerts_are_read()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var now = TimeProvider.System.GetUtcNow();
        await Desk(_bench.Clients).AddAsync(["namespace=shop"], all: false, "jane", "work", (now, now.AddHours(2)), cancellation);
        var book = new RoutingBook();
        using var follower = Follower(_bench.Clients, book);

        await follower.StartAsync(cancellation);

        Assert.Single(book.State.Silences);
        await follower.StopAsync(cancellation);
    }

    [Fact]
    public async Task Without_Kafka_the_start_goes_on_and_says_that_people_are_told_of_everything()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var book = new RoutingBook();
        using var follower = Follower(new(Options.Create(new KafkaOptions { BootstrapServers = "127.0.0.1:9" }), NullLogger<KafkaClients>.Instance), book);

        await follower.StartAsync(cancellation);

        Assert.Equal(RouteOutcome.Deliver, new AlertRouter(Routed.Sinks, book).Route("slack", Routed.Alert, Routed.Now).Outcome);
        var part = Assert.Single(_readiness.Parts, part => part.Part == "silences");
        Assert.Equal(PartState.Degraded, part.State);
        Assert.Contains("people are told of everything", part.Reason, StringComparison.Ordinal);
        Assert.True(_readiness.IsReady);
        await follower.StopAsync(cancellation);
    }

    [Fact]
    public async Task Counts_the_alerts_of_the_last_hour_that_a_silence_would_have_fitted()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA") is null, "the in-process Kafka finds no offsets by time");
        await _bench.ProduceAsync(_bench.Topics.Alerts, "a", """{"event":{"id":"a"},"orchestrator":{"namespace":"shop"}}""");
        await _bench.ProduceAsync(_bench.Topics.Alerts, "b", """{"event":{"id":"b"},"orchestrator":{"namespace":"bank"}}""");
        await _bench.ProduceAsync(_bench.Topics.Alerts, "c", "no alert at all");

        var counted = await Desk(_bench.Clients).CountRecentAsync(["namespace=sh*"], TestContext.Current.CancellationToken);

        Assert.Equal((1, 2, true), counted);
    }

    public void Dispose() => _bench.Dispose();

    private SilenceDesk Desk(KafkaClients clients) =>
        new(clients, _bench.Topics, new ConfigurationBuilder().Build(), TimeProvider.System, NullLoggerFactory.Instance);

    private SilenceFollower Follower(KafkaClients clients, RoutingBook book) => new(
        clients,
        _bench.Topics,
        book,
        new(clients, _bench.Topics, TimeProvider.System, NullLogger<SilenceStore>.Instance),
        new(_readiness, NullLogger<SilenceFollower>.Instance),
        TimeProvider.System);
}
