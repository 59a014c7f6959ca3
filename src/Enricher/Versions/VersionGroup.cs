using System.Globalization;
using System.Text;
using Eyrie.Contracts;
using Eyrie.Enricher.Processes;

namespace Eyrie.Enricher.Versions;

/// <summary>Versions of one product in one cluster.</summary>
internal sealed class VersionGroup(string cluster, string product)
{
    private const int MostVersionsNamed = 5;
    private const int MostNodesNamed = 3;
    private const int LongestName = 80;

    // Told every 15 min: who was not heard of for an hour is gone.
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);
    private static readonly TimeSpan Repeat = TimeSpan.FromDays(1);

    // A node whose clock is days ahead takes nobody's time away; who comes back after a night catches up report by report.
    private static readonly TimeSpan LargestStep = TimeSpan.FromMinutes(20);

    private readonly Dictionary<string, LinkedListNode<Sighting>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<Sighting> _byAge = []; // the group's clock only moves on, so the last that was heard of is the last
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private bool _moved;

    public int Count => _nodes.Count;

    /// <summary>What it remembers beside the nodes.</summary>
    public SkewRecord Times { get; private set; } = new();

    public bool Knows(string node) => _nodes.ContainsKey(node);

    /// <summary>Takes in a report; false for one that was taken in before, or is older.</summary>
    public bool Take(string node, string version, EventTime time)
    {
        if (_nodes.TryGetValue(node, out var known) && time.UnixNanoseconds <= known.Value.Told)
        {
            return false;
        }

        Advance(time);
        Forget(known);
        Add(new(node, version, Times.Now, time.UnixNanoseconds));
        _changed.Add(node);
        return true;
    }

    /// <summary>Forgets who was not heard of for long.</summary>
    /// <param name="removed">Gets the keys of their records.</param>
    public void Expire(Action<string> removed)
    {
        while (_byAge.First is { } oldest && new EventTime(Times.Now) - new EventTime(oldest.Value.Seen) > Memory)
        {
            Forget(oldest);
            _changed.Remove(oldest.Value.Node);
            removed(VersionCodec.KeyOf(cluster, product, oldest.Value.Node));
        }
    }

    /// <summary>What is to be told now, at most one of it a day; null for nothing.</summary>
    public HealthKind? Decide(TimeSpan skewAfter)
    {
        var now = new EventTime(Times.Now);
        if (_counts.Count <= 1)
        {
            var wasTold = Times.Told != 0;
            Times = Times with { Since = 0, Told = 0 };
            return wasTold ? HealthKind.VersionsAgree : null;
        }

        Times = Times with { Since = Times.Since == 0 ? Times.Now : Times.Since };
        if (now - new EventTime(Times.Since) < skewAfter || (Times.Told != 0 && now - new EventTime(Times.Told) < Repeat))
        {
            return null;
        }

        Times = Times with { Told = Times.Now };
        return HealthKind.VersionsDiffer;
    }

    /// <summary>The event that tells it.</summary>
    public HealthEvent Tell(HealthKind kind, HealthEvent report)
    {
        var most = _counts.MaxBy(static version => version.Value);
        var where = cluster.Length > 0 ? $" in cluster {Shown(cluster)}" : "";
        var words = kind is HealthKind.VersionsDiffer ? Words() : $"{Shown(most.Key)} on {Nodes(most.Value)}";
        return report with
        {
            Kind = kind,
            Sensor = product,
            Type = product,
            Address = cluster,
            Version = most.Key,
            Severity = kind.UsualSeverity(),
            Reason = words,
            Message = kind is HealthKind.VersionsDiffer ? $"Versions of {product} differ{where}: {words}" : $"Versions of {product} agree again{where}: {words}",
            Since = Times.Since == 0 ? null : new(Times.Since),
        };
    }

    /// <summary>Hands over what changed since the last call.</summary>
    public void TakeChanges(Action<string, byte[]?> changed)
    {
        foreach (var node in _changed)
        {
            changed(VersionCodec.KeyOf(cluster, product, node), VersionCodec.Write(_nodes[node].Value));
        }

        _changed.Clear();
        if (_moved)
        {
            changed(VersionCodec.KeyOf(cluster, product), VersionCodec.Write(Times));
            _moved = false;
        }
    }

    /// <summary>Puts back a node; null takes it away.</summary>
    public void Restore(string node, Sighting? sighting)
    {
        Forget(_nodes.GetValueOrDefault(node));
        if (sighting is { } seen)
        {
            Add(seen);
        }
    }

    /// <summary>Puts back the times.</summary>
    public void Restore(SkewRecord times) => Times = times;

    /// <summary>All was put back, in whatever order it was read.</summary>
    public void Restored()
    {
        var inOrder = _byAge.OrderBy(static sighting => sighting.Seen).ToList();
        _byAge.Clear();
        foreach (var sighting in inOrder)
        {
            _nodes[sighting.Node] = _byAge.AddLast(sighting);
        }
    }

    private void Advance(EventTime time)
    {
        var now = new EventTime(Times.Now);
        var next = Times.Now == 0 || time - now <= LargestStep ? time : now + LargestStep;
        Times = Times with { Now = Math.Max(Times.Now, next.UnixNanoseconds) };
        _moved = true;
    }

    private void Add(in Sighting sighting)
    {
        _nodes[sighting.Node] = _byAge.AddLast(sighting);
        _counts[sighting.Version] = _counts.GetValueOrDefault(sighting.Version) + 1;
    }

    private void Forget(LinkedListNode<Sighting>? known)
    {
        if (known is null)
        {
            return;
        }

        _nodes.Remove(known.Value.Node);
        _byAge.Remove(known);
        if (--_counts[known.Value.Version] == 0)
        {
            _counts.Remove(known.Value.Version);
        }
    }

    private string Words()
    {
        var text = new StringBuilder();
        foreach (var (version, count) in _counts.OrderByDescending(static version => version.Value).Take(MostVersionsNamed))
        {
            var named = _nodes.Values.Select(static node => node.Value).Where(node => node.Version == version).Select(static node => Shown(node.Node))
                .Order(StringComparer.Ordinal).Take(MostNodesNamed);
            text.Append(text.Length > 0 ? "; " : "")
                .Append(CultureInfo.InvariantCulture, $"{Shown(version)} on {Nodes(count)} ({string.Join(", ", named)}{(count > MostNodesNamed ? ", ..." : "")})");
        }

        return _counts.Count > MostVersionsNamed
            ? text.Append(CultureInfo.InvariantCulture, $"; and {_counts.Count - MostVersionsNamed} versions more").ToString()
            : text.ToString();
    }

    // Who reaches a sensor's socket says what it likes of its version; an alert is for people.
    private static string Shown(string name) => string.Concat(KeptText.Cut(name, LongestName)!.Select(
        static letter => char.IsControl(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.LineSeparator ? ' ' : letter));

    private static string Nodes(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "node" : "nodes")}");
}

/// <summary>Which version a node has.</summary>
/// <param name="Node">The node, or the address of what is read over the network.</param>
/// <param name="Version">As the sensor tells it.</param>
/// <param name="Seen">When it was last told, by the group's clock.</param>
/// <param name="Told">When it was last told, by the node's own.</param>
internal readonly record struct Sighting(string Node, string Version, long Seen, long Told);
