using System.ComponentModel.DataAnnotations;

namespace Eyrie.Platform.Kafka;

/// <summary>How records are grouped into batches. Bound from <c>Kafka:Batch</c>.</summary>
public sealed record BatchOptions
{
    /// <summary>Largest batch, in records.</summary>
    [Range(1, 10_000)]
    public int MaxRecords { get; init; } = 1_000;

    /// <summary>A batch that is so large is not added to, in bytes of values.</summary>
    [Range(1_000, 1_000_000_000)]
    public int MaxBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Longest time the first record of a batch waits for others.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMilliseconds(20);
}
