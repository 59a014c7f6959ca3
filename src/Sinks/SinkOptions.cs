using System.ComponentModel.DataAnnotations;
using Eyrie.Contracts;
using Eyrie.Platform.Configuration;
using Microsoft.Extensions.Options;

namespace Eyrie.Sinks;

/// <summary>What every sink can be told. Bound from <c>Sinks:&lt;name&gt;</c>, beside the sink's own options.</summary>
public sealed record SinkOptions : IValidatableObject
{
    /// <summary>What the sink is; its name when nothing is given. So that there may be several of a type.</summary>
    public string? Type { get; init; }

    /// <summary>A sink that is configured but switched off is not started.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The mildest severity that is delivered: debug, informational, notice, warning, error, critical, alert or emergency.</summary>
    public string MinSeverity { get; init; } = "debug";

    /// <summary>Which alerts are delivered; all when nothing is given.</summary>
    public MatchOptions Match { get; init; } = new();

    /// <summary>Longest time one request may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a batch is tried before the sink is reported as away. It is tried on after that, without end.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan RetryWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Wait after the first failure, give or take a random part; longer each time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait between two attempts, unless the target asks for a longer one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Severities.TryParse(MinSeverity, out _))
        {
            yield return new(
                $"'{MinSeverity}' is no severity; allowed: {string.Join(", ", Severities.All)}{NearestWord.Hint(MinSeverity, Severities.All)}", [nameof(MinSeverity)]);
        }

        if (FirstRetryDelay > MaxRetryDelay)
        {
            yield return new(
                $"firstRetryDelay ({FirstRetryDelay}) is longer than maxRetryDelay ({MaxRetryDelay})", [nameof(FirstRetryDelay)]);
        }

        foreach (var (key, patterns) in Match.All)
        {
            if (patterns.Any(string.IsNullOrWhiteSpace))
            {
                yield return new($"match.{key} has an empty pattern", [nameof(Match)]);
            }
        }
    }
}

/// <summary>
/// Which alerts a sink takes. Every key that is given must match; a key matches when one of its patterns does. In a
/// pattern <c>*</c> stands for any text, <c>?</c> for one character; upper and lower case are the same.
/// </summary>
public sealed record MatchOptions
{
    /// <summary>Names of rules or policies.</summary>
    public IReadOnlyList<string> Rule { get; init; } = [];

    /// <summary>Kubernetes namespaces.</summary>
    public IReadOnlyList<string> Namespace { get; init; } = [];

    /// <summary>Workloads by <c>Kind/name</c>, or by name alone.</summary>
    public IReadOnlyList<string> Workload { get; init; } = [];

    /// <summary><c>falco</c>, <c>tetragon</c> or <c>eyrie</c>.</summary>
    public IReadOnlyList<string> Sensor { get; init; } = [];

    /// <summary>Clusters.</summary>
    public IReadOnlyList<string> Cluster { get; init; } = [];

    /// <summary>The sensor's tags; one of the alert's tags must match.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Every key as it is written in the configuration, with its patterns.</summary>
    internal IEnumerable<(string Key, IReadOnlyList<string> Patterns)> All =>
    [
        ("rule", Rule), ("namespace", Namespace), ("workload", Workload), ("sensor", Sensor), ("cluster", Cluster), ("tags", Tags),
    ];
}

[OptionsValidator]
internal sealed partial class SinkOptionsValidator : IValidateOptions<SinkOptions>;
