using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Enricher.Tests.Pods.Cluster;
using Eyrie.Enricher.Tests.Pods.Kubernetes;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Eyrie.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Eyrie.Enricher.Tests.Pods;

public sealed class TodaysPodsTests : IDisposable
{
    private const string Prefix = "today.";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reads_the_topic_to_its_end()
    {
        using var kafka = InProcessKafka.Start(new(Prefix, 1));
        await using (var feeder = RunningPods.Feeder(kafka.BootstrapServers, Prefix, "a"))
        {
            await feeder.StartAsync();
            await feeder.ReadyAsync("pods-topic");
            feeder.Sink.Put(ACluster.Pod(1, "web-1"));
            feeder.Sink.Listed(ClusterKind.Pod, new HashSet<string> { ACluster.Uid(1) });
        }

        await using var services = Build(new() { ["Kafka:BootstrapServers"] = kafka.BootstrapServers, ["Enricher:Pods:Source"] = "topic" });
        var pods = services.GetRequiredService<IPodSource>();
        Assert.Null(pods.Find(new() { Uid = ACluster.Uid(1) }));
        await services.LearnPodsAsync(TestContext.Current.CancellationToken);

        Assert.Equal("web-1", pods.Find(new() { Uid = ACluster.Uid(1) })!.Name);
    }

    [Fact]
    public async Task Reads_the_snapshot_and_leaves_it_as_it_is()
    {
        var snapshot = _folder["pods.snapshot"];
        var view = new ClusterCatalog(TimeSpan.FromMinutes(10), TimeProvider.System).Of("");
        view.Put(ACluster.Pod(1, "web-1"));
        ClusterSnapshot.Write(snapshot, view);
        var before = File.ReadAllBytes(snapshot);

        await using var services = Build(new()
        {
            ["Enricher:Pods:Source"] = "watch",
            ["Enricher:Pods:Kubeconfig"] = _folder.Write("config", ApiObjects.Kubeconfig("https://127.0.0.1:1")),
            ["Enricher:Pods:SnapshotPath"] = snapshot,
        });
        await services.LearnPodsAsync(TestContext.Current.CancellationToken);

        Assert.Equal("web-1", services.GetRequiredService<IPodSource>().Find(new() { Uid = ACluster.Uid(1) })!.Name);
        Assert.Equal(before, File.ReadAllBytes(snapshot));
    }

    [Fact]
    public async Task Says_what_can_be_done_when_the_topic_cannot_be_read()
    {
        await using var services = Build(new()
        {
            ["Kafka:BootstrapServers"] = "127.0.0.1:1",
            ["Enricher:Pods:Source"] = "topic",
            ["Enricher:RestoreTimeout"] = "00:00:01",
        });

        var problem = await Assert.ThrowsAsync<PipelineException>(() => services.LearnPodsAsync(TestContext.Current.CancellationToken));

        Assert.Equal(FailureKind.Transient, problem.Kind);
        Assert.Contains("EYRIE__ENRICHER__PODS__SOURCE=none", problem.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Build(Dictionary<string, string?> settings)
    {
        settings["Topics:Prefix"] = Prefix;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddPlatform().AddHistory(configuration).BuildServiceProvider();
    }
}
