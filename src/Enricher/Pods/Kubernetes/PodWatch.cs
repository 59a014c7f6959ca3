using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Enricher.Processes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Watches the cluster: pods, services, nodes, the ReplicaSets and Jobs that own pods, and namespaces. Its trouble ends nothing else.</summary>
internal sealed class PodWatch(IOptions<EnricherOptions> options, WatchServices services) : BackgroundService
{
    /// <summary>What reads the objects of a kind.</summary>
    public static IObjectReader ReaderOf(WatchedResource resource, PodsOptions options)
    {
        var texts = new SharedTexts(); // of one watch: it is not thread-safe
        return resource.Kind switch
        {
            ClusterKind.Pod => new PodReader(Metadata(options.Labels.Count > 0 ? options.Labels : PodsOptions.UsualLabels, options.Annotations), texts),
            ClusterKind.Service => new ServiceReader(Metadata([], [])),
            ClusterKind.Node => new NodeReader(Metadata(NodeReader.LabelsOf(options), []), new(options.NodeLabels)),
            ClusterKind.Namespace => new NamespaceReader(Metadata(options.NamespaceLabels.Count > 0 ? options.NamespaceLabels : PodsOptions.UsualLabels, [])),
            _ => new OwnerReader(resource.Kind, Metadata([], [])),
        };

        ObjectMetadata Metadata(IReadOnlyList<string> labels, IReadOnlyList<string> annotations) => new(texts, new(labels, texts), new(annotations, texts));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        services.Report.Started();
        var pods = options.Value.Pods;
        await Task.WhenAll(WatchedResource.All.Select(resource =>
            new ResourceWatch(services, resource, ReaderOf(resource, pods), pods.PageSize).RunAsync(stoppingToken)));
    }
}
