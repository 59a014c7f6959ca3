using System.Text.Json;
using Eyrie.Enricher.Pods.Cluster;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Reads pods: who they are, where they run, their containers.</summary>
internal sealed class PodReader(ObjectMetadata metadata, SharedTexts texts) : IObjectReader
{
    private readonly PodContainers _containers = new(texts);
    private readonly AddressList _addresses = new();
    private string? _node;
    private string? _serviceAccount;
    private bool _hostNetwork;
    private bool _isOver;

    public ObjectMetadata Metadata => metadata;

    void IObjectReader.Clear()
    {
        _containers.Clear();
        _addresses.Clear();
        (_node, _serviceAccount, _hostNetwork, _isOver) = (null, null, false, false);
    }

    IClusterObject? IObjectReader.Made() => metadata.Namespace is { } space
        ? new PodObject(metadata.Uid!, space, metadata.Name!)
        {
            ResourceVersion = metadata.ResourceVersion,
            Node = _node,
            Ips = _addresses.ToList(),
            HostNetwork = _hostNetwork,
            ServiceAccount = _serviceAccount,
            Owner = metadata.Owner,
            Created = metadata.Created,
            IsOver = _isOver,
            Labels = metadata.Labels,
            Annotations = metadata.Annotations,
            Containers = _containers.ToList(),
        }
        : null;

    bool IObjectReader.ReadSpec(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("nodeName"u8))
        {
            _node = reader.Text(texts);
        }
        else if (reader.ValueTextEquals("serviceAccountName"u8))
        {
            _serviceAccount = reader.Text(texts);
        }
        else if (reader.ValueTextEquals("hostNetwork"u8))
        {
            _hostNetwork = reader.Flag();
        }
        else if (reader.ValueTextEquals("containers"u8) || reader.ValueTextEquals("initContainers"u8)
            || reader.ValueTextEquals("ephemeralContainers"u8))
        {
            _containers.ReadSpecs(ref reader);
        }
        else
        {
            return false;
        }

        return true;
    }

    bool IObjectReader.ReadStatus(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("phase"u8))
        {
            _isOver = reader.Text(texts) is "Succeeded" or "Failed";
        }
        else if (reader.ValueTextEquals("podIP"u8))
        {
            _addresses.ReadText(ref reader);
        }
        else if (reader.ValueTextEquals("podIPs"u8))
        {
            _addresses.ReadObjects(ref reader, "ip"u8);
        }
        else if (reader.ValueTextEquals("containerStatuses"u8) || reader.ValueTextEquals("initContainerStatuses"u8)
            || reader.ValueTextEquals("ephemeralContainerStatuses"u8))
        {
            _containers.ReadStatuses(ref reader);
        }
        else
        {
            return false;
        }

        return true;
    }
}
