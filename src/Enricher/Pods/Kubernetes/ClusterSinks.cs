using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Pods.Kubernetes;

/// <summary>All that take what the cluster says. The kinds are watched side by side; sinks are called one call at a time.</summary>
internal sealed class ClusterSinks(IEnumerable<IClusterSink> sinks) : IClusterSink
{
    private readonly IClusterSink[] _sinks = [.. sinks];
    private readonly Lock _gate = new();

    public void Put(IClusterObject found)
    {
        lock (_gate)
        {
            foreach (var sink in _sinks)
            {
                sink.Put(found);
            }
        }
    }

    public void Delete(ClusterKind kind, string uid)
    {
        lock (_gate)
        {
            foreach (var sink in _sinks)
            {
                sink.Delete(kind, uid);
            }
        }
    }

    public void Listed(ClusterKind kind, IReadOnlySet<string> uids)
    {
        lock (_gate)
        {
            foreach (var sink in _sinks)
            {
                sink.Listed(kind, uids);
            }
        }
    }
}
