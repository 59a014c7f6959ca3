using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Eyrie.Contracts;

namespace Eyrie.Enricher.State;

/// <summary>
/// Which events of one partition were taken in: an Ingestor that was killed sends its last ones again. Alerts are remembered in
/// <c>state.v1</c>, too, in a ring of slots that are written over and never deleted; activity in memory only. Not thread-safe.
/// </summary>
internal sealed class SeenEvents
{
    /// <summary>Slots of the ring; with <see cref="SlotSize"/> it makes 65,536 alerts.</summary>
    public const int Slots = 256;

    /// <summary>Ids a slot: one that is being filled is written anew with each transaction, 4 KB at most.</summary>
    public const int SlotSize = 256;

    // At least so much activity is remembered, at most twice: about 2 MB a partition.
    private const int RecentActivity = 32_768;
    private const int IdBytes = 16;
    private const int HeadBytes = 1 + 8 + 8;
    private const byte Version = 1;

    // What was spooled on a node that was down comes late, but an id that old protects from nothing any more.
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    private readonly Slot?[] _slots = new Slot?[Slots];
    private readonly Dictionary<UInt128, Slot> _alerts = [];
    private readonly List<Slot> _changed = [];
    private HashSet<UInt128> _activity = [];
    private HashSet<UInt128> _olderActivity = [];
    private long _last = -1;

    public int Alerts => _alerts.Count;

    /// <summary>All ids that are known.</summary>
    public int Count => _alerts.Count + _activity.Count + _olderActivity.Count;

    /// <summary>An event's id as a number; whatever is no 128 bits in hex is hashed.</summary>
    public static UInt128 IdOf(string id)
    {
        if (id.Length == 2 * IdBytes && UInt128.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    /// <summary>Whether the event was taken in before.</summary>
    public bool Contains(UInt128 id, EventTime now) =>
        _activity.Contains(id) || _olderActivity.Contains(id) || (_alerts.TryGetValue(id, out var slot) && now - slot.Newest < Memory);

    public void AddActivity(UInt128 id)
    {
        if (_activity.Count >= RecentActivity)
        {
            (_activity, _olderActivity) = (_olderActivity, _activity);
            _activity.Clear();
        }

        _activity.Add(id);
    }

    public void AddAlert(UInt128 id, EventTime now)
    {
        var slot = _last < 0 ? null : _slots[_last % Slots];
        if (slot is null || slot.Ids.Count >= SlotSize)
        {
            slot = Begin(++_last);
        }

        slot.Ids.Add(id);
        slot.Newest = now;
        _alerts[id] = slot;
        Touch(slot);
    }

    /// <summary>The event was set aside: when a person sends it again, it is no duplicate.</summary>
    public void Forget(UInt128 id)
    {
        _activity.Remove(id);
        _olderActivity.Remove(id);
        if (_alerts.Remove(id, out var slot))
        {
            slot.Ids.Remove(id);
            Touch(slot);
        }
    }

    /// <summary>Hands over the slots that changed since the last call.</summary>
    public void TakeChanges(Action<int, byte[]> changed)
    {
        foreach (var slot in _changed)
        {
            slot.Changed = false;
            if (ReferenceEquals(_slots[slot.Number % Slots], slot))
            {
                changed((int)(slot.Number % Slots), Write(slot));
            }
        }

        _changed.Clear();
    }

    /// <summary>Puts back what <c>state.v1</c> remembers of a slot; nothing when it is no slot's value.</summary>
    public void Restore(ReadOnlySpan<byte> value)
    {
        if (value.Length < HeadBytes || value[0] != Version || (value.Length - HeadBytes) % IdBytes != 0)
        {
            throw new FormatException("the value holds no ids");
        }

        var number = BinaryPrimitives.ReadInt64BigEndian(value[1..]);
        if (number < 0)
        {
            throw new FormatException("the slot has no number");
        }

        var slot = Begin(number);
        slot.Newest = new(BinaryPrimitives.ReadInt64BigEndian(value[9..]));
        for (var rest = value[HeadBytes..]; rest.Length > 0; rest = rest[IdBytes..])
        {
            var id = BinaryPrimitives.ReadUInt128BigEndian(rest);
            slot.Ids.Add(id);
            _alerts[id] = slot;
        }

        _last = Math.Max(_last, number);
    }

    private static byte[] Write(Slot slot)
    {
        var value = new byte[HeadBytes + (slot.Ids.Count * IdBytes)];
        value[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(value.AsSpan(1), slot.Number);
        BinaryPrimitives.WriteInt64BigEndian(value.AsSpan(9), slot.Newest.UnixNanoseconds);
        var rest = value.AsSpan(HeadBytes);
        foreach (var id in slot.Ids)
        {
            BinaryPrimitives.WriteUInt128BigEndian(rest, id);
            rest = rest[IdBytes..];
        }

        return value;
    }

    // In the place of the oldest.
    private Slot Begin(long number)
    {
        foreach (var id in _slots[number % Slots]?.Ids ?? [])
        {
            if (_alerts.TryGetValue(id, out var slot) && slot.Number % Slots == number % Slots)
            {
                _alerts.Remove(id);
            }
        }

        return _slots[number % Slots] = new(number);
    }

    private void Touch(Slot slot)
    {
        if (!slot.Changed)
        {
            slot.Changed = true;
            _changed.Add(slot);
        }
    }

    private sealed class Slot(long number)
    {
        public long Number { get; } = number;

        public List<UInt128> Ids { get; } = [];

        /// <summary>The partition's clock when the last id came in.</summary>
        public EventTime Newest { get; set; }

        public bool Changed { get; set; }
    }
}
