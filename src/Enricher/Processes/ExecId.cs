using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Eyrie.Enricher.Processes;

/// <summary>What Tetragon's id of a process image tells: base64 of <c>node:ktime:pid</c>.</summary>
/// <param name="Ktime">Nanoseconds on the node's monotonic clock, the only order of images that does not jitter.</param>
/// <param name="Pid">Pid on the node.</param>
internal readonly record struct ExecId(long Ktime, long Pid)
{
    /// <summary>Longest id that is taken apart.</summary>
    public const int LongestKnown = 512;

    /// <summary>Takes an id apart; false when it is of another making.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ExecId id)
    {
        Span<byte> plain = stackalloc byte[LongestKnown];
        return TryParse(text, plain, out _, out id);
    }

    /// <summary>Takes an id apart, its node's name as well.</summary>
    /// <param name="text">The id.</param>
    /// <param name="plain"><see cref="LongestKnown"/> bytes to work in; the node's name comes first.</param>
    /// <param name="nodeLength">How many of them the name is.</param>
    /// <param name="id">The rest of it.</param>
    public static bool TryParse(ReadOnlySpan<char> text, Span<byte> plain, out int nodeLength, out ExecId id)
    {
        (nodeLength, id) = (0, default);
        if (text.Length > LongestKnown || !Encoding.UTF8.TryGetBytes(text, plain, out var length)
            || Base64.DecodeFromUtf8InPlace(plain[..length], out length) is not OperationStatus.Done)
        {
            return false;
        }

        plain = plain[..length];
        var last = plain.LastIndexOf((byte)':');
        nodeLength = last < 0 ? -1 : plain[..last].LastIndexOf((byte)':');
        if (nodeLength < 0 || !Number(plain[(nodeLength + 1)..last], out var ktime) || !Number(plain[(last + 1)..], out var pid))
        {
            return false;
        }

        id = new(ktime, pid);
        return true;
    }

    private static bool Number(ReadOnlySpan<byte> digits, out long value) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
