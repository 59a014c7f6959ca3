using Eyrie.Sinks.Routing.Routes;

namespace Eyrie.Sinks.Routing;

/// <summary>How a decision came about, for people who ask.</summary>
internal sealed class RouteTrace
{
    private readonly List<(RouteTarget Target, RouteOutcome Outcome, string Reason)> _offers = [];

    /// <summary>The routes that were tried, in order.</summary>
    public List<TriedRoute> Tried { get; } = [];

    /// <summary>The places they lead to, and what became of the alert there.</summary>
    public IReadOnlyList<(RouteTarget Target, RouteOutcome Outcome, string Reason)> Offers => _offers;

    /// <summary>Why no route was tried; empty when they were.</summary>
    public string Stop { get; private set; } = "";

    public void Stopped(string why) => Stop = why;

    public void Offered(RouteTarget target, RouteOutcome outcome, string reason) => _offers.Add((target, outcome, reason));
}
