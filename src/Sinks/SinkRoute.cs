using Eyrie.Contracts;

namespace Eyrie.Sinks;

/// <summary>What a sink reads, as whom.</summary>
/// <param name="Sink">The sink's name.</param>
/// <param name="Prefix">What groups' names start with.</param>
/// <param name="Topics">The pipeline's topics.</param>
/// <param name="WithActivity">Reads <c>activity.v1</c> beside <c>alerts.v1</c>.</param>
/// <param name="DocumentsOnly">Takes ids and documents alone: nothing is decoded for it.</param>
/// <param name="Lane">Which of the alerts.</param>
internal sealed record SinkRoute(
    string Sink, string Prefix, Topics Topics, bool WithActivity, bool DocumentsOnly, SinkLane Lane = SinkLane.All)
{
    /// <summary>What the names of groups of urgent lanes end with; no sink's name may.</summary>
    public const string UrgentSuffix = "-urgent";

    /// <summary>The consumer group.</summary>
    public string Group => $"{Prefix}sink-{Sink}{(Lane is SinkLane.Urgent ? UrgentSuffix : "")}";

    /// <summary>The topics it reads.</summary>
    public IReadOnlyList<string> Subscriptions => this switch
    {
        { Lane: SinkLane.Urgent } => [Topics.Urgent],
        { WithActivity: true } => [Topics.Alerts, Topics.Activity, Topics.Retry],
        _ => [Topics.Alerts, Topics.Retry],
    };
}
