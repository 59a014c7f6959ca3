using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Reads namespaces: their metadata has the labels.</summary>
internal sealed class NamespaceReader(ObjectMetadata metadata) : IObjectReader
{
    public ObjectMetadata Metadata => metadata;

    IClusterObject? IObjectReader.Made() =>
        new NamespaceObject(metadata.Uid!, metadata.Name!) { ResourceVersion = metadata.ResourceVersion, Labels = metadata.Labels };
}
