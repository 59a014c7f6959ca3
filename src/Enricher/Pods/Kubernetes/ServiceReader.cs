using System.Text.Json;
using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Reads services: their names and addresses.</summary>
internal sealed class ServiceReader(ObjectMetadata metadata) : IObjectReader
{
    private readonly AddressList _addresses = new();

    public ObjectMetadata Metadata => metadata;

    public IClusterObject? Read(ref Utf8JsonReader reader)
    {
        metadata.Clear();
        _addresses.Clear();
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                metadata.Read(ref reader);
            }
            else if (reader.ValueTextEquals("spec"u8))
            {
                ReadSpec(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                ReadStatus(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return metadata.IsNamed
            ? new ServiceObject(metadata.Uid!, metadata.Namespace ?? "", metadata.Name!) { ResourceVersion = metadata.ResourceVersion, Ips = _addresses.ToList() }
            : null;
    }

    private void ReadSpec(ref Utf8JsonReader reader)
    {
        if (!reader.Enter(JsonTokenType.StartObject))
        {
            return;
        }

        while (reader.NextProperty())
        {
            // Not loadBalancerIP: anybody may wish for one, the status has those that were given.
            if (reader.ValueTextEquals("clusterIP"u8))
            {
                _addresses.ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("clusterIPs"u8) || reader.ValueTextEquals("externalIPs"u8))
            {
                _addresses.ReadTexts(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadStatus(ref Utf8JsonReader reader)
    {
        if (!reader.Enter(JsonTokenType.StartObject))
        {
            return;
        }

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("loadBalancer"u8))
            {
                ReadLoadBalancer(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadLoadBalancer(ref Utf8JsonReader reader)
    {
        if (!reader.Enter(JsonTokenType.StartObject))
        {
            return;
        }

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("ingress"u8))
            {
                _addresses.ReadObjects(ref reader, "ip"u8);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
