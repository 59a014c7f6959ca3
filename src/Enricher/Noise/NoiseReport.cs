using Eyrie.Contracts;

namespace Eyrie.Enricher.Noise;

/// <summary>Of which alerts the noise is to be told.</summary>
/// <param name="From">When the first came.</param>
/// <param name="Top">How many kinds are told, the noisiest first.</param>
/// <param name="Rule">Rules, with <c>*</c> and <c>?</c>.</param>
public sealed record NoiseRequest(EventTime From, int Top, string Rule = "*");

/// <summary>The noisiest rules by workload.</summary>
public sealed record NoiseReport
{
    /// <summary>The topic that was read.</summary>
    public required string Topic { get; init; }

    /// <summary>When the first alert came that was asked for.</summary>
    public required string From { get; init; }

    /// <summary>When the oldest came that the topic still has, where that is later; else null.</summary>
    public string? Oldest { get; init; }

    /// <summary>How many alerts there were.</summary>
    public long Alerts { get; init; }

    /// <summary>How many of them an exception fits.</summary>
    public long Excepted { get; init; }

    /// <summary>How many kinds, that is rules by workload, there were; those that were forgotten are left out.</summary>
    public int Kinds { get; init; }

    /// <summary>There were more kinds than memory is for: a count may be too low, by so much at most.</summary>
    public long MostMissed { get; init; }

    /// <summary>Records that are no document of ours.</summary>
    public long Unreadable { get; init; }

    /// <summary>The noisiest first.</summary>
    public required IReadOnlyList<NoisyKind> Noisiest { get; init; }
}

/// <summary>Alerts of one rule in one workload.</summary>
public sealed record NoisyKind
{
    /// <summary>The rule.</summary>
    public required string Rule { get; init; }

    /// <summary><c>falco</c>, <c>tetragon</c> or <c>eyrie</c>.</summary>
    public required string Sensor { get; init; }

    /// <summary>Where: <c>shop/Deployment/web</c>, <c>host</c>.</summary>
    public required string Where { get; init; }

    /// <summary>The worst of them, in words.</summary>
    public required string Severity { get; init; }

    /// <summary>How many.</summary>
    public long Alerts { get; init; }

    /// <summary>How many of all alerts, 0 to 1.</summary>
    public double Share { get; init; }

    /// <summary>How many of them an exception fits.</summary>
    public long Excepted { get; init; }

    /// <summary>Where these exceptions are written.</summary>
    public required IReadOnlyList<string> Exceptions { get; init; }

    /// <summary>How many pods, about where there are more than 8; so are those that follow.</summary>
    public long Pods { get; init; }

    /// <summary>How many nodes.</summary>
    public long Nodes { get; init; }

    /// <summary>How many programs.</summary>
    public long Binaries { get; init; }

    /// <summary>How many command lines.</summary>
    public long Commands { get; init; }

    /// <summary>Some of the programs.</summary>
    public required IReadOnlyList<string> SomeBinaries { get; init; }

    /// <summary>Some of the command lines.</summary>
    public required IReadOnlyList<string> SomeCommands { get; init; }

    /// <summary>Programs that are above the acting one in all of them, the nearest first.</summary>
    public required IReadOnlyList<string> Ancestors { get; init; }

    /// <summary>An exception in Falco's syntax; null when there is none.</summary>
    public string? FalcoException { get; init; }

    /// <summary>An exception in Eyrie's; null when there is none.</summary>
    public string? EyrieException { get; init; }

    /// <summary>Why one is missing, or what to think of before it is used.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
