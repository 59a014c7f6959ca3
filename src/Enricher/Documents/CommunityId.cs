using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using Eyrie.Contracts;

namespace Eyrie.Enricher.Documents;

/// <summary>
/// Writes the Community ID (version 1, seed 0) of a connection, by which Zeek, Suricata, Packetbeat and Elastic's agents name the same one: its
/// ends in order, hashed. ICMP, whose types stand for ports, is left out.
/// </summary>
internal static class CommunityId
{
    private const string Version = "1:";
    private const int LongestAddress = 16;
    private const int Length = 30; // the version and 20 bytes in base64

    /// <summary>Writes <c>community_id</c>; nothing when an end is not known.</summary>
    public static void Write(EcsWriter ecs, NetworkFact? network)
    {
        if (network is not { SourceAddress: { } source, DestinationAddress: { } destination, SourcePort: { } sourcePort, DestinationPort: { } destinationPort }
            || source.AddressFamily != destination.AddressFamily
            || Protocol(network.Transport) is not { } protocol)
        {
            return;
        }

        Span<byte> one = stackalloc byte[LongestAddress + sizeof(ushort)];
        Span<byte> other = stackalloc byte[LongestAddress + sizeof(ushort)];
        one = End(one, source, sourcePort);
        other = End(other, destination, destinationPort);
        Span<char> text = stackalloc char[Length];
        if (one.SequenceCompareTo(other) <= 0)
        {
            Write(text, one, other, protocol);
        }
        else
        {
            Write(text, other, one, protocol);
        }

        ecs.Write("community_id", text);
    }

    // The address, then the port: so compared, addresses decide and ports only where they are the same.
    private static Span<byte> End(Span<byte> end, IPAddress address, int port)
    {
        address.TryWriteBytes(end, out var length);
        BinaryPrimitives.WriteUInt16BigEndian(end[length..], (ushort)port);
        return end[..(length + sizeof(ushort))];
    }

    private static void Write(Span<char> text, ReadOnlySpan<byte> lower, ReadOnlySpan<byte> higher, byte protocol)
    {
        var address = lower.Length - sizeof(ushort);
        Span<byte> input = stackalloc byte[sizeof(ushort) + (2 * (LongestAddress + sizeof(ushort))) + 2];
        input.Clear(); // the seed, and the byte behind the protocol
        var at = sizeof(ushort);
        lower[..address].CopyTo(input[at..]);
        higher[..address].CopyTo(input[(at += address)..]);
        input[at += address] = protocol;
        lower[address..].CopyTo(input[(at += 2)..]);
        higher[address..].CopyTo(input[(at += sizeof(ushort))..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // the id's definition says SHA-1; nothing is kept safe by it
        SHA1.HashData(input[..(at + sizeof(ushort))], hash);
#pragma warning restore CA5350
        Version.CopyTo(text);
        Convert.TryToBase64Chars(hash, text[Version.Length..], out _);
    }

    private static byte? Protocol(string? transport) => transport switch
    {
        "tcp" => 6,
        "udp" => 17,
        "sctp" => 132,
        _ => null,
    };
}
