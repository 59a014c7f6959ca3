using System.Globalization;

namespace Eyrie.Testing.Kubernetes;

/// <summary>A page of a list.</summary>
public sealed record ApiPage(long Version, string[] Items, int Start, int End, string? Continue);

/// <summary>What a <see cref="ScriptedApiServer"/> holds: objects by kind and uid, and what happened to them, by version. Thread-safe.</summary>
public sealed class ApiStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedDictionary<string, string>> _objects = [];
    private readonly Dictionary<string, List<(long Version, string Line)>> _events = [];
    private readonly Dictionary<string, (long Version, string[] Items)> _lists = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _forgotten;

    /// <summary>The last version.</summary>
    public long Version { get; private set; } = 10;

    /// <summary>Completes at the next change.</summary>
    public Task Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>Adds or changes an object.</summary>
    public void Put(string resource, string uid, string text) => Change(resource, (objects, version) =>
    {
        var known = objects.ContainsKey(uid);
        var stored = objects[uid] = text.Replace("$VERSION", version.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return $$"""{"type":"{{(known ? "MODIFIED" : "ADDED")}}","object":{{stored}}}""" + "\n";
    });

    /// <summary>Removes an object.</summary>
    public void Delete(string resource, string uid) => Change(resource, (objects, version) =>
    {
        objects.Remove(uid, out var stored);
        return $$"""{"type":"DELETED","object":{{stored}}}""" + "\n";
    });

    /// <summary>Moves the version on, as changes of other objects do.</summary>
    public long Pass()
    {
        lock (_gate)
        {
            return ++Version;
        }
    }

    /// <summary>Forgets what happened: a watch of before is told 410.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _forgotten = Version;
            _events.Clear();
            Signal();
        }
    }

    /// <summary>Forgets a list when so many of its pages were read.</summary>
    public int ForgetsListsAfterPages { get; set; } = int.MaxValue;

    /// <summary>The uids of what there is.</summary>
    public IReadOnlyDictionary<string, string> Objects(string resource)
    {
        lock (_gate)
        {
            return new Dictionary<string, string>(Of(resource));
        }
    }

    /// <summary>A page of a list; null when it has been forgotten.</summary>
    public ApiPage? Page(string resource, string? continuation, int limit)
    {
        lock (_gate)
        {
            var (id, start) = ($"{resource}-{Version}-{_lists.Count}", 0);
            if (continuation is not null)
            {
                var parts = continuation.Split('+');
                (id, start) = (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
            }
            else
            {
                _lists[id] = (Version, [.. Of(resource).Values]);
            }

            if (!_lists.TryGetValue(id, out var list) || start >= (long)ForgetsListsAfterPages * limit)
            {
                return null;
            }

            var end = (int)Math.Min((long)start + limit, list.Items.Length);
            return new(list.Version, list.Items, start, end, end < list.Items.Length ? $"{id}+{end}" : null);
        }
    }

    /// <summary>What happened after a version; null when that has been forgotten.</summary>
    public IReadOnlyList<(long Version, string Line)>? After(string resource, long version)
    {
        lock (_gate)
        {
            if (version < _forgotten)
            {
                return null;
            }

            var events = Events(resource);
            var first = events.Count;
            while (first > 0 && events[first - 1].Version > version)
            {
                first--;
            }

            return events[first..];
        }
    }

    private void Change(string resource, Func<SortedDictionary<string, string>, long, string> change)
    {
        lock (_gate)
        {
            Events(resource).Add((++Version, change(Of(resource), Version)));
            Signal();
        }
    }

    private void Signal()
    {
        _changed.SetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private SortedDictionary<string, string> Of(string resource) =>
        _objects.TryGetValue(resource, out var known) ? known : _objects[resource] = new(StringComparer.Ordinal);

    private List<(long Version, string Line)> Events(string resource) =>
        _events.TryGetValue(resource, out var known) ? known : _events[resource] = [];
}
