using Eyrie.Contracts;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Platform;
using Eyrie.Platform.Http;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Tests.Pods.Cluster;

/// <summary>Who feeds <c>pods.v1</c> or reads it, as the executable runs them; what a watch would say, a test says.</summary>
internal sealed class RunningPods : IAsyncDisposable
{
    private readonly IHost _host;

    private RunningPods(string bootstrapServers, string prefix, string cluster, Action<IServiceCollection> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kafka:BootstrapServers"] = bootstrapServers,
            ["Topics:Prefix"] = prefix,
            ["Topics:ReplicationFactor"] = "1",
            ["Cluster"] = cluster,
        });
        builder.Services.AddPlatform().AddSingleton<IClusterFollower, AllFollowed>();
        add(builder.Services);
        _host = builder.Build();
    }

    public IClusterSink Sink => _host.Services.GetRequiredService<IClusterSink>();

    public ClusterCatalog Catalog => _host.Services.GetRequiredService<ClusterCatalog>();

    public IEnumerable<(string Part, PartState State, string Reason)> Parts =>
        _host.Services.GetRequiredService<Readiness>().Parts.Select(part => (part.Part, part.State, part.Reason));

    public static RunningPods Feeder(string bootstrapServers, string prefix, string cluster) =>
        new(bootstrapServers, prefix, cluster, services => services.AddPodFeed());

    public static RunningPods Reader(string bootstrapServers, string prefix) =>
        new(bootstrapServers, prefix, "", services => services.AddPodTopicSource().AddPodTopicReader());

    public async Task CreateTopicsAsync()
    {
        using var admin = _host.Services.GetRequiredService<KafkaClients>().CreateAdmin();
        var topics = new TopicAdmin(
            admin, _host.Services.GetRequiredService<Topics>(), _host.Services.GetRequiredService<IOptions<TopicOptions>>().Value);
        await topics.ApplyAsync(await topics.PlanAsync(grow: false));
    }

    public Task StartAsync() => _host.StartAsync(TestContext.Current.CancellationToken);

    /// <summary>Completes when a reader has read all that was there.</summary>
    public Task CaughtUpAsync() => _host.Services.GetRequiredService<PodTopicReader>().CaughtUp.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Looks again and again, until it is so.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Completes when a part of the process is ready.</summary>
    public Task ReadyAsync(string part) => UntilAsync(() => Parts.Contains((part, PartState.Ready, "")));

    /// <summary>Writes anything to the topic.</summary>
    public void Write(string key, byte[] value) => _host.Services.GetRequiredService<PodTopicProducer>().Write(key, value);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private sealed class AllFollowed : IClusterFollower
    {
        public bool Follows(ClusterKind kind) => true;
    }
}
