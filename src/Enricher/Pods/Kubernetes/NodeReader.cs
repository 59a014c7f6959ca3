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

    public ObjectMetadata Metadata => metadata;

    /// <summary>The labels that must be read: the well-known ones, and those that are asked for.</summary>
    public static IReadOnlyList<string> LabelsOf(PodsOptions options) => [.. Zone, .. Region, .. InstanceType, .. options.NodeLabels];

    void IObjectReader.Clear()
    {
        _addresses.Clear();
        _provider = null;
    }

    IClusterObject? IObjectReader.Made() =>
        new NodeObject(metadata.Uid!, Fact()) { ResourceVersion = metadata.ResourceVersion, Ips = _addresses.ToList() };

    private NodeFact Fact() => new(metadata.Name!)
    {
        Zone = Label(Zone),
        Region = Label(Region),
        InstanceType = Label(InstanceType),
        ProviderId = _provider,
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
        if (!reader.ValueTextEquals("addresses"u8))
        {
            return false;
        }

        _addresses.ReadObjects(ref reader, "address"u8); // names among them are no addresses
        return true;
    }
}
