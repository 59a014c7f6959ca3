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

    public IClusterObject? Read(ref Utf8JsonReader reader)
    {
        Clear();
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

        return metadata is { IsNamed: true, Namespace: not null } ? Pod() : null;
    }

    private void Clear()
    {
        metadata.Clear();
        _containers.Clear();
        _addresses.Clear();
        (_node, _serviceAccount, _hostNetwork, _isOver) = (null, null, false, false);
    }

    private PodObject Pod() => new(metadata.Uid!, metadata.Namespace!, metadata.Name!)
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
    };

    private void ReadSpec(ref Utf8JsonReader reader)
    {
        if (!reader.Enter(JsonTokenType.StartObject))
        {
            return;
        }

        while (reader.NextProperty())
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
                reader.Skip();
            }
        }
    }
}
