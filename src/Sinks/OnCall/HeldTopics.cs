using Confluent.Kafka;
using Eyrie.Contracts;

namespace Eyrie.Sinks.OnCall;

/// <summary>Lets the topics wait in Kafka when too much waits in memory: ordinary alerts first, what is urgent much later. One thread.</summary>
internal sealed class HeldTopics(IConsumer<string, byte[]> consumer, Topics topics, OnCallOffsets offsets)
{
    private readonly Hold _ordinary = new(MostAlerts: 20_000, MostBytes: 24 * 1024 * 1024);
    private readonly Hold _urgent = new(MostAlerts: 10_000, MostBytes: 16 * 1024 * 1024);
    private readonly HashSet<TopicPartition> _seen = [];
    private readonly HashSet<TopicPartition> _paused = [];

    /// <summary>A record came. A partition is paused after its first one: before, a pause can stall it for good.</summary>
    public void Saw(TopicPartition partition)
    {
        _seen.Add(partition);
        if (HoldOf(partition.Topic).IsHeld && _paused.Add(partition))
        {
            consumer.Pause([partition]);
        }
    }

    /// <summary>Looks how much waits.</summary>
    /// <returns>Whether it became too much just now.</returns>
    public bool Weigh()
    {
        Weigh(_ordinary, topic => topic != topics.Urgent);
        Weigh(_urgent, topic => topic == topics.Urgent);
        var was = offsets.IsFull;
        offsets.IsFull = _ordinary.IsHeld || _urgent.IsHeld;
        return offsets.IsFull && !was;
    }

    /// <summary>The partitions went to somebody else.</summary>
    public void Forget(IReadOnlySet<TopicPartition> partitions)
    {
        var paused = _paused.Where(partitions.Contains).ToList();
        if (paused.Count > 0)
        {
            consumer.Resume(paused); // should they come back, they are read
        }

        _paused.ExceptWith(partitions);
        _seen.ExceptWith(partitions);
    }

    private void Weigh(Hold hold, Predicate<string> isOfIt)
    {
        if (!hold.Weigh(offsets.Waiting(isOfIt)))
        {
            return;
        }

        var partitions = (hold.IsHeld ? _seen : _paused).Where(partition => isOfIt(partition.Topic)).ToList();
        if (hold.IsHeld)
        {
            consumer.Pause(partitions);
            _paused.UnionWith(partitions);
        }
        else
        {
            consumer.Resume(partitions);
            _paused.ExceptWith(partitions);
        }
    }

    private Hold HoldOf(string topic) => topic == topics.Urgent ? _urgent : _ordinary;

    private sealed record Hold(int MostAlerts, long MostBytes)
    {
        public bool IsHeld { get; private set; }

        // Begins again well below, so that it is not on and off all the time.
        public bool Weigh(Backlog backlog)
        {
            var (share, before) = (IsHeld ? 3 : 4, IsHeld);
            IsHeld = backlog.Alerts >= (long)MostAlerts * share / 4 || backlog.Bytes >= MostBytes * share / 4;
            return IsHeld != before;
        }
    }
}
