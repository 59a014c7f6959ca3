using System.Text.Json;
using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Reads namespaces: their metadata has the labels.</summary>
internal sealed class NamespaceReader(ObjectMetadata metadata) : IObjectReader
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
            ? new NamespaceObject(metadata.Uid!, metadata.Name!) { ResourceVersion = metadata.ResourceVersion, Labels = metadata.Labels }
            : null;
    }
}
