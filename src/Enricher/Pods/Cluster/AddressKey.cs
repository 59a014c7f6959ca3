using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Eyrie.Enricher.Mapping;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>An address in 16 bytes: IPv4 as IPv6 writes it, without zones.</summary>
internal readonly record struct AddressKey(UInt128 Value)
{
    private static readonly UInt128 Mapped = new(0, 0xffff_0000_0000);
    private static readonly UInt128 MappedEnd = new(0, 0xffff_ffff_ffff);

    /// <summary>The address; false for one that nobody has alone: none, loopback, link-local, many at once.</summary>
    public static bool TryOf(IPAddress address, out AddressKey key)
    {
        Span<byte> bytes = stackalloc byte[16];
        var isFour = address.AddressFamily is AddressFamily.InterNetwork;
        if (isFour)
        {
            bytes.Clear();
            bytes[10] = bytes[11] = 0xff;
            address.TryWriteBytes(bytes[12..], out _);
        }
        else
        {
            address.TryWriteBytes(bytes, out _);
        }

        key = new(BinaryPrimitives.ReadUInt128BigEndian(bytes));
        return IsOfOne(bytes, key.Value);
    }

    /// <inheritdoc cref="TryOf(IPAddress, out AddressKey)"/>
    public static bool TryOf(string text, out AddressKey key)
    {
        key = default;
        return NetworkTexts.Address(text) is { } address && TryOf(address, out key);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return new IPAddress(Value >= Mapped && Value <= MappedEnd ? bytes[12..] : bytes).ToString();
    }

    private static bool IsOfOne(ReadOnlySpan<byte> bytes, UInt128 value) => value >= Mapped && value <= MappedEnd
        ? bytes[12] is not (0 or 127 or >= 224) && !(bytes[12] == 169 && bytes[13] == 254)
        : value > UInt128.One && bytes[0] != 0xff && !(bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80);
}
