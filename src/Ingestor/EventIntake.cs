using Eyrie.Contracts;
using Eyrie.Ingestor.Sensors;
using Eyrie.Ingestor.Spool;

namespace Eyrie.Ingestor;

/// <summary>Puts what one sensor says into the spool, with where and when it was read.</summary>
internal sealed class EventIntake(
    EventSpool spool, SensorOrigin origin, SensorTag sensor, EventWorth worth, IngestorMetrics metrics, SensorStatus? status, SpoolAccount account)
    : IEventIntake
{
    private const int MaxErrorLength = 4_000;
    private long _seen;

    public bool TryKeep(ReadOnlyMemory<byte> payload, SensorFormat format, out long position)
    {
        var glance = EventGlance.At(payload.Span, format);
        var kept = new KeptEvent { Event = origin.Stamp(payload, format, glance), Sensor = sensor, Worth = glance.Worth };
        metrics.EventRead(sensor);
        Observe(glance, kept.Event);
        return TryAdd(kept, out position);
    }

    public bool TryReject(ReadOnlyMemory<byte> payload, SensorFormat format, string reason, string error, out long position)
    {
        metrics.EventRead(sensor);
        return TryAdd(
            new()
            {
                Event = origin.Stamp(payload, format, glance: default),
                Sensor = sensor,
                Worth = worth,
                Reason = reason,
                Error = error.Length > MaxErrorLength ? error[..MaxErrorLength] : error,
            },
            out position);
    }

    public void Flush() => spool.Due.Set();

    public ValueTask RoomAsync(CancellationToken cancellation) => spool.RoomAsync(worth, cancellation);

    public ValueTask DurableAsync(long position, CancellationToken cancellation) => spool.DurableAsync(position, cancellation);

    private void Observe(in EventGlance glance, in SensorEvent read)
    {
        if (glance.Time is { } told)
        {
            var lag = read.Received - told;
            metrics.ClockSeen(sensor, lag, read.Received);
            if (IngestorMetrics.IsTimed(glance.Worth, _seen++)) // two threads may have the same number, and nothing comes of it
            {
                metrics.EventLag(sensor, lag);
            }
        }

        status?.Heard(read.Received);
        if (glance.Notice is not SensorNotice.None)
        {
            status?.Noticed(glance.Notice, read.Payload, read.Format);
        }
    }

    private bool TryAdd(KeptEvent kept, out long position)
    {
        var hasRoom = spool.TryAdd(kept);
        if (!hasRoom)
        {
            account.Dropped(sensor, DropReasons.BufferFull, 1);
        }

        position = kept.Position;
        return hasRoom;
    }
}
