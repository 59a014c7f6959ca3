using System.Threading.Channels;
using Eyrie.Contracts;

namespace Eyrie.Ingestor.Tests;

/// <summary>
/// Remembers what a stream hands over. It has room and makes all durable at once, unless a test closes one or the other.
/// </summary>
internal sealed class RecordedIntake : IEventIntake
{
    private readonly Lock _gate = new();
    private readonly Channel<RecordedEvent> _arrivals = Channel.CreateUnbounded<RecordedEvent>();
    private readonly List<RecordedEvent> _events = [];
    private TaskCompletionSource _room = Done();
    private TaskCompletionSource _durable = Done();
    private long _position;

    /// <summary>All that came, in order.</summary>
    public IReadOnlyList<RecordedEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>How often the stream said that it has no more at hand.</summary>
    public int Flushes { get; private set; }

    /// <summary>Refuses what comes, as an intake whose spool is full.</summary>
    public bool IsFull { get; set; }

    /// <summary>Closed: nobody gets room until it is opened again.</summary>
    public bool HasRoom
    {
        set => Set(ref _room, value);
    }

    /// <summary>Closed: nothing becomes durable until it is opened again.</summary>
    public bool IsDurable
    {
        set => Set(ref _durable, value);
    }

    /// <summary>The next that comes.</summary>
    public ValueTask<RecordedEvent> NextAsync(CancellationToken cancellation) => _arrivals.Reader.ReadAsync(cancellation);

    public bool TryKeep(ReadOnlyMemory<byte> payload, SensorFormat format, out long position) =>
        TryAdd(new(payload, format, Reason: null, Error: null), out position);

    public bool TryReject(ReadOnlyMemory<byte> payload, SensorFormat format, string reason, string error, out long position) =>
        TryAdd(new(payload, format, reason, error), out position);

    public void Flush()
    {
        lock (_gate)
        {
            Flushes++;
        }
    }

    public ValueTask RoomAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(_room.Task.WaitAsync(cancellation));
    }

    public ValueTask DurableAsync(long position, CancellationToken cancellation) => new(_durable.Task.WaitAsync(cancellation));

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        done.SetResult();
        return done;
    }

    private static void Set(ref TaskCompletionSource gate, bool open)
    {
        if (open)
        {
            gate.TrySetResult();
        }
        else
        {
            gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private bool TryAdd(RecordedEvent recorded, out long position)
    {
        lock (_gate)
        {
            position = IsFull ? 0 : ++_position;
            if (!IsFull)
            {
                _events.Add(recorded);
                _arrivals.Writer.TryWrite(recorded);
            }

            return !IsFull;
        }
    }
}

/// <summary>What a stream handed over; with a reason when it was rejected.</summary>
internal sealed record RecordedEvent(ReadOnlyMemory<byte> Payload, SensorFormat Format, string? Reason, string? Error)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Payload.Span);
}
