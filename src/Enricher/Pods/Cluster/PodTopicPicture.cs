using System.Collections.Concurrent;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>
/// Builds the catalog from the records of <c>pods.v1</c>. When the topic is read from its beginning again, what was not met by its end is gone.
/// Of the reading thread alone, but for <see cref="Pods"/>.
/// </summary>
internal sealed class PodTopicPicture(ClusterCatalog catalog)
{
    private readonly ConcurrentDictionary<(string Cluster, ClusterKind Kind), EventTime> _syncs = [];
    private HashSet<PodKey>? _met;
    private bool _hasMore;

    /// <summary>When each cluster's feeder last said that its pods are all there; none has no feeder.</summary>
    public IEnumerable<(string Cluster, EventTime Sync)> Pods =>
        _syncs.Where(static sync => sync.Key.Kind is ClusterKind.Pod).Select(static sync => (sync.Key.Cluster, sync.Value));

    /// <summary>Reading begins at the beginning.</summary>
    public void Begin()
    {
        _met = _hasMore ? [] : null; // the first time there is nothing that could be gone
        _hasMore = true;
    }

    /// <summary>Takes in a record.</summary>
    /// <exception cref="FormatException">It is none of ours.</exception>
    public void Take(string? text, byte[]? value)
    {
        if (!PodKey.TryParse(text, out var key))
        {
            throw new FormatException("its key is not cluster/kind/uid");
        }

        if (key.Uid == PodKey.Marker)
        {
            TakeSync(key, value);
        }
        else if (value is null)
        {
            _met?.Remove(key);
            catalog.Of(key.Cluster).Drop(key.Kind, key.Uid);
        }
        else if (ClusterCodec.Read(value) is { } message)
        {
            TakeObject(key, message);
        }
    }

    /// <summary>The end was reached.</summary>
    public void End()
    {
        if (_met is not { } met)
        {
            return;
        }

        foreach (var view in catalog.Clusters)
        {
            foreach (var kind in Enum.GetValues<ClusterKind>())
            {
                view.Listed(kind, met.Where(key => key.Cluster == view.Name && key.Kind == kind).Select(static key => key.Uid).ToHashSet());
            }
        }

        _met = null;
    }

    private void TakeSync(PodKey key, byte[]? value)
    {
        if (value is null)
        {
            _syncs.TryRemove((key.Cluster, key.Kind), out _);
        }
        else if (ClusterCodec.Read(value) is { Sync: var sync } && sync != default)
        {
            _ = catalog.Of(key.Cluster);
            _syncs[(key.Cluster, key.Kind)] = sync;
        }
    }

    private void TakeObject(PodKey key, ClusterMessage message)
    {
        if (message.Kind != key.Kind || message.Uid != key.Uid)
        {
            throw new FormatException("its key names another object than its value");
        }

        var view = catalog.Of(key.Cluster);
        if (message.Deleted == default)
        {
            _met?.Add(key);
            view.Put(message.Object!);
            return;
        }

        _met?.Remove(key);
        if (message.Object is { } last)
        {
            view.PutDeleted(last, message.Deleted);
        }
        else
        {
            view.Delete(key.Kind, key.Uid, message.Deleted);
        }
    }
}
