using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Reads ReplicaSets and Jobs: their metadata says who owns them.</summary>
internal sealed class OwnerReader(ClusterKind kind, ObjectMetadata metadata) : IObjectReader
{
    public ObjectMetadata Metadata => metadata;

    IClusterObject? IObjectReader.Made() =>
        new OwnerObject(kind, metadata.Uid!, metadata.Namespace ?? "", metadata.Name!) { ResourceVersion = metadata.ResourceVersion, Owner = metadata.Owner };
}
