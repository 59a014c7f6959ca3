using System.Text.Json;
using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Reads services: their names and addresses.</summary>
internal sealed class ServiceReader(ObjectMetadata metadata) : IObjectReader
{
    private readonly AddressList _addresses = new();

    public ObjectMetadata Metadata => metadata;

    void IObjectReader.Clear() => _addresses.Clear();

    IClusterObject? IObjectReader.Made() =>
        new ServiceObject(metadata.Uid!, metadata.Namespace ?? "", metadata.Name!) { ResourceVersion = metadata.ResourceVersion, Ips = _addresses.ToList() };

    bool IObjectReader.ReadSpec(ref Utf8JsonReader reader)
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
            return false;
        }

        return true;
    }

    bool IObjectReader.ReadStatus(ref Utf8JsonReader reader)
    {
        if (!reader.ValueTextEquals("loadBalancer"u8))
        {
            return false;
        }

        ReadLoadBalancer(ref reader);
        return true;
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
