using System.Diagnostics.Metrics;
using Eyrie.Ingestor;

namespace Eyrie.Benchmarks;

/// <summary>How many of Tetragon's events the Ingestor has in Kafka, by its own metric; one that it dropped ends the run.</summary>
internal sealed class PublishedCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _published;
    private long _dropped;

    public PublishedCount()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == IngestorMetrics.MeterName && instrument.Name is "eyrie.ingestor.events.published" or "eyrie.ingestor.events.dropped")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(Count);
        _listener.Start();
    }

    public long Value => Interlocked.Read(ref _dropped) is 0
        ? Interlocked.Read(ref _published)
        : throw new InvalidOperationException($"the Ingestor dropped {_dropped} events");

    public void Dispose() => _listener.Dispose();

    private void Count(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (instrument.Name.EndsWith("dropped", StringComparison.Ordinal))
        {
            Interlocked.Add(ref _dropped, value);
        }
        else if (tags[0].Value is "tetragon-grpc") // not what it says of itself
        {
            Interlocked.Add(ref _published, value);
        }
    }
}
