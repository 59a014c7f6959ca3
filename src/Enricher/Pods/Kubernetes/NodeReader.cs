using System.Text.Json;
using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>Reads nodes: where they are, what machines they are, their addresses.</summary>
/// <param name="metadata">Keeps the labels that <see cref="LabelsOf"/> names.</param>
/// <param name="kept">Those among the labels that go into documents.</param>
internal sealed class NodeReader(ObjectMetadata metadata, KeptLabels kept) : IObjectReader
{
    private static readonly string[] Zone = ["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"];
    private static readonly string[] Region = ["topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"];
    private static readonly string[] InstanceType = ["node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type"];

    private readonly AddressList _addresses = new();
    private string? _provider;
    private NodeSystem _system = NodeSystem.Unknown;

    public ObjectMetadata Metadata => metadata;

    /// <summary>The labels that must be read: the well-known ones, and those that are asked for.</summary>
    public static IReadOnlyList<string> LabelsOf(PodsOptions options) => [.. Zone, .. Region, .. InstanceType, .. options.NodeLabels];

    void IObjectReader.Clear()
    {
        _addresses.Clear();
        (_provider, _system) = (null, NodeSystem.Unknown);
    }

    IClusterObject? IObjectReader.Made()
    {
        var ips = _addresses.ToList();
        return new NodeObject(metadata.Uid!, Fact(ips)) { ResourceVersion = metadata.ResourceVersion, Ips = ips };
    }

    private NodeFact Fact(IReadOnlyList<string> ips) => new(metadata.Name!)
    {
        Zone = Label(Zone),
        Region = Label(Region),
        InstanceType = Label(InstanceType),
        ProviderId = _provider,
        System = _system,
        Ips = ips,
        Labels = kept.Of(metadata.Labels),
    };

    private string? Label(string[] names)
    {
        foreach (var name in names)
        {
            if (metadata.Labels.TryGetValue(name, out var value) && value.Length > 0)
            {
                return value;
            }
        }

        return null;
    }

    bool IObjectReader.ReadSpec(ref Utf8JsonReader reader)
    {
        if (!reader.ValueTextEquals("providerID"u8))
        {
            return false;
        }

        _provider = reader.Text();
        return true;
    }

    bool IObjectReader.ReadStatus(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("addresses"u8))
        {
            _addresses.ReadObjects(ref reader, "address"u8); // names among them are no addresses
            return true;
        }

        if (reader.ValueTextEquals("nodeInfo"u8))
        {
            _system = ReadSystem(ref reader);
            return true;
        }

        return false;
    }

    private static NodeSystem ReadSystem(ref Utf8JsonReader reader)
    {
        var system = NodeSystem.Unknown;
        if (!reader.Enter(JsonTokenType.StartObject))
        {
            return system;
        }

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("machineID"u8))
            {
                system = system with { MachineId = reader.Text() };
            }
            else if (reader.ValueTextEquals("architecture"u8))
            {
                system = system with { Architecture = reader.Text() };
            }
            else if (reader.ValueTextEquals("operatingSystem"u8))
            {
                system = system with { OperatingSystem = reader.Text() };
            }
            else if (reader.ValueTextEquals("osImage"u8))
            {
                system = system with { Image = reader.Text() };
            }
            else if (reader.ValueTextEquals("kernelVersion"u8))
            {
                system = system with { Kernel = reader.Text() };
            }
            else
            {
                reader.Skip();
            }
        }

        return system;
    }
}
