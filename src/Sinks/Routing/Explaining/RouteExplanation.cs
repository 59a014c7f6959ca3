namespace Eyrie.Sinks.Routing.Explaining;

/// <summary>Where an alert goes, and how that came about.</summary>
public sealed record RouteExplanation
{
    /// <summary>The event's id.</summary>
    public required string Alert { get; init; }

    /// <summary>What was looked at, in one line.</summary>
    public required string Summary { get; init; }

    /// <summary>When: silences and mute times go by it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whose it is by its labels; empty when none says.</summary>
    public required string Team { get; init; }

    /// <summary>The routes that were tried, in order; empty when there is no routing file.</summary>
    public required IReadOnlyList<ExplainedRoute> Routes { get; init; }

    /// <summary>What becomes of it at each sink.</summary>
    public required IReadOnlyList<ExplainedSink> Sinks { get; init; }

    /// <summary>What could not be looked at.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A route that was offered the alert.</summary>
/// <param name="Route">Its path.</param>
/// <param name="Where">File and line.</param>
/// <param name="Outcome"><c>taken</c>, <c>passed</c> (one below took it, or it is suppressed) or <c>no</c>.</param>
/// <param name="Matchers">What it asks, and what it saw.</param>
public sealed record ExplainedRoute(string Route, string Where, string Outcome, IReadOnlyList<ExplainedMatcher> Matchers);

/// <summary>What a route asks of an alert.</summary>
/// <param name="Matcher">What, as it is written.</param>
/// <param name="Seen">The alert's value; empty when it has none.</param>
/// <param name="Fits">Whether that is what it wants.</param>
public sealed record ExplainedMatcher(string Matcher, string Seen, bool Fits);

/// <summary>What becomes of an alert at a sink.</summary>
/// <param name="Sink">Its name.</param>
/// <param name="Outcome"><c>deliver</c>, <c>filtered</c>, <c>suppressed</c>, <c>silenced</c> or <c>muted</c>.</param>
/// <param name="Reason">Why, where there is something to say.</param>
/// <param name="Targets">The places that routes lead to.</param>
public sealed record ExplainedSink(string Sink, string Outcome, string Reason, IReadOnlyList<ExplainedTarget> Targets);

/// <summary>A place that a route leads to.</summary>
/// <param name="Route">The route's path; empty when the sink is used as its own options have it.</param>
/// <param name="Team">Whose it is there.</param>
/// <param name="Outcome">As of a sink.</param>
/// <param name="Reason">Why.</param>
/// <param name="Settings">What the route says to the sink.</param>
public sealed record ExplainedTarget(string Route, string Team, string Outcome, string Reason, IReadOnlyList<ExplainedSetting> Settings);

/// <summary>A setting, and which route said it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it is; of secrets, the file's path.</param>
/// <param name="From">The path of the route that said it.</param>
public sealed record ExplainedSetting(string Name, string Value, string From);
