using System.Text;

namespace Eyrie.Ingestor.Spool;

/// <summary>One string for a name that comes with every event: sensors, nodes, clusters. A small cache; not for several threads.</summary>
internal sealed class SharedNames
{
    private const int Slots = 256; // a power of two
    private readonly (byte[] Bytes, string Text)[] _known = new (byte[], string)[Slots];

    public string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        var hash = default(HashCode);
        hash.AddBytes(utf8);
        ref var slot = ref _known[hash.ToHashCode() & (Slots - 1)];
        if (slot.Bytes is null || !utf8.SequenceEqual(slot.Bytes))
        {
            slot = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return slot.Text;
    }
}
