using Eyrie.Platform.Kafka;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.OnCall;

/// <summary>The pages of <see cref="NoticeBook"/> in memory, as bytes: most are never looked at again. Thread-safe.</summary>
internal sealed class NoticePages : IWholeTopicReader
{
    private const long MostBytes = 24 * 1024 * 1024;
    private const int MostPages = 50_000;
    private const int MostOutdated = 1_000;
    private const int MostPushedOut = 50_000;
    private static readonly TimeSpan ClosedRetention = TimeSpan.FromDays(1);
    private static readonly TimeSpan Retention = TimeSpan.FromDays(14);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _incidents = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _oldestFirst = new();
    private readonly HashSet<string> _pushedOut = new(StringComparer.Ordinal); // forgotten here, and still on the topic
    private HashSet<string>? _seen;
    private long _bytes;

    public void Begin()
    {
        lock (_gate)
        {
            _seen = new(StringComparer.Ordinal);
        }
    }

    public void Take(string key, byte[]? value)
    {
        lock (_gate)
        {
            _seen?.Add(key);
            if (value is not { Length: > 0 })
            {
                Remove(key);
                _pushedOut.Remove(key);
            }
            else
            {
                Put(key, value, NoticePage.Read(value).Told);
            }
        }
    }

    // What was there before, and is not told again, was deleted while nobody listened; but for what is only now being written.
    public void Ended()
    {
        lock (_gate)
        {
            foreach (var gone in _entries.Where(entry => _seen?.Contains(entry.Key) is false && !entry.Value.IsOurs).Select(entry => entry.Key).ToList())
            {
                Remove(gone);
            }

            _seen = null;
        }
    }

    public void Put(NoticeKey key, NoticePage page)
    {
        lock (_gate)
        {
            Put(key.ToString(), System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(page, NoticePage.Json), page.Told, isOurs: true);
        }
    }

    public NoticePage? Find(NoticeKey key)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(key.ToString(), out var entry) ? NoticePage.Read(entry.Value) : null;
        }
    }

    public IReadOnlyList<(NoticeKey Key, RouteTarget Target)> WhoKnows(string sink, string incident)
    {
        lock (_gate)
        {
            return
            [
                .. _incidents.GetValueOrDefault(incident, [])
                    .Where(key => !_entries[key].IsClosed)
                    .Select(key => (Key: NoticeKey.Parse(key)!, NoticePage.Read(_entries[key].Value).Target))
                    .Where(known => known.Key.Sink == sink),
            ];
        }
    }

    /// <summary>What is to be deleted from the topic: what nobody needs any more, and what was pushed out of memory, so that the topic cannot grow without bound. Told again until it is gone.</summary>
    public IReadOnlyList<string> Outdated(DateTimeOffset now)
    {
        lock (_gate)
        {
            return _seen is not null
                ? [] // what is pushed out while the topic is read may come again further on
                : [.. _entries.Where(entry => IsOutdated(entry.Value, now)).Select(entry => entry.Key).Concat(_pushedOut).Take(MostOutdated)];
        }
    }

    /// <summary>Whether that still holds of one: it may have been told anew.</summary>
    public bool IsOutdated(string key, DateTimeOffset now)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(key, out var entry) ? IsOutdated(entry, now) : _pushedOut.Contains(key);
        }
    }

    private static bool IsOutdated(Entry entry, DateTimeOffset now) => now - entry.LastAt > (entry.IsClosed ? ClosedRetention : Retention);

    private void Put(string key, byte[] value, Told told, bool isOurs = false)
    {
        if (NoticeKey.Parse(key) is null || (_entries.TryGetValue(key, out var known) && known.LastAt > told.LastAt))
        {
            return; // what we wrote comes back, and we have told more since
        }

        Remove(key);
        _pushedOut.Remove(key);
        _entries[key] = new(value, told.Incident, told.LastAt, told.Closed, _oldestFirst.AddLast(key), isOurs);
        _bytes += Size(key, value);
        if (told.Incident.Length > 0)
        {
            (_incidents.TryGetValue(told.Incident, out var keys) ? keys : _incidents[told.Incident] = []).Add(key);
        }

        while (_bytes > MostBytes || _entries.Count > MostPages)
        {
            var oldest = _oldestFirst.First!.Value;
            Remove(oldest);
            if (_pushedOut.Count < MostPushedOut)
            {
                _pushedOut.Add(oldest);
            }
        }
    }

    private void Remove(string key)
    {
        if (!_entries.Remove(key, out var entry))
        {
            return;
        }

        _oldestFirst.Remove(entry.Place);
        _bytes -= Size(key, entry.Value);
        if (_incidents.TryGetValue(entry.Incident, out var keys) && keys.Remove(key) && keys.Count == 0)
        {
            _incidents.Remove(entry.Incident);
        }
    }

    private static long Size(string key, byte[] value) => value.Length + (4 * key.Length) + 200;

    private sealed record Entry(
        byte[] Value, string Incident, DateTimeOffset LastAt, bool IsClosed, LinkedListNode<string> Place, bool IsOurs);
}
