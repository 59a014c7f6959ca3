using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Microsoft.Extensions.Logging;

namespace Eyrie.Ingestor;

/// <summary>
/// Puts what was read into the buffer, or counts it as dropped. An overflow is two log lines, however many events: one at the
/// first refused event, one with the count when the buffer is half empty again.
/// </summary>
internal sealed class EventIntake(
    EventBuffer buffer, SensorOrigin origin, SensorTag sensor, IngestorMetrics metrics, ILogger<EventIntake> logger) : IEventIntake
{
    private long _refused;

    public bool TryKeep(ReadOnlyMemory<byte> payload, SensorFormat format, out long position)
    {
        position = 0;
        metrics.EventRead(sensor);
        if (!buffer.TryAdd(origin.Stamp(payload, format, EventGlance.At(payload.Span, format))))
        {
            Refused();
            return false;
        }

        if (_refused > 0 && buffer.IsRelaxed)
        {
            EndOverflow();
        }

        return true;
    }

    public bool TryReject(ReadOnlyMemory<byte> payload, SensorFormat format, string reason, string error, out long position)
    {
        position = 0;
        metrics.EventRead(sensor);
        metrics.EventRejected(sensor, reason);
        return true;
    }

    public void Flush()
    {
    }

    public ValueTask RoomAsync(CancellationToken cancellation) => buffer.RoomAsync(cancellation);

    public ValueTask DurableAsync(long position, CancellationToken cancellation) => ValueTask.CompletedTask;

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
