using System.Diagnostics.Metrics;
using Eyrie.Enricher.Pods;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Enricher.Pods.Kubernetes;
using Eyrie.Platform.Http;
using Eyrie.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Tests.Pods.Kubernetes;

/// <summary>The watch as the Enricher runs it, with a sink that remembers.</summary>
internal sealed class WatchUnderTest : IAsyncDisposable
{
    /// <summary>Tries again at once, for tests that wait for what comes of it.</summary>
    public static readonly WatchPace Hurried = new()
    {
        FirstDelay = TimeSpan.FromMilliseconds(1),
        LongestDelay = TimeSpan.FromMilliseconds(20),
        FirstLongDelay = TimeSpan.FromMilliseconds(5),
        LongestLongDelay = TimeSpan.FromMilliseconds(40),
        LongestSpread = TimeSpan.FromMilliseconds(1),
    };

    private static readonly ClusterEnvironment Nowhere = new("", "", "/nonexistent");

    private readonly ServiceProvider _services;
    private readonly IHostedService _watch;

    private WatchUnderTest(PodsOptions pods, TimeProvider? time, WatchPace? pace, ClusterEnvironment? environment)
    {
        var services = new ServiceCollection();
        services.AddSingleton(Options.Create(new EnricherOptions { Pods = pods }));
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddSingleton(pace ?? (time is null ? Hurried : new()));
        services.AddSingleton(environment ?? Nowhere);
        services.AddSingleton<IClusterSink>(Cluster);
        services.AddSingleton<IMeterFactory>(Meters);
        services.AddSingleton<ILogger<PodWatch>>(Log);
        services.AddSingleton(Readiness);
        services.AddPodWatch();
        _services = services.BuildServiceProvider();
        _watch = _services.GetServices<IHostedService>().Single();
    }

    public RecordedCluster Cluster { get; } = new();

    public RecordedLog<PodWatch> Log { get; } = new();

    public TestMeters Meters { get; } = new();

    public Readiness Readiness { get; } = new();

    /// <summary>What <c>/readyz</c> says of the pods.</summary>
    public PartReadiness State => Readiness.Parts.Single(part => part.Part == "pods");

    /// <summary>Starts to watch.</summary>
    public static async Task<WatchUnderTest> StartAsync(
        PodsOptions pods, CancellationToken cancellation, TimeProvider? time = null, WatchPace? pace = null, ClusterEnvironment? environment = null)
    {
        var watch = new WatchUnderTest(pods, time, pace, environment);
        await watch._watch.StartAsync(cancellation);
        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _watch.StopAsync(now.Token);
        await _services.DisposeAsync();
        Meters.Dispose();
    }
}
