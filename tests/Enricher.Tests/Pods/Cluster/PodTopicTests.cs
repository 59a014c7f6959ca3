using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;

namespace Eyrie.Enricher.Tests.Pods.Cluster;

public sealed class PodTopicTests : IDisposable
{
    private static readonly string? RealKafka = Environment.GetEnvironmentVariable("EYRIE_TEST_KAFKA");

    private readonly string _prefix = $"test-{Guid.NewGuid():N}.";
    private readonly InProcessKafka? _kafka;

    public PodTopicTests() => _kafka = RealKafka is null ? InProcessKafka.Start(new(_prefix, 1)) : null;

    private string Servers => RealKafka ?? _kafka!.BootstrapServers;

    [Fact]
    public async Task Every_enricher_has_the_whole_picture_of_all_clusters_and_follows_it()
    {
        await using var a = await FeederAsync("a");
        await using var b = await FeederAsync("b");
        a.Sink.Put(ACluster.Pod(1, "web-1", 0, "10.0.0.7"));
        b.Sink.Put(ACluster.Pod(2, "web-1", 0, "10.0.0.7"));
        List(a, 1);
        List(b, 2);

        await using var early = await ReaderAsync();
        await using var late = await ReaderAsync();
        await early.ReadyAsync("pods");
        await late.ReadyAsync("pods");
        foreach (var reader in new[] { early, late })
        {
            Assert.Equal(ACluster.Uid(1), reader.Catalog.Find(new() { Cluster = "a", Namespace = "shop", Name = "web-1" })!.Uid);
            Assert.Equal(ACluster.Uid(2), reader.Catalog.Find(new() { Cluster = "b", Namespace = "shop", Name = "web-1" })!.Uid);
        }

        a.Sink.Put(ACluster.Pod(3, "web-3"));
        b.Sink.Delete(ClusterKind.Pod, ACluster.Uid(2));
        foreach (var reader in new[] { early, late })
        {
            await RunningPods.UntilAsync(() => reader.Catalog.Of("a").Count(ClusterKind.Pod) == 2 && reader.Catalog.Of("b").Count(ClusterKind.Pod) == 0);
            Assert.NotNull(reader.Catalog.Find(new() { ContainerId = ACluster.ContainerId(2) })); // deleted, and remembered for late alerts
        }
    }

    [Fact]
    public async Task A_feeder_that_ended_deletes_what_vanished_meanwhile_when_it_is_back()
    {
        var feeder = await FeederAsync("a");
        for (var number = 1; number <= 3; number++)
        {
            feeder.Sink.Put(ACluster.Pod(number, $"web-{number}"));
        }

        List(feeder, 1, 2, 3);
        await using var reader = await ReaderAsync();
        await RunningPods.UntilAsync(() => reader.Catalog.Of("a").Count(ClusterKind.Pod) == 3);
        await feeder.DisposeAsync();
        Assert.Equal(3, reader.Catalog.Of("a").Count(ClusterKind.Pod));

        await using var again = await FeederAsync("a");
        again.Sink.Put(ACluster.Pod(1, "web-1"));
        again.Sink.Put(ACluster.Pod(4, "web-4"));
        List(again, 1, 4);

        await RunningPods.UntilAsync(() => reader.Catalog.Find(new() { Uid = ACluster.Uid(4) }) is not null && reader.Catalog.Of("a").Count(ClusterKind.Pod) == 2);
        await using var fresh = await ReaderAsync();
        Assert.Equal(2, fresh.Catalog.Of("a").Count(ClusterKind.Pod));
    }

    [Fact]
    public async Task Says_that_nobody_feeds_the_topic_and_goes_on()
    {
        await using var reader = await ReaderAsync();

        await RunningPods.UntilAsync(() => reader.Parts.Any(part => part is { State: PartState.Degraded } && part.Reason.Contains("'eyrie pods' fills it", StringComparison.Ordinal)));
        Assert.Null(reader.Catalog.Find(new() { Uid = ACluster.Uid(1) }));
    }

    [Fact]
    public async Task Answers_with_what_it_has_while_kafka_is_away()
    {
        Assert.SkipWhen(RealKafka is not null, "a real Kafka is not stopped for a test");
        var feeder = await FeederAsync("a");
        feeder.Sink.Put(ACluster.Pod(1));
        List(feeder, 1);
        await using var reader = await ReaderAsync();
        await reader.ReadyAsync("pods");
        await feeder.DisposeAsync();

        _kafka!.Dispose();

        Assert.Equal("web-1", reader.Catalog.Find(new() { ContainerId = ACluster.ContainerId(1)[..12] })!.Name);
    }

    [Fact]
    public async Task Leaves_out_what_others_write_there()
    {
        await using var feeder = await FeederAsync("a");
        feeder.Write("no key of ours", "{}"u8.ToArray());
        feeder.Write("a/pod/" + ACluster.Uid(5), "\xff\xfe"u8.ToArray());
        feeder.Write("a/pod/" + ACluster.Uid(6), ClusterCodec.Write(ACluster.Pod(7)));
        feeder.Sink.Put(ACluster.Pod(1));
        List(feeder, 1);

        await using var reader = await ReaderAsync();
        await reader.ReadyAsync("pods");

        Assert.Equal(1, reader.Catalog.Of("a").Count(ClusterKind.Pod));
    }

    public void Dispose() => _kafka?.Dispose();

    private static void List(RunningPods feeder, params int[] numbers) =>
        feeder.Sink.Listed(ClusterKind.Pod, numbers.Select(ACluster.Uid).ToHashSet());

    private async Task<RunningPods> FeederAsync(string cluster)
    {
        var feeder = RunningPods.Feeder(Servers, _prefix, cluster);
        if (RealKafka is not null)
        {
            await feeder.CreateTopicsAsync();
        }

        await feeder.StartAsync();
        await feeder.ReadyAsync("pods-topic");
        return feeder;
    }

    private async Task<RunningPods> ReaderAsync()
    {
        var reader = RunningPods.Reader(Servers, _prefix);
        if (RealKafka is not null)
        {
            await reader.CreateTopicsAsync();
        }

        await reader.StartAsync();
        await reader.CaughtUpAsync();
        return reader;
    }
}
