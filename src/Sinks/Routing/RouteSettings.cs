using Eyrie.Contracts;

namespace Eyrie.Sinks.Routing;

/// <summary>What a route can tell a sink. Null: as the sink's own options have it.</summary>
internal sealed record RouteSettings
{
    public static readonly RouteSettings None = new();

    /// <summary>Slack: the channel, with a bot token.</summary>
    public string? Channel { get; init; }

    /// <summary>Slack: a file with another webhook's URL.</summary>
    public string? WebhookUrlFile { get; init; }

    /// <summary>Slack: whom the first message and each that is worse mentions: <c>here</c>, <c>channel</c>, a user's or group's id.</summary>
    public string? Mention { get; init; }

    /// <summary>PagerDuty: a file with the integration key.</summary>
    public string? RoutingKeyFile { get; init; }

    /// <summary>The mildest severity, of the alert or of its incident so far, that is told.</summary>
    public Severity? MinSeverity { get; init; }

    /// <summary>The least risk score, of the alert or of its incident so far, that is told.</summary>
    public int? MinRisk { get; init; }

    /// <summary>What makes alerts one message.</summary>
    public Grouping? GroupBy { get; init; }

    /// <summary>The shortest time between two updates that bring nothing worse.</summary>
    public TimeSpan? UpdateInterval { get; init; }

    /// <summary>An incident that goes on is told anew after so long, as if it were new; null: never.</summary>
    public TimeSpan? RepeatInterval { get; init; }

    /// <summary>PagerDuty, Alertmanager: resolve when the incident is over.</summary>
    public bool? Resolve { get; init; }
}

/// <summary>What makes alerts one message.</summary>
internal enum Grouping
{
    /// <summary>The incident.</summary>
    Incident,

    /// <summary>The rule in a workload, whichever pod.</summary>
    RuleAndWorkload,

    /// <summary>The workload, whatever happens in it.</summary>
    Workload,
}
