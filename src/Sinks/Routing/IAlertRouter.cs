using Eyrie.Contracts;

namespace Eyrie.Sinks.Routing;

/// <summary>Decides where a sink takes an alert. Two implementations: the routing file, and the sink's own settings where there is none.</summary>
internal interface IAlertRouter
{
    /// <summary>Asks for one alert. Thread-safe, and quick: no I/O.</summary>
    /// <param name="sink">The sink's name.</param>
    /// <param name="alert">The alert.</param>
    /// <param name="now">The wall clock: silences and mute times are about people, not about events.</param>
    RouteDecision Route(string sink, Alert alert, DateTimeOffset now);

    /// <summary>Whether the sink gets every alert at this time, whatever is in it: then nothing need be read from one.</summary>
    bool TakesAll(string sink) => false;
}

/// <summary>What becomes of an alert at a sink.</summary>
internal enum RouteOutcome
{
    /// <summary>It is taken to each of the targets.</summary>
    Deliver,

    /// <summary>No route leads to the sink, or it is below the threshold.</summary>
    Filtered,

    /// <summary>An exception fits, and no route asks for such alerts.</summary>
    Suppressed,

    /// <summary>A silence fits.</summary>
    Silenced,

    /// <summary>Its routes are muted at this time.</summary>
    Muted,
}

/// <summary>The router's answer.</summary>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Targets">Where it goes; each address once. Empty unless it is delivered.</param>
/// <param name="Reason">For people: which silence, which mute time; empty when there is nothing to say.</param>
internal sealed record RouteDecision(RouteOutcome Outcome, IReadOnlyList<RouteTarget> Targets, string Reason = "");

/// <summary>One place to take an alert.</summary>
/// <param name="Route">Path of the route: names from the root, joined by <c>/</c>.</param>
/// <param name="Team">Whose it is; empty when nobody said.</param>
/// <param name="Settings">What the routes on the path say, the deepest first.</param>
internal sealed record RouteTarget(string Route, string Team, RouteSettings Settings);
