using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Eyrie.Ingestor.Sensors;

/// <summary>
/// The names that events give their nodes, each made once: a cluster has few nodes and they tell many events. Whoever can write events
/// can write names, so the memory of them is bounded and absurd ones are nobody's.
/// </summary>
internal sealed class NodeNames
{
    private const int Slots = 4096; // a power of two; Kubernetes' largest clusters have 5,000 nodes
    private const int LongestName = 253; // of a DNS name, which Kubernetes' nodes have

    private const int LongestExecId = 512;

    private readonly Name?[] _names = new Name?[Slots];

    /// <summary>The name in UTF-8 as text; null when there is none, or one that no node has.</summary>
    public string? Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > LongestName)
        {
            return null;
        }

        ref var slot = ref _names[Slot(utf8)];
        var known = Volatile.Read(ref slot);
        if (known is not null && utf8.SequenceEqual(known.Utf8))
        {
            return known.Text;
        }

        var text = Read(utf8);
        Volatile.Write(ref slot, new(utf8.ToArray(), text));
        return text;
    }

    /// <summary>The name out of Tetragon's id of a process, base64 of <c>node:ktime:pid</c>; null when it is of another making.</summary>
    public string? OfExecId(ReadOnlySpan<byte> base64)
    {
        Span<byte> plain = stackalloc byte[LongestExecId];
        if (base64.Length > LongestExecId || Base64.DecodeFromUtf8(base64, plain, out _, out var length) is not OperationStatus.Done)
        {
            return null;
        }

        plain = plain[..length];
        var pid = plain.LastIndexOf((byte)':');
        var ktime = pid < 0 ? -1 : plain[..pid].LastIndexOf((byte)':');
        return ktime < 0 ? null : Of(plain[..ktime]);
    }

    private static string? Read(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(utf8);
        foreach (var character in text)
        {
            if (char.IsControl(character) || char.IsWhiteSpace(character) || char.GetUnicodeCategory(character) is UnicodeCategory.Format)
            {
                return null;
            }
        }

        return text;
    }

    private static int Slot(ReadOnlySpan<byte> utf8)
    {
        var hash = new HashCode(); // seeded by chance for each process: nobody can aim at one slot
        hash.AddBytes(utf8);
        return hash.ToHashCode() & (Slots - 1);
    }

    private sealed record Name(byte[] Utf8, string? Text);
}
