using System.Diagnostics.Metrics;
using Eyrie.Platform.Metrics;
using Microsoft.Extensions.Hosting;

namespace Eyrie.Enricher.Detections;

/// <summary>
/// Tells in metrics how many exceptions hold, and lets the file be looked at also where nothing happens: the first alert after a quiet time
/// finds what was written before it, and an exception is told of on the day it ends.
/// </summary>
internal sealed class ExceptionWatch : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Detector _detector;
    private readonly TimeProvider _time;

    public ExceptionWatch(Detector detector, TimeProvider time, IMeterFactory meters)
    {
        (_detector, _time) = (detector, time);
        meters.Create(EnricherMetrics.MeterName).CreateObservableGauge(
            "eyrie.enricher.exceptions", Observe, "{exception}", "Exceptions of the detections file, by state: holding, expiring (within 14 days), expired.", Labels.Of("state"));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            _ = _detector.Exceptions; // looks at the file and at the clock
        }
    }

    private IEnumerable<Measurement<int>> Observe()
    {
        var (over, soon, holding) = _detector.Exceptions;
        return
        [
            new(holding, new KeyValuePair<string, object?>("state", "holding")),
            new(soon, new KeyValuePair<string, object?>("state", "expiring")),
            new(over, new KeyValuePair<string, object?>("state", "expired")),
        ];
    }
}
