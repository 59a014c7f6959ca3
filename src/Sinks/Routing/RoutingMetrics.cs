using System.Diagnostics.Metrics;
using Eyrie.Platform.Metrics;

namespace Eyrie.Sinks.Routing;

/// <summary>What routing counts.</summary>
internal sealed class RoutingMetrics
{
    private readonly Counter<long> _reloads;
    private readonly Gauge<int> _current;

    public RoutingMetrics(IMeterFactory meters, RoutingBook book, TimeProvider time)
    {
        var meter = meters.Create(SinkMetrics.MeterName);
        _reloads = meter.CreateCounter<long>("eyrie.routing.reloads", "{reload}", "Changes of the routing or silences file, by outcome.", Labels.Of("outcome"));
        _current = meter.CreateGauge<int>("eyrie.routing.current", description: "1 while the files hold as they are, 0 while a changed one is refused.");
        meter.CreateObservableGauge(
            "eyrie.routing.silences", () => book.State.Silences.Count(silence => silence.IsActive(time.GetUtcNow())), "{silence}", "Silences in force.");
    }

    public void Taken() => Count("taken", current: 1);

    public void Refused() => Count("refused", current: 0);

    /// <summary>The files were read at the start.</summary>
    public void Started() => _current.Record(1);

    private void Count(string outcome, int current)
    {
        _reloads.Add(1, KeyValuePair.Create<string, object?>("outcome", outcome));
        _current.Record(current);
    }
}
