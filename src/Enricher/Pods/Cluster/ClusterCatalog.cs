using System.Net;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>
/// What one or several clusters say of their objects, as a source of pods. A container's id and a pod's uid are found in whatever cluster
/// they are; names and addresses only in the event's own, because each cluster has its own of them.
/// </summary>
/// <param name="deletedMemory">How long a deleted object is remembered for late alerts.</param>
/// <param name="time">The clock of that.</param>
internal sealed class ClusterCatalog(TimeSpan deletedMemory, TimeProvider time) : IPodSource
{
    private const int MostClusters = 256;

    private readonly Lock _growing = new();
    private volatile ClusterView[] _views = [];

    // Whoever watches, we or 'eyrie pods': it is a watch.
    public string Name => "watch";

    /// <summary>All clusters that are known.</summary>
    public IReadOnlyList<ClusterView> Clusters => _views;

    /// <summary>The cluster of a name, made when it is new; empty for one that has no name: it answers for all that have no other.</summary>
    /// <exception cref="FormatException">There are too many clusters.</exception>
    public ClusterView Of(string cluster)
    {
        lock (_growing)
        {
            if (Array.Find(_views, view => view.Name == cluster) is { } known)
            {
                return known;
            }

            if (_views.Length >= MostClusters)
            {
                throw new FormatException($"there are more than {MostClusters} clusters");
            }

            var added = new ClusterView(cluster, deletedMemory, time);
            _views = [.. _views, added];
            return added;
        }
    }

    public PodFact? Find(in PodQuery query)
    {
        var views = _views;
        var own = Own(views, query.Cluster);
        if (query.ContainerId is not null && FindContainer(views, own, query) is { } byContainer)
        {
            return byContainer;
        }

        if (query.Uid is not null && FindUid(views, own, query.Uid) is { } byUid)
        {
            return byUid;
        }

        return query is { Namespace: { } podNamespace, Name: { } name } ? own?.Index.FindName(podNamespace, name, query.Time) : null;
    }

    public EndpointFact? FindAddress(string? cluster, IPAddress address, EventTime time) => Own(_views, cluster)?.Index.FindAddress(address, time);

    public NodeFact? FindNode(string? cluster, string node) => Own(_views, cluster)?.Index.FindNode(node);

    public IReadOnlyDictionary<string, string>? FindNamespace(string? cluster, string name) => Own(_views, cluster)?.Index.FindNamespace(name);

    private static PodFact? FindContainer(ClusterView[] views, ClusterView? own, in PodQuery query)
    {
        if (own?.Index.FindContainer(query) is { } found)
        {
            return found;
        }

        foreach (var view in views)
        {
            if (!ReferenceEquals(view, own) && view.Index.FindContainer(query) is { } elsewhere)
            {
                return elsewhere;
            }
        }

        return null;
    }

    private static PodFact? FindUid(ClusterView[] views, ClusterView? own, string uid)
    {
        if (own?.Index.FindUid(uid) is { } found)
        {
            return found;
        }

        foreach (var view in views)
        {
            if (!ReferenceEquals(view, own) && view.Index.FindUid(uid) is { } elsewhere)
            {
                return elsewhere;
            }
        }

        return null;
    }

    // An event or a watch without a cluster's name: with one cluster alone it can only be that one.
    private static ClusterView? Own(ClusterView[] views, string? cluster)
    {
        ClusterView? unnamed = null;
        foreach (var view in views)
        {
            if (view.Name == cluster)
            {
                return view;
            }

            unnamed = view.Name.Length == 0 ? view : unnamed;
        }

        return unnamed ?? (views.Length == 1 && string.IsNullOrEmpty(cluster) ? views[0] : null);
    }
}
