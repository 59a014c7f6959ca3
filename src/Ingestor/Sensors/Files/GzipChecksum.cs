using System.IO.Compression;

namespace Eyrie.Ingestor.Sensors.Files;

/// <summary>The checksum at a gzip member's end (CRC-32, RFC 1952), of what a compressed file has from a place on.</summary>
internal static class GzipChecksum
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(static value => OfByte((uint)value))];

    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static uint Of(Func<Stream> open, long from)
    {
        using var packed = open();
        using var content = new GZipStream(packed, CompressionMode.Decompress);
        var bytes = new byte[64 * 1024];
        var checksum = uint.MaxValue;
        for (var read = content.Read(bytes); read > 0; read = content.Read(bytes))
        {
            var skipped = (int)Math.Min(read, from);
            from -= skipped;
            checksum = Add(checksum, bytes.AsSpan(skipped..read));
        }

        return ~checksum;
    }

    private static uint Add(uint checksum, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            checksum = Table[(byte)(checksum ^ value)] ^ (checksum >> 8);
        }

        return checksum;
    }

    private static uint OfByte(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? Polynomial ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
