using System.Text.Json;
using Eyrie.Contracts;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>What a value says.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="Uid">Which; empty for a marker.</param>
/// <param name="Object">The object; null for a marker, and for a deletion that does not say what was deleted.</param>
/// <param name="Deleted">Since when it is gone; default while it is there.</param>
/// <param name="Sync">When all of the kind was told; default for an object.</param>
internal readonly record struct ClusterMessage(ClusterKind Kind, string Uid, IClusterObject? Object, EventTime Deleted, EventTime Sync);

/// <summary>Writes and reads objects as JSON. What it reads may be anybody's: only what is whole and of sensible size gets through.</summary>
internal static class ClusterCodec
{
    private const int LongestName = 512;
    private const int MostItems = 256;
    private static readonly string[] Words = ["pod", "service", "node", "replicaset", "job", "namespace"]; // by ClusterKind

    /// <summary>The kind's word in keys and values.</summary>
    public static string Word(ClusterKind kind) => Words[(int)kind];

    /// <summary>The kind of a word; null for one that a later version may know.</summary>
    public static ClusterKind? Kind(ReadOnlySpan<char> word)
    {
        for (var i = 0; i < Words.Length; i++)
        {
            if (word.SequenceEqual(Words[i]))
            {
                return (ClusterKind)i;
            }
        }

        return null;
    }

    /// <summary>An object's value: the same for the same object, whatever the order of its labels.</summary>
    public static byte[] Write(IClusterObject found, EventTime deleted = default) => Write(Record(found) with { Deleted = deleted.UnixNanoseconds });

    /// <summary>That an object is gone of which no more is known.</summary>
    public static byte[] WriteDeleted(ClusterKind kind, string uid, EventTime deleted) =>
        Write(new ClusterRecord { Kind = Word(kind), Uid = uid, Deleted = deleted.UnixNanoseconds });

    /// <summary>That all of a kind is told.</summary>
    public static byte[] WriteSync(ClusterKind kind, EventTime sync, int objects) =>
        Write(new ClusterRecord { Kind = Word(kind), Sync = sync.UnixNanoseconds, Objects = objects });

    /// <summary>Reads a value.</summary>
    /// <returns>What it says; null for a kind that a later version may know.</returns>
    /// <exception cref="FormatException">It is none of ours.</exception>
    public static ClusterMessage? Read(ReadOnlySpan<byte> value)
    {
        try
        {
            var record = JsonSerializer.Deserialize(value, ClusterJson.Default.ClusterRecord);
            return record?.Kind is not { } word ? throw new FormatException("it names no kind")
                : Kind(word) is not { } kind ? null
                : record.Sync != 0 ? new(kind, "", null, default, new(record.Sync))
                : Message(kind, record);
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is no JSON of ours: {e.Message}", e);
        }
    }

    private static byte[] Write(ClusterRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, ClusterJson.Default.ClusterRecord);

    private static ClusterMessage Message(ClusterKind kind, ClusterRecord record)
    {
        var uid = Name(record.Uid, "uid");
        var found = record is { Deleted: not 0, Name: null } ? null : Object(kind, uid, record);
        return new(kind, uid, found, new(record.Deleted), default);
    }

    private static IClusterObject Object(ClusterKind kind, string uid, ClusterRecord record)
    {
        var name = Name(record.Name, "name");
        return kind switch
        {
            ClusterKind.Pod => Pod(uid, name, record),
            ClusterKind.Service => new ServiceObject(uid, Name(record.Namespace, "namespace"), name) { Ips = Texts(record.Ips) },
            ClusterKind.Node => Node(uid, name, record, Texts(record.Ips)),
            ClusterKind.Namespace => new NamespaceObject(uid, name) { Labels = Map(record.Labels) },
            _ => new OwnerObject(kind, uid, Name(record.Namespace, "namespace"), name) { Owner = Owner(record.Owner) },
        };
    }

    private static PodObject Pod(string uid, string name, ClusterRecord record) => new(uid, Name(record.Namespace, "namespace"), name)
    {
        Node = Short(record.Node),
        Ips = Texts(record.Ips),
        HostNetwork = record.HostNetwork,
        ServiceAccount = Short(record.ServiceAccount),
        Owner = Owner(record.Owner),
        Created = record.Created == 0 ? null : new(record.Created),
        IsOver = record.Over,
        Labels = Map(record.Labels),
        Annotations = Map(record.Annotations),
        Containers = [.. (record.Containers ?? []).Take(MostItems).OfType<ContainerFact>().Where(static container => container.Id is not { Length: > LongestName })],
    };

    private static NodeObject Node(string uid, string name, ClusterRecord record, string[] ips) => new(uid, new(name)
    {
        Zone = Short(record.Zone),
        Region = Short(record.Region),
        InstanceType = Short(record.InstanceType),
        ProviderId = Short(record.ProviderId),
        System = record.System is not { } system ? NodeSystem.Unknown : new()
        {
            MachineId = Short(system.MachineId),
            Architecture = Short(system.Architecture),
            OperatingSystem = Short(system.OperatingSystem),
            Image = Short(system.Image),
            Kernel = Short(system.Kernel),
        },
        Ips = ips,
        Labels = Map(record.Labels),
    })
    { Ips = ips };

    private static ClusterRecord Record(IClusterObject found) => found switch
    {
        PodObject pod => new()
        {
            Kind = Word(ClusterKind.Pod),
            Uid = pod.Uid,
            Namespace = pod.Namespace,
            Name = pod.Name,
            Node = pod.Node,
            Ips = Some(pod.Ips),
            HostNetwork = pod.HostNetwork,
            ServiceAccount = pod.ServiceAccount,
            Owner = Record(pod.Owner),
            Created = pod.Created?.UnixNanoseconds ?? 0,
            Over = pod.IsOver,
            Labels = Sorted(pod.Labels),
            Annotations = Sorted(pod.Annotations),
            Containers = pod.Containers.Count == 0 ? null : pod.Containers,
        },
        ServiceObject service => new() { Kind = Word(ClusterKind.Service), Uid = service.Uid, Namespace = service.Namespace, Name = service.Name, Ips = Some(service.Ips) },
        NodeObject node => new()
        {
            Kind = Word(ClusterKind.Node),
            Uid = node.Uid,
            Name = node.Fact.Name,
            Ips = Some(node.Ips),
            Zone = node.Fact.Zone,
            Region = node.Fact.Region,
            InstanceType = node.Fact.InstanceType,
            ProviderId = node.Fact.ProviderId,
            System = node.Fact.System == NodeSystem.Unknown ? null : node.Fact.System,
            Labels = Sorted(node.Fact.Labels),
        },
        NamespaceObject space => new() { Kind = Word(ClusterKind.Namespace), Uid = space.Uid, Name = space.Name, Labels = Sorted(space.Labels) },
        OwnerObject owner => new() { Kind = Word(owner.Kind), Uid = owner.Uid, Namespace = owner.Namespace, Name = owner.Name, Owner = Record(owner.Owner) },
        _ => throw new ArgumentOutOfRangeException(nameof(found)),
    };

    private static OwnerRecord? Record(OwnerReference? owner) => owner is { } found ? new(found.Kind, found.Name, found.Uid) : null;

    private static IReadOnlyList<string>? Some(IReadOnlyList<string> texts) => texts.Count == 0 ? null : texts;

    private static Dictionary<string, string?>? Sorted(IReadOnlyDictionary<string, string> texts) => texts.Count == 0 ? null
        : KeptText.Cut(texts).OrderBy(static text => text.Key, StringComparer.Ordinal).ToDictionary(static text => text.Key, static text => (string?)text.Value);

    private static string Name(string? text, string what) =>
        text is { Length: > 0 and <= LongestName } ? text : throw new FormatException($"its {what} is missing or too long");

    private static string? Short(string? text) => KeptText.Cut(text, LongestName);

    private static string[] Texts(IReadOnlyList<string?>? texts) => [.. (texts ?? []).OfType<string>().Take(MostItems)];

    private static OwnerReference? Owner(OwnerRecord? owner) =>
        owner is { Kind: { Length: > 0 } kind, Name: { Length: > 0 } name } ? new(Short(kind)!, Short(name)!, Short(owner.Uid) ?? "") : null;

    private static Dictionary<string, string> Map(IReadOnlyDictionary<string, string?>? texts) => texts is null ? []
        : texts.Where(static text => text.Value is not null).Take(MostItems).ToDictionary(static text => text.Key, static text => text.Value!, StringComparer.Ordinal);
}
