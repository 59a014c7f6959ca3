using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;

namespace Eyrie.Ingestor.Spool;

/// <summary>What was found at a place of a segment.</summary>
internal enum Found
{
    /// <summary>An event.</summary>
    Event,

    /// <summary>The mark that a segment ends here in order.</summary>
    Seal,

    /// <summary>The beginning of something that goes on beyond the bytes at hand.</summary>
    Unfinished,

    /// <summary>Nothing that was written like this.</summary>
    Garbage,
}

/// <summary>
/// A record on disk: a marker to find the next one behind damage, the length, a CRC-32C over length and body, then the body. The
/// records of a lane are numbered, so a gap says how many of them damage took.
/// </summary>
internal static class RecordCodec
{
    public const int HeaderBytes = 12;

    /// <summary>Longest body that is believed; sensors' messages are limited to 256 MiB by <c>Ingestor:MaxMessageBytes</c>.</summary>
    private const int LongestBody = 300 * 1024 * 1024;

    // Its length is told in two bytes. No name is that long, unless somebody tries.
    private const int LongestText = ushort.MaxValue / 3;

    private const uint Marker = 0xE1_59_72_0B;
    private const int FixedBytes = 2 + (3 * sizeof(long)) + (5 * sizeof(ushort));
    private const byte EventKind = 1;
    private const byte SealKind = 2;

    /// <summary>Room that <see cref="Write"/> may need.</summary>
    public static int MaxBytes(KeptEvent kept) => HeaderBytes + FixedBytes + kept.Event.Payload.Length
        + (3 * (kept.Sensor.Name.Length + kept.Event.Node.Length + Length(kept.Event.Cluster) + Length(kept.Event.TraceParent)
            + Length(kept.Reason) + Length(kept.Error)));

    /// <summary>Writes a record.</summary>
    /// <param name="target">At least <see cref="MaxBytes"/>.</param>
    /// <param name="kept">What.</param>
    /// <param name="number">How many were written to its lane before.</param>
    /// <returns>Its length.</returns>
    public static int Write(Span<byte> target, KeptEvent kept, long number)
    {
        var body = target[HeaderBytes..];
        var sensorEvent = kept.Event;
        WriteFixed(body, EventKind, (byte)sensorEvent.Format, kept.Position, number, sensorEvent.Received.UnixNanoseconds);
        var at = FixedBytes;
        WriteText(body, 0, ref at, kept.Sensor.Name);
        WriteText(body, 1, ref at, sensorEvent.Node);
        WriteText(body, 2, ref at, sensorEvent.Cluster);
        WriteText(body, 3, ref at, sensorEvent.TraceParent);
        WriteText(body, 4, ref at, kept.Reason is null ? null : $"{kept.Reason}\n{kept.Error}"); // seldom
        sensorEvent.Payload.Span.CopyTo(body[at..]);
        return Finish(target, at + sensorEvent.Payload.Length);
    }

    /// <summary>Writes the mark that nothing follows.</summary>
    /// <param name="target">At least 64 bytes.</param>
    /// <param name="number">The number that comes next.</param>
    public static int WriteSeal(Span<byte> target, long number)
    {
        target[HeaderBytes..(HeaderBytes + FixedBytes)].Clear();
        WriteFixed(target[HeaderBytes..], SealKind, 0, 0, number, 0);
        return Finish(target, FixedBytes);
    }

    /// <summary>Looks at what begins here.</summary>
    /// <param name="source">The bytes at hand.</param>
    /// <param name="length">How long it is; for <see cref="Found.Unfinished"/> how many bytes it takes to say more.</param>
    public static Found Look(ReadOnlySpan<byte> source, out int length)
    {
        length = HeaderBytes;
        if (source.Length < HeaderBytes)
        {
            return Found.Unfinished;
        }

        var body = BinaryPrimitives.ReadInt32LittleEndian(source[4..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(source) != Marker || body is < FixedBytes or > LongestBody)
        {
            return Found.Garbage;
        }

        length = HeaderBytes + body;
        if (source.Length < length)
        {
            return Found.Unfinished;
        }

        var isIntact = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]) == Checksum(source[4..8], source[HeaderBytes..length]);
        return (isIntact, source[HeaderBytes]) switch
        {
            (true, EventKind) when TextsFit(source[HeaderBytes..length]) => Found.Event,
            (true, SealKind) => Found.Seal,
            _ => Found.Garbage,
        };
    }

    /// <summary>The number of what <see cref="Look"/> found to be an event or a seal.</summary>
    public static long Number(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[(HeaderBytes + 10)..]);

    /// <summary>The position of what <see cref="Look"/> found to be an event.</summary>
    public static long Position(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt64LittleEndian(record[(HeaderBytes + 2)..]);

    /// <summary>Where the next marker is; -1 when there is none.</summary>
    public static int FindMarker(ReadOnlySpan<byte> source)
    {
        Span<byte> marker = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(marker, Marker);
        return source.IndexOf(marker);
    }

    /// <summary>Reads what <see cref="Look"/> found to be an event.</summary>
    public static KeptEvent Read(ReadOnlySpan<byte> record, EventWorth worth, SharedNames names)
    {
        var body = record[HeaderBytes..];
        var at = FixedBytes;
        var sensor = names.Of(Text(body, 0, ref at));
        var node = names.Of(Text(body, 1, ref at));
        var cluster = names.Of(Text(body, 2, ref at));
        var trace = Text(body, 3, ref at);
        var why = Encoding.UTF8.GetString(Text(body, 4, ref at));
        var end = why.IndexOf('\n', StringComparison.Ordinal);
        return new()
        {
            Position = Position(record),
            Worth = worth,
            Sensor = new(sensor),
            Reason = end < 0 ? null : why[..end],
            Error = end < 0 ? null : why[(end + 1)..],
            Event = new(body[at..].ToArray(), (SensorFormat)body[1], node, new(BinaryPrimitives.ReadInt64LittleEndian(body[18..])))
            {
                Cluster = cluster.Length > 0 ? cluster : null,
                TraceParent = trace.Length > 0 ? Encoding.UTF8.GetString(trace) : null,
            },
        };
    }

    private static int Length(string? text) => text?.Length ?? 0;

    private static void WriteFixed(Span<byte> body, byte kind, byte format, long position, long number, long received)
    {
        (body[0], body[1]) = (kind, format);
        BinaryPrimitives.WriteInt64LittleEndian(body[2..], position);
        BinaryPrimitives.WriteInt64LittleEndian(body[10..], number);
        BinaryPrimitives.WriteInt64LittleEndian(body[18..], received);
    }

    private static void WriteText(Span<byte> body, int index, ref int at, string? text)
    {
        var length = Encoding.UTF8.GetBytes(text.AsSpan(0, Math.Min(Length(text), LongestText)), body[at..]);
        BinaryPrimitives.WriteUInt16LittleEndian(body[(26 + (index * 2))..], (ushort)length);
        at += length;
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> body, int index, ref int at)
    {
        var text = body.Slice(at, BinaryPrimitives.ReadUInt16LittleEndian(body[(26 + (index * 2))..]));
        at += text.Length;
        return text;
    }

    private static bool TextsFit(ReadOnlySpan<byte> body)
    {
        var length = FixedBytes;
        foreach (var text in MemoryMarshal.Cast<byte, ushort>(body[26..FixedBytes]))
        {
            length += text;
        }

        return length <= body.Length;
    }

    private static int Finish(Span<byte> target, int body)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, Marker);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], body);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], Checksum(target[4..8], target.Slice(HeaderBytes, body)));
        return HeaderBytes + body;
    }

    private static uint Checksum(ReadOnlySpan<byte> length, ReadOnlySpan<byte> body)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(length));
        var words = MemoryMarshal.Cast<byte, ulong>(body);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var rest in body[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return ~crc;
    }
}
