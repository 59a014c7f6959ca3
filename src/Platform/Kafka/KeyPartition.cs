using System.Buffers.Binary;
using System.Text;

namespace Eyrie.Platform.Kafka;

/// <summary>Computes where a key's records are, as our producers and Java clients do: Murmur2 over the key's bytes.</summary>
public static class KeyPartition
{
    private const uint Seed = 0x9747b28c;
    private const uint Factor = 0x5bd1e995;
    private const int Shift = 24;

    /// <summary>The partition of a key.</summary>
    /// <param name="key">The key, not empty: records without one are spread at random.</param>
    /// <param name="partitions">How many the topic has; what was written when it had fewer is elsewhere.</param>
    public static int Of(string key, int partitions) => (int)(Murmur2(Encoding.UTF8.GetBytes(key)) & int.MaxValue) % partitions;

    internal static uint Murmur2(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ (uint)bytes.Length;
        for (; bytes.Length >= sizeof(uint); bytes = bytes[sizeof(uint)..])
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Factor;
            hash = (hash * Factor) ^ ((word ^ (word >> Shift)) * Factor);
        }

        if (bytes.Length > 0)
        {
            for (var i = bytes.Length - 1; i >= 0; i--)
            {
                hash ^= (uint)bytes[i] << (8 * i);
            }

            hash *= Factor;
        }

        hash = (hash ^ (hash >> 13)) * Factor;
        return hash ^ (hash >> 15);
    }
}
