using Eyrie.Contracts;
using Eyrie.Enricher.Mapping.Eyrie;

namespace Eyrie.Enricher.Versions;

/// <summary>
/// Compares which version of a sensor the nodes of a cluster have. A report that makes it certain that they differ, or agree again, becomes
/// that alert itself. Its time is that of the reports: no clock of a partition or a node follows it.
/// </summary>
/// <param name="skewAfter">So long they may differ: an upgrade that rolls is nothing to tell.</param>
internal sealed class VersionBook(TimeSpan skewAfter)
{
    // Who can write events can make up clusters and nodes.
    private const int MostGroups = 1_000;
    private const int MostNodes = 20_000;
    private const int LongestText = 253;

    private readonly Dictionary<(string Cluster, string Product), VersionGroup> _groups = [];
    private readonly List<string> _removed = [];
    private int _nodes;

    /// <summary>Takes in what the Ingestor says.</summary>
    /// <returns>The same; or what the report of a version shows, in its place.</returns>
    public Observation Take(Observation observation)
    {
        if (observation.Health is not { Kind: HealthKind.SensorVersion, Version.Length: > 0 and <= LongestText } report
            || GroupOf(observation.Cluster ?? "", ProductOf(report.Type)) is not { } group)
        {
            return observation;
        }

        var place = PlaceOf(observation.Node, report.Address);
        if (place.Length > LongestText || (_nodes >= MostNodes && !group.Knows(place)) || !group.Take(place, report.Version, observation.Time))
        {
            return observation;
        }

        group.Expire(_removed.Add);
        _nodes = _groups.Values.Sum(static known => known.Count);
        return group.Decide(skewAfter) is { } kind ? HealthMapper.Retell(observation, group.Tell(kind, report)) : observation;
    }

    /// <summary>Hands over what changed since the last call: key and value, null for what is gone.</summary>
    public void TakeChanges(Action<string, byte[]?> changed)
    {
        _removed.ForEach(key => changed(key, null));
        _removed.Clear();
        foreach (var group in _groups.Values)
        {
            group.TakeChanges(changed);
        }
    }

    /// <summary>The group that a record of <c>state.v1</c> is about.</summary>
    internal VersionGroup Restore(string cluster, string product)
    {
        if (!_groups.TryGetValue((cluster, product), out var group))
        {
            _groups.Add((cluster, product), group = new(cluster, product));
        }

        return group;
    }

    /// <summary>All records were put back.</summary>
    internal void Restored()
    {
        foreach (var group in _groups.Values)
        {
            group.Restored();
        }

        _nodes = _groups.Values.Sum(static known => known.Count);
    }

    private VersionGroup? GroupOf(string cluster, string product) =>
        cluster.Length <= LongestText && (_groups.ContainsKey((cluster, product)) || _groups.Count < MostGroups) ? Restore(cluster, product) : null;

    private static string ProductOf(string type) => type.StartsWith("tetragon", StringComparison.Ordinal) ? "tetragon" : "falco";

    // An agent on the node is the node's; what is read over the network is known by its address.
    private static string PlaceOf(string node, string address) =>
        address.Length == 0 || address.StartsWith("unix:", StringComparison.Ordinal) || address.StartsWith('/')
            || address.Contains("localhost", StringComparison.Ordinal) || address.Contains("127.0.0.1", StringComparison.Ordinal)
            ? node
            : $"{address} (read from {node})";
}
