using Eyrie.Enricher.Pods.Cluster;

namespace Eyrie.Enricher.Tests.Pods.Kubernetes;

/// <summary>Keeps what a cluster says of its objects, and lets a test wait until it says so.</summary>
internal sealed class RecordedCluster : IClusterSink
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(ClusterKind Kind, string Uid), IClusterObject> _objects = [];
    private readonly Dictionary<ClusterKind, int> _lists = [];
    private readonly List<(Func<RecordedCluster, bool> Condition, TaskCompletionSource Signal)> _awaited = [];
    private int _inside;

    /// <summary>Whether it was called by two at a time.</summary>
    public bool WasCalledTwiceAtOnce { get; private set; }

    public void Put(IClusterObject found) => Change(() => _objects[(found.Kind, found.Uid)] = found);

    public void Delete(ClusterKind kind, string uid) => Change(() => _objects.Remove((kind, uid)));

    public void Listed(ClusterKind kind, IReadOnlySet<string> uids) => Change(() =>
    {
        foreach (var gone in _objects.Keys.Where(key => key.Kind == kind && !uids.Contains(key.Uid)).ToList())
        {
            _objects.Remove(gone);
        }

        _lists[kind] = _lists.GetValueOrDefault(kind) + 1;
    });

    public int Lists(ClusterKind kind) => Locked(() => _lists.GetValueOrDefault(kind));

    public IReadOnlyList<IClusterObject> All(ClusterKind kind) =>
        Locked(() => _objects.Values.Where(one => one.Kind == kind).OrderBy(one => one.Uid, StringComparer.Ordinal).ToList());

    public PodObject? Pod(string uid) => Locked(() => (PodObject?)_objects.GetValueOrDefault((ClusterKind.Pod, uid)));

    /// <summary>Completes when a condition holds, now or later.</summary>
    public Task Until(Func<RecordedCluster, bool> condition, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (condition(this))
            {
                return Task.CompletedTask;
            }

            var signal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((condition, signal));
            return signal.Task.WaitAsync(cancellation);
        }
    }

    private void Change(Action change)
    {
        WasCalledTwiceAtOnce |= Interlocked.Increment(ref _inside) > 1;
        lock (_gate)
        {
            change();
            foreach (var done in _awaited.Where(awaited => awaited.Condition(this)).ToList())
            {
                done.Signal.TrySetResult();
                _awaited.Remove(done);
            }
        }

        Interlocked.Decrement(ref _inside);
    }

    private T Locked<T>(Func<T> ask)
    {
        lock (_gate)
        {
            return ask();
        }
    }
}
