using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Eyrie.Enricher.Processes;

/// <summary>What Tetragon's id of a process image tells: base64 of <c>node:ktime:pid</c>.</summary>
/// <param name="Ktime">Nanoseconds on the node's monotonic clock, the only order of images that does not jitter.</param>
/// <param name="Pid">Pid on the node.</param>
internal readonly record struct ExecId(long Ktime, long Pid)
{
    private const int LongestKnown = 512;

    /// <summary>Takes an id apart; false when it is of another making.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ExecId id)
    {
        id = default;
        Span<byte> utf8 = stackalloc byte[LongestKnown];
        if (text.Length > LongestKnown || !Encoding.UTF8.TryGetBytes(text, utf8, out var length)
            || Base64.DecodeFromUtf8InPlace(utf8[..length], out length) is not System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        var plain = utf8[..length];
        var last = plain.LastIndexOf((byte)':');
        var first = last < 0 ? -1 : plain[..last].LastIndexOf((byte)':');
        if (first < 0 || !Number(plain[(first + 1)..last], out var ktime) || !Number(plain[(last + 1)..], out var pid))
        {
            return false;
        }

        id = new(ktime, pid);
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> digits, out long value) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
