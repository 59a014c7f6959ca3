using System.Collections.Concurrent;
using Eyrie.Contracts;

namespace Eyrie.Sinks.Routing;

/// <summary>Routes without a routing file: each sink has one place to take alerts to, and gets what its own options let through.</summary>
internal sealed class AlertRouter(IReadOnlyDictionary<string, RoutedSink> sinks) : IAlertRouter
{
    private static readonly RouteDecision Filtered = new(RouteOutcome.Filtered, []);
    private static readonly RouteDecision OwnOptions = new(RouteOutcome.Deliver, [new("", "", RouteSettings.None)]);

    private readonly ConcurrentDictionary<string, RoutedSink> _sinks = new(sinks, StringComparer.OrdinalIgnoreCase);

    public RouteDecision Route(string sink, Alert alert, DateTimeOffset now)
    {
        var routed = _sinks.GetOrAdd(sink, static name => new(name, name, new(new SinkOptions())));
        if (!routed.Filter.Matches(alert) || SeverityFor(routed, alert) < routed.Filter.Least)
        {
            return Filtered;
        }

        return routed.CallsPeople && alert.Suppressed && !alert.ClosesIncident
            ? new(RouteOutcome.Suppressed, [], alert.SuppressedBy)
            : OwnOptions;
    }

    public bool TakesAll(string sink) => _sinks.TryGetValue(sink, out var routed) && !routed.CallsPeople && routed.Filter.TakesAll;

    // Who was told of an incident hears how it goes on; a store takes each alert for itself.
    private static Severity SeverityFor(RoutedSink sink, Alert alert) =>
        sink.CallsPeople && alert.IncidentSoFar is { } incident && incident.Severity > alert.Severity ? incident.Severity : alert.Severity;
}
