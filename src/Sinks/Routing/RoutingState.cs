using Eyrie.Sinks.Routing.Reading;
using Eyrie.Sinks.Routing.Silences;

namespace Eyrie.Sinks.Routing;

/// <summary>The routes and silences that hold now; immutable, replaced as a whole.</summary>
/// <param name="Content">What the files say.</param>
/// <param name="Silences">Those of the files and of the topic.</param>
internal sealed record RoutingState(RoutingContent Content, IReadOnlyList<Silence> Silences)
{
    public static readonly RoutingState Empty = new(RoutingContent.None, []);
}
