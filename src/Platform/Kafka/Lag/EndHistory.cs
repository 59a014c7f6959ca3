using Confluent.Kafka;

namespace Eyrie.Platform.Kafka.Lag;

/// <summary>
/// Where partitions ended when: tells since when something waits behind a consumer, though nobody has read it. A consumer that is never quite
/// at the end of a busy partition is as far behind as the last looks say, not as long as it has been busy.
/// </summary>
internal sealed class EndHistory
{
    private const int MostLooks = 1000; // of a partition: almost three hours; then what lies between the oldest and the newest is thinned
    private Dictionary<(string Group, TopicPartition Partition), List<(long At, long End)>> _looks = [];
    private Dictionary<(string Group, TopicPartition Partition), List<(long At, long End)>> _next = [];

    /// <summary>Since when something waits; null when nothing does.</summary>
    /// <param name="group">The consumer group.</param>
    /// <param name="partition">One of its partitions.</param>
    /// <param name="next">The first offset that is not settled.</param>
    /// <param name="end">Where the partition ends now.</param>
    /// <param name="now">The time of this look.</param>
    public long? Look(string group, TopicPartition partition, long next, long end, long now)
    {
        var looks = _looks.GetValueOrDefault((group, partition)) ?? [];
        looks.RemoveAll(look => look.End <= next);
        if (end > next && (looks.Count == 0 || looks[^1].End < end))
        {
            looks.Add((now, end));
        }

        if (looks.Count > MostLooks)
        {
            looks.RemoveAt(1);
        }

        _next[(group, partition)] = looks;
        return looks.Count > 0 ? looks[0].At : null;
    }

    /// <summary>All partitions were looked at: those that were not are no more.</summary>
    public void Looked() => (_looks, _next) = (_next, []);
}
