using System.Runtime.InteropServices;
using Eyrie.Contracts;
using Eyrie.Ingestor.Health;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor.Spool;

/// <summary>Counts what the spool loses and finds again, and says so: two lines a time of dropping, however many events.</summary>
internal sealed class SpoolAccount(
    IngestorMetrics metrics, HealthReporter health, TimeProvider time, ILogger<SpoolAccount> logger)
{
    private static readonly SensorTag Unknown = new("unknown"); // a damaged record does not say whose it was
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Sensor, string Reason), long> _untold = [];
    private long _dropped;
    private long _last;

    public void Dropped(in SensorTag sensor, string reason, long count)
    {
        metrics.EventsDropped(sensor, reason, count);
        lock (_gate)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_untold, (sensor.Name, reason), out _) += count;
            if (_dropped == 0)
            {
                logger.DroppingBegan(reason);
            }

            _dropped += count;
            _last = time.GetTimestamp();
        }
    }

    /// <summary>Neither in Kafka nor on disk when the process ended.</summary>
    public void LostAtStop(in SensorTag sensor) => metrics.EventsDropped(sensor, DropReasons.Shutdown, 1);

    /// <summary>To be called now and then: tells when a time of dropping is over.</summary>
    public void Look()
    {
        lock (_gate)
        {
            if (_dropped > 0 && time.GetElapsedTime(_last) >= Calm)
            {
                logger.DroppingEnded(_dropped);
                _dropped = 0;
            }
        }

        Tell();
    }

    /// <summary>The disk cannot be used, and why; null when it can again.</summary>
    public void DiskChanged(string? trouble) =>
        health.Report(new(trouble is null ? HealthKind.SpoolRecovered : HealthKind.SpoolTrouble) { Reason = trouble ?? "" });

    /// <summary>So many were written to disk.</summary>
    public void Spooled(int count) => metrics.EventsSpooled(count);

    /// <summary>Damage on disk took so many.</summary>
    public void Corrupt(long count, bool isRecovered)
    {
        if (count > 0)
        {
            if (isRecovered)
            {
                metrics.EventsRecovered(Unknown, count);
            }

            metrics.EventsDropped(Unknown, DropReasons.SpoolCorrupt, count);
            lock (_gate)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_untold, (Unknown.Name, DropReasons.SpoolCorrupt), out _) += count;
            }

            logger.SpoolCorrupt(count);
        }
    }

    // Not where it happens: there the spool's gate may be held.
    private void Tell()
    {
        KeyValuePair<(string Sensor, string Reason), long>[] sums;
        lock (_gate)
        {
            if (_untold.Count == 0)
            {
                return;
            }

            sums = [.. _untold];
            _untold.Clear();
        }

        foreach (var ((sensor, reason), count) in sums)
        {
            health.EventsDropped(sensor, reason, count);
        }
    }

    public void Unreadable(Segment segment, Exception cause) => logger.SegmentUnreadable(cause.Message, segment.Path);

    /// <summary>An earlier process left it on disk.</summary>
    public void Recovered(in SensorTag sensor) => metrics.EventsRecovered(sensor, 1);
}
