namespace Eyrie.Enricher.Detections;

/// <summary>What a detection says nothing about: all that is given has to fit, of a list one item.</summary>
internal sealed record ExceptionOptions
{
    /// <summary>Names of detections that it is for; of no meaning below a detection.</summary>
    public IReadOnlyList<string> Detections { get; init; } = [];

    /// <summary>Namespace of the pod; <c>host</c>: outside of containers.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary><c>name</c> or <c>Kind/name</c>.</summary>
    public IReadOnlyList<string> Workloads { get; init; } = [];

    /// <summary>Image without tag, or <c>image:tag</c>.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Path of the acting program; without a slash its name.</summary>
    public IReadOnlyList<string> Binaries { get; init; } = [];

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Who answers for it.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Last day on which it holds, UTC; empty: for good.</summary>
    public string Expires { get; init; } = "";
}
