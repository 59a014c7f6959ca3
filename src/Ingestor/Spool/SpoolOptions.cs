using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Eyrie.Ingestor.Spool;

/// <summary>The log on disk that an event is in until Kafka has it. Bound from <c>Spool</c>.</summary>
public sealed record SpoolOptions
{
    /// <summary>Keeps events on disk; without it they are in memory alone, within <c>Ingestor:BufferBytes</c>.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where it is; <c>spool</c> in <c>Ingestor:DataFolder</c> when not set. One process at a time uses it.</summary>
    public string? Folder { get; init; }

    /// <summary>Most it takes of the disk; then the oldest of the least worth goes: telemetry, policy events, alerts.</summary>
    [Range(16L * 1024 * 1024, 16L * 1024 * 1024 * 1024 * 1024)]
    public long MaxBytes { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Size of a file of it; files are what is given back to the disk.</summary>
    [Range(1024 * 1024, 1024 * 1024 * 1024)]
    public int SegmentBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>What Kafka has not acknowledged for so long is synced to disk. Whoever waits for it is not kept waiting that long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromSeconds(1);
}

[OptionsValidator]
internal sealed partial class SpoolOptionsValidator : IValidateOptions<SpoolOptions>;
