using System.Text.Json;
using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Reads ReplicaSets and Jobs: their metadata says who owns them.</summary>
internal sealed class OwnerReader(ClusterKind kind, ObjectMetadata metadata) : IObjectReader
{
    public ObjectMetadata Metadata => metadata;

    public IClusterObject? Read(ref Utf8JsonReader reader)
    {
        metadata.Clear();
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                metadata.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return metadata.IsNamed
            ? new OwnerObject(kind, metadata.Uid!, metadata.Namespace ?? "", metadata.Name!) { ResourceVersion = metadata.ResourceVersion, Owner = metadata.Owner }
            : null;
    }
}
