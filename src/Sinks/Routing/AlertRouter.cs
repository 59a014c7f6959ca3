using Eyrie.Contracts;
using Eyrie.Sinks.Routing.Routes;

namespace Eyrie.Sinks.Routing;

/// <summary>
/// Routes by the tree of the routing file; a sink that no route names, or all of them where there is no file, gets what its own options let through. Thread-safe: all it
/// looks at is immutable.
/// </summary>
internal sealed class AlertRouter(IReadOnlyDictionary<string, RoutedSink> sinks, RoutingBook book) : IAlertRouter
{
    private static readonly RouteDecision Filtered = new(RouteOutcome.Filtered, []);

    public RouteDecision Route(string sink, Alert alert, DateTimeOffset now) => Route(sink, alert, now, trace: null);

    /// <summary>The same, and tells how it came to that.</summary>
    public RouteDecision Route(string sink, Alert alert, DateTimeOffset? now, RouteTrace? trace)
    {
        var state = book.State;
        var routed = sinks.TryGetValue(sink, out var known) ? known : RoutedSink.Unconfigured(sink);
        if (!routed.Filter.Matches(alert))
        {
            trace?.Stopped("its own 'match' does not let it through");
            return Filtered;
        }

        var team = Teams.Of(alert, state.Content.TeamLabels);
        if (state.Content.Root is { } root && state.Content.NamedSinks.Contains(sink))
        {
            var walk = new RouteWalk(alert, team, routed.CallsPeople, trace?.Tried);
            walk.Visit(root);
            return new TargetChoice(routed, alert, state.Silences, now, trace).Choose(walk, team);
        }

        return Unrouted(routed, alert, team, state, now, trace);
    }

    public bool TakesAll(string sink) =>
        sinks.TryGetValue(sink, out var routed) && !routed.CallsPeople && routed.Filter.TakesAll && !book.State.Content.NamedSinks.Contains(sink);

    private static RouteDecision Unrouted(RoutedSink sink, Alert alert, string team, RoutingState state, DateTimeOffset? now, RouteTrace? trace)
    {
        if (sink.CallsPeople && alert.Suppressed && !alert.ClosesIncident)
        {
            return new(RouteOutcome.Suppressed, [], alert.SuppressedBy);
        }

        var choice = new TargetChoice(sink, alert, state.Silences, now, trace);
        choice.Offer(new("", team, RouteSettings.None), []);
        return choice.Decide(isSuppressed: false);
    }
}
