using Eyrie.Contracts;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor;

/// <summary>
/// Puts what was read into the buffer, or counts it as dropped. An overflow is two log lines, however many events: one at the
/// first refused event, one with the count when the buffer is half empty again.
/// </summary>
internal sealed class EventIntake(EventBuffer buffer, SensorTag sensor, IngestorMetrics metrics, ILogger<EventIntake> logger)
{
    private long _refused;

    /// <summary>Keeps an event, waiting for room if there is none.</summary>
    public ValueTask KeepAsync(in SensorEvent sensorEvent, CancellationToken cancellation)
    {
        metrics.EventRead(sensor);
        return buffer.AddAsync(sensorEvent, cancellation);
    }

    /// <summary>Keeps an event if there is room.</summary>
    public void KeepOrDrop(in SensorEvent sensorEvent)
    {
        metrics.EventRead(sensor);
        if (!buffer.TryAdd(sensorEvent))
        {
            Refused();
        }
        else if (_refused > 0 && buffer.IsRelaxed)
        {
            EndOverflow();
        }
    }

    /// <summary>Nothing more will be read.</summary>
    public void Complete()
    {
        EndOverflow();
        buffer.Complete();
    }

    private void Refused()
    {
        metrics.EventsDropped(sensor, DropReasons.BufferFull, 1);
        if (_refused++ == 0)
        {
            logger.BufferFull(sensor.Name);
        }
    }

    private void EndOverflow()
    {
        if (_refused > 0)
        {
            logger.OverflowEnded(sensor.Name, _refused);
            _refused = 0;
        }
    }
}
