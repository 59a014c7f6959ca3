using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Eyrie.Enricher.Noise;

/// <summary>How many different texts there were, about, in 256 bytes: HyperLogLog, right to some 6 %. What it counts may be an attacker's, so the hash is a good one.</summary>
internal sealed class DistinctCount
{
    private const int Registers = 256;
    private const double Bias = 0.7213 / (1 + (1.079 / Registers));

    private readonly byte[] _ranks = new byte[Registers];

    /// <summary>The first 64 bits of a text's digest.</summary>
    public static ulong Hash(ReadOnlySpan<byte> text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }

    public void Add(ulong hash)
    {
        ref var rank = ref _ranks[hash & (Registers - 1)];
        rank = Math.Max(rank, (byte)(BitOperations.TrailingZeroCount((hash >> 8) | (1UL << 56)) + 1));
    }

    public long Estimate()
    {
        var (sum, empty) = (0.0, 0);
        foreach (var rank in _ranks)
        {
            sum += 1.0 / (1L << rank);
            empty += rank == 0 ? 1 : 0;
        }

        var estimate = Bias * Registers * Registers / sum;
        return (long)Math.Round(estimate <= 2.5 * Registers && empty > 0 ? Registers * Math.Log((double)Registers / empty) : estimate);
    }
}
