using Eyrie.Contracts;

namespace Eyrie.Sinks.Routing.Matching;

/// <summary>What matchers look at.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="Team">Whose it is; empty when nobody said.</param>
internal readonly record struct RouteSubject(Alert Alert, string Team);
