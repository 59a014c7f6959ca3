using Eyrie.Contracts;

namespace Eyrie.Sinks;

/// <summary>What a sink reads, as whom.</summary>
/// <param name="Sink">The sink's name.</param>
/// <param name="Prefix">What groups' names start with.</param>
/// <param name="Topics">The pipeline's topics.</param>
/// <param name="WithActivity">Reads <c>activity.v1</c> beside <c>alerts.v1</c>.</param>
/// <param name="DocumentsOnly">Takes ids and documents alone: nothing is decoded for it.</param>
internal sealed record SinkRoute(string Sink, string Prefix, Topics Topics, bool WithActivity, bool DocumentsOnly)
{
    /// <summary>The consumer group.</summary>
    public string Group => $"{Prefix}sink-{Sink}";

    /// <summary>The topics it reads.</summary>
    public IReadOnlyList<string> Subscriptions => WithActivity ? [Topics.Alerts, Topics.Activity] : [Topics.Alerts];
}
