namespace Eyrie.Sinks.Routing;

/// <summary>Where routes and silences are written. Bound from <c>Routing</c>.</summary>
public sealed record RoutingOptions
{
    /// <summary>The routing file; empty: each sink gets what its own options let through. Read again when it changes.</summary>
    public string File { get; init; } = "";

    /// <summary>A file with silences, beside those of the routing file and those made by <c>eyrie silence</c>. Read again when it changes.</summary>
    public string SilencesFile { get; init; } = "";
}
