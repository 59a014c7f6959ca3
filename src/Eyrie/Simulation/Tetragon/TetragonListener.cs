using System.Threading.Channels;

namespace Eyrie.Simulation.Tetragon;

/// <summary>One client's queue. When it is full the agent drops, and the client is not told.</summary>
internal sealed class TetragonListener(EventFilter filter, StreamTally tally)
{
    /// <summary>What a real agent holds for a listener.</summary>
    public const int Capacity = 10_000;

    private readonly Channel<SensorMessage> _queue = Channel.CreateBounded<SensorMessage>(
        new BoundedChannelOptions(Capacity) { SingleReader = true });

    public ChannelReader<SensorMessage> Queue => _queue.Reader;

    /// <summary>Queues or drops an event; false when the client did not ask for it.</summary>
    public bool Offer(SensorMessage message)
    {
        if (!filter.Lets(message.TetragonEvent!))
        {
            return false;
        }

        tally.EventQueued(); // before the client can have taken it
        if (!_queue.Writer.TryWrite(message))
        {
            tally.EventsLost(1);
        }

        return true;
    }

    public void Sent() => tally.EventSent();

    public void Lost() => tally.EventsLost(1);

    /// <summary>Takes nothing any more; what is queued is lost.</summary>
    public void Close()
    {
        _queue.Writer.TryComplete();
        while (_queue.Reader.TryRead(out _))
        {
            tally.EventsLost(1);
        }
    }
}
