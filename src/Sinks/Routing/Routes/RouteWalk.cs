using Eyrie.Contracts;
using Eyrie.Sinks.Routing.Matching;

namespace Eyrie.Sinks.Routing.Routes;

/// <summary>
/// Finds the routes that take an alert, as Alertmanager does: depth first, the first of several siblings unless it says <c>continue</c>, a parent only when none below
/// it takes it. A route that does not ask for suppressed alerts is passed over by them when people would be called.
/// </summary>
internal sealed class RouteWalk(Alert alert, string team, bool callsPeople, ICollection<TriedRoute>? trace = null)
{
    /// <summary>The routes, in order.</summary>
    public List<RouteNode> Taken { get; } = [];

    /// <summary>One would have taken it, were it not suppressed.</summary>
    public bool IsSuppressed { get; private set; }

    /// <summary>Offers the alert to a route and all below it.</summary>
    /// <returns>Whether one of them took it.</returns>
    public bool Visit(RouteNode route)
    {
        // A route's own team counts where no label says one.
        var subject = new RouteSubject(alert, team.Length > 0 ? team : route.Team);
        var fits = alert.ClosesIncident ? route.Match.CanHaveFitted(subject) : route.Match.Fits(subject);
        var tried = Trace(route, subject, fits);
        if (!fits)
        {
            return false;
        }

        var isBelow = false;
        foreach (var child in route.Routes)
        {
            // What closes an incident goes wherever its alerts can have gone.
            if (Visit(child))
            {
                isBelow = true;
                if (!child.Continue && !alert.ClosesIncident)
                {
                    break;
                }
            }
        }

        return (isBelow && !alert.ClosesIncident) || Take(route, tried);
    }

    private bool Take(RouteNode route, TriedRoute? tried)
    {
        if (alert.Suppressed && !alert.ClosesIncident && callsPeople && !route.WantsSuppressed)
        {
            IsSuppressed = true;
            return false;
        }

        tried?.Take();
        Taken.Add(route);
        return true;
    }

    private TriedRoute? Trace(RouteNode route, in RouteSubject subject, bool fits)
    {
        if (trace is null)
        {
            return null;
        }

        var seen = subject;
        var tried = new TriedRoute(route, [.. route.Match.All.Select(matcher => new TriedMatcher(matcher, matcher.Seen(seen), matcher.Fits(seen)))], fits);
        trace.Add(tried);
        return tried;
    }
}

/// <summary>A route that was offered an alert.</summary>
internal sealed class TriedRoute(RouteNode route, IReadOnlyList<TriedMatcher> matchers, bool fits)
{
    public RouteNode Route => route;

    /// <summary>What it asks of the alert, and what it saw.</summary>
    public IReadOnlyList<TriedMatcher> Matchers => matchers;

    /// <summary>All of that fitted.</summary>
    public bool Fits => fits;

    /// <summary>It took the alert: none below it did.</summary>
    public bool Taken { get; private set; }

    public void Take() => Taken = true;
}

/// <summary>What a route asked of an alert.</summary>
/// <param name="Matcher">What.</param>
/// <param name="Seen">The alert's value; empty when it has none.</param>
/// <param name="Fits">Whether it was what it wants.</param>
internal sealed record TriedMatcher(Matcher Matcher, string Seen, bool Fits);
