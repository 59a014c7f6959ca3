namespace Eyrie.Sinks.Routing.Matching;

/// <summary>Asks whether an exception fits the alert.</summary>
internal sealed class SuppressedMatcher(bool wanted, bool isNegated) : Matcher("suppressed", wanted ? "true" : "false", isNegated)
{
    /// <summary>It wants suppressed alerts: a route with it is told of them.</summary>
    public bool WantsSuppressed => wanted != IsNegated;

    public override string Seen(in RouteSubject subject) => subject.Alert.Suppressed ? "true" : "false";

    protected override bool IsMatch(in RouteSubject subject) => subject.Alert.Suppressed == wanted;
}
