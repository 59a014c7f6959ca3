using Eyrie.Contracts;
using Eyrie.Sinks.Routing;

namespace Eyrie.Sinks.OnCall;

/// <summary>What one address is to be told of one group of alerts, usually an incident.</summary>
internal sealed record Notice
{
    /// <summary>Where: see <see cref="INotifier.AddressOf"/>.</summary>
    public required string Address { get; init; }

    /// <summary>Which group: the incident's id, or what the route groups by.</summary>
    public required string Group { get; init; }

    /// <summary>The route that leads there; of several the first.</summary>
    public required RouteTarget Target { get; init; }

    /// <summary>What has not been told yet, in the order in which it came. Empty only when it closes.</summary>
    public required IReadOnlyList<Alert> News { get; init; }

    /// <summary>What was told before; null: nothing, or the repeat interval is over.</summary>
    public Told? Before { get; init; }

    /// <summary>The document that says that the incident is over; null while it is not.</summary>
    public Alert? Closing { get; init; }
}
