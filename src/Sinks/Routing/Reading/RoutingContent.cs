using Eyrie.Platform.Configuration;
using Eyrie.Sinks.Routing.Routes;
using Eyrie.Sinks.Routing.Silences;

namespace Eyrie.Sinks.Routing.Reading;

/// <summary>What the routing file and the silences file say.</summary>
internal sealed record RoutingContent
{
    public static readonly RoutingContent None = new();

    /// <summary>The tree; null when there is none.</summary>
    public RouteNode? Root { get; init; }

    /// <summary>The labels that name a team, the first that is there.</summary>
    public IReadOnlyList<Matching.LabelName> TeamLabels { get; init; } = [new("team")];

    /// <summary>Silences of the files.</summary>
    public IReadOnlyList<Silence> Silences { get; init; } = [];

    /// <summary>The sinks that a route names.</summary>
    public IReadOnlySet<string> NamedSinks { get; init; } = new HashSet<string>();

    /// <summary>Everything that is wrong; then nothing of this holds.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; init; } = [];

    /// <summary>What is allowed and hardly meant.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
