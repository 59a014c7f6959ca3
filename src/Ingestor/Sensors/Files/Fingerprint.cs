using System.Security.Cryptography;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>
/// Knows a file by what was read of it: its first bytes and the last before a place. An inode that is used again, an overlay that copied
/// the file, a file emptied and written again, a part that was compressed: the number or name says one thing, the content tells.
/// </summary>
/// <param name="At">The place, in bytes of the content as it was written.</param>
/// <param name="Head">Hash of the first bytes, up to the place.</param>
/// <param name="Tail">Hash of the last bytes before it.</param>
internal sealed record Fingerprint(long At, string Head, string Tail)
{
    /// <summary>How much of each end is hashed.</summary>
    public const int WindowBytes = 1024;

    /// <summary>A file of which nothing was read.</summary>
    public static readonly Fingerprint None = new(0, "", "");

    /// <summary>The fingerprint at a later place of the same file.</summary>
    /// <param name="content">The file.</param>
    /// <param name="at">The place.</param>
    /// <param name="before">The last bytes before it; when they are too few they are read.</param>
    public Fingerprint Advance(IContent content, long at, ReadOnlySpan<byte> before)
    {
        var head = At >= WindowBytes ? Head : Hash(content, 0, Window(at));
        return new(at, head, before.Length == Window(at) ? Hash(before) : Hash(content, at - Window(at), Window(at)));
    }

    /// <summary>True when the file has what was read.</summary>
    public bool Matches(IContent content) =>
        At == 0 || (Head == Hash(content, 0, Window(At)) && (At <= WindowBytes || Tail == Hash(content, At - WindowBytes, WindowBytes)));

    /// <summary>True when the file has the beginning of what was read, but not all: a copy comes in pieces much larger than the window.</summary>
    public bool MayBecome(IContent content, long size) => size < At && size >= WindowBytes && Head == Hash(content, 0, WindowBytes);

    private static int Window(long at) => (int)Math.Min(WindowBytes, at);

    private static string Hash(IContent content, long from, int count)
    {
        Span<byte> bytes = stackalloc byte[WindowBytes];
        return content.ReadAll(bytes[..count], from) == count ? Hash(bytes[..count]) : "short";
    }

    private static string Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        return Convert.ToHexStringLower(digest[..16]);
    }
}
