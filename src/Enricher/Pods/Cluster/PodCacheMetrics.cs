using System.Diagnostics.Metrics;
using Eyrie.Platform.Metrics;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>Shows how much of clusters can be looked up in this process, whoever watches them.</summary>
internal sealed class PodCacheMetrics : IHostedService
{
    private static readonly (ClusterKind Kind, KeyValuePair<string, object?> Tag)[] Kinds =
        [.. Enum.GetValues<ClusterKind>().Select(static kind => (kind, new KeyValuePair<string, object?>("kind", $"{kind}s".ToLowerInvariant())))];

    public PodCacheMetrics(ClusterCatalog catalog, IMeterFactory meters) => meters.Create(EnricherMetrics.MeterName).CreateObservableGauge(
        "eyrie.enricher.pods.cached",
        () => Kinds.Select(one => new Measurement<long>(catalog.Clusters.Sum(cluster => (long)cluster.Count(one.Kind)), one.Tag)),
        "{object}",
        "Objects of all clusters that can be looked up, by kind; not those of a pods file.",
        Labels.Of("kind"));

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
