using System.ComponentModel.DataAnnotations;

namespace Eyrie.Platform.Kafka;

/// <summary>How topics are named and made. Bound from <c>Topics</c>.</summary>
public sealed record TopicOptions
{
    /// <summary>What every topic's, group's and transactional id's name starts with.</summary>
    [RegularExpression("^[a-zA-Z0-9._-]{0,100}$", ErrorMessage = "letters, digits, '.', '_' and '-' only, 100 at most")]
    public string Prefix { get; init; } = "eyrie.";

    /// <summary>Partitions of each topic.</summary>
    [Range(1, 10_000)]
    public int Partitions { get; init; } = 12;

    /// <summary>Copies of each partition; -1 takes the broker's default.</summary>
    [Range(-1, 10)]
    [DeniedValues((short)0, ErrorMessage = "-1 for the broker's default, or 1 to 10")]
    public short ReplicationFactor { get; init; } = -1;
}
