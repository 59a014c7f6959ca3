using System.Diagnostics.Metrics;

namespace Eyrie.Platform.Metrics;

/// <summary>How long events take, measured alike everywhere: a share under 100 ms can be read off, and so can minutes of an outage.</summary>
public static class Latency
{
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600],
    };

    /// <summary>A histogram of seconds from one moment of an event's way to another.</summary>
    public static Histogram<double> CreateLatency(this Meter meter, string name, string description, params IEnumerable<string> labels) =>
        meter.CreateHistogram(name, "s", description, Labels.Of(labels), Buckets);

    /// <summary>From one moment to a later one; a clock that is ahead of another one does not make it negative.</summary>
    public static double Seconds(TimeSpan elapsed) => Math.Max(0, elapsed.TotalSeconds);
}
