using System.Buffers.Binary;
using System.Security.Cryptography;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>
/// Makes <c>pods.v1</c> what a watched cluster is: writes what differs from what the topic has, and nothing else. Until it was told what
/// the topic has it only listens. Thread-safe.
/// </summary>
/// <param name="view">The cluster as it is; this keeps it.</param>
/// <param name="deletedMemory">How long a deletion stays in the topic before the key is taken out.</param>
/// <param name="time">The clock of that.</param>
/// <param name="write">Takes a record; a null value takes the key out of the topic.</param>
internal sealed class PodFeed(ClusterView view, TimeSpan deletedMemory, TimeProvider time, Action<string, byte[]?> write) : IClusterSink
{
    // As many as readers remember: with a long memory and many short jobs the topic would grow for a day.
    private const int MostDeleted = 100_000;

    private static readonly ClusterKind[] Kinds = Enum.GetValues<ClusterKind>();

    private readonly Lock _gate = new();
    private readonly Dictionary<(ClusterKind Kind, ObjectUid Uid), UInt128> _written = []; // hashes of values that are in the topic
    private readonly Queue<(ClusterKind Kind, ObjectUid Uid, EventTime Gone)> _deleted = [];
    private readonly Dictionary<(ClusterKind Kind, ObjectUid Uid), EventTime> _gone = [];
    private bool _isOpen;

    /// <summary>How many records went out.</summary>
    public long Records { get; private set; }

    /// <summary>How many objects the topic has.</summary>
    public int Known
    {
        get
        {
            lock (_gate)
            {
                return _written.Count;
            }
        }
    }

    public void Put(IClusterObject found)
    {
        lock (_gate)
        {
            view.Put(found);
            if (_isOpen)
            {
                WriteIfNew(found);
            }
        }
    }

    public void Delete(ClusterKind kind, string uid)
    {
        lock (_gate)
        {
            view.Delete(kind, uid);
            if (_isOpen)
            {
                WriteDeleted(kind, ObjectUid.Of(uid));
            }
        }
    }

    public void Listed(ClusterKind kind, IReadOnlySet<string> uids)
    {
        lock (_gate)
        {
            view.Listed(kind, uids);
            if (_isOpen)
            {
                WriteMissing(kind);
                WriteSync(kind);
            }
        }
    }

    /// <summary>Takes in a record that the topic has from before; other clusters' are left alone.</summary>
    public void Restore(string? key, byte[]? value)
    {
        if (!PodKey.TryParse(key, out var parsed) || parsed.Cluster != view.Name || parsed.Uid == PodKey.Marker)
        {
            return;
        }

        lock (_gate)
        {
            var id = (parsed.Kind, ObjectUid.Of(parsed.Uid));
            _written.Remove(id);
            _gone.Remove(id);
            if (value is null)
            {
                return;
            }

            var message = Read(value);
            if (message is not { Deleted.UnixNanoseconds: not 0 } deleted)
            {
                _written[id] = Hash(value); // also one that cannot be read: it is put right, or deleted
                if (message?.Object is { } found)
                {
                    view.Restore(found);
                }
            }
            else
            {
                Remember(id, deleted.Deleted);
            }
        }
    }

    /// <summary>The topic was read to its end: from now on all differences are written.</summary>
    /// <returns>How many records that took.</returns>
    public long Open()
    {
        lock (_gate)
        {
            _isOpen = true;
            var before = Records;
            foreach (var found in view.Objects)
            {
                if (view.IsInSync(found.Kind))
                {
                    WriteIfNew(found);
                }
            }

            foreach (var kind in Kinds)
            {
                if (view.IsInSync(kind))
                {
                    WriteMissing(kind);
                    WriteSync(kind);
                }
            }

            return Records - before;
        }
    }

    /// <summary>Says that we are there and how whole the picture is; takes out what was deleted long ago.</summary>
    /// <param name="follows">Whether the watch follows a kind now: else what was said last must grow old.</param>
    public void Beat(Predicate<ClusterKind> follows)
    {
        lock (_gate)
        {
            if (!_isOpen)
            {
                return;
            }

            foreach (var kind in Kinds)
            {
                if (view.IsInSync(kind) && follows(kind))
                {
                    WriteSync(kind);
                }
            }

            TakeOutOld();
        }
    }

    private EventTime Now => EventTime.From(time.GetUtcNow());

    private void WriteIfNew(IClusterObject found)
    {
        var value = ClusterCodec.Write(found);
        var (hash, id) = (Hash(value), (found.Kind, ObjectUid.Of(found.Uid)));
        _gone.Remove(id);
        if (!_written.TryGetValue(id, out var known) || known != hash)
        {
            _written[id] = hash;
            Write(new PodKey(view.Name, found.Kind, found.Uid).ToString(), value);
        }
    }

    private void WriteMissing(ClusterKind kind)
    {
        var there = view.Uids(kind);
        foreach (var id in _written.Keys.Where(id => id.Kind == kind && !there.Contains(id.Uid)).ToList())
        {
            WriteDeleted(kind, id.Uid);
        }
    }

    private void WriteDeleted(ClusterKind kind, ObjectUid uid)
    {
        if (_written.Remove((kind, uid)))
        {
            var (text, now) = (uid.ToString(), Now);
            Remember((kind, uid), now);
            Write(
                new PodKey(view.Name, kind, text).ToString(),
                view.Read(kind, uid) is { } last ? ClusterCodec.Write(last, now) : ClusterCodec.WriteDeleted(kind, text, now));
        }
    }

    private void WriteSync(ClusterKind kind) =>
        Write(new PodKey(view.Name, kind, PodKey.Marker).ToString(), ClusterCodec.WriteSync(kind, Now, view.Count(kind)));

    private void Remember((ClusterKind Kind, ObjectUid Uid) id, EventTime gone)
    {
        _gone[id] = gone;
        _deleted.Enqueue((id.Kind, id.Uid, gone));
    }

    private void TakeOutOld()
    {
        var now = Now;
        while (_deleted.TryPeek(out var oldest) && (_deleted.Count > MostDeleted || now - oldest.Gone > deletedMemory))
        {
            _deleted.Dequeue();
            var id = (oldest.Kind, oldest.Uid);
            if (_gone.TryGetValue(id, out var gone) && gone == oldest.Gone)
            {
                _gone.Remove(id);
                Write(new PodKey(view.Name, oldest.Kind, oldest.Uid.ToString()).ToString(), null);
            }
        }
    }

    private void Write(string key, byte[]? value)
    {
        Records++;
        write(key, value);
    }

    // Whoever may write labels shall not find two values that look alike.
    private static UInt128 Hash(byte[] value)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(value, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private static ClusterMessage? Read(byte[] value)
    {
        try
        {
            return ClusterCodec.Read(value);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
