using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;

namespace Eyrie.Enricher;

/// <summary>
/// Checks before each session that the topics are there and fit together: memory is written to the partition of the same number,
/// with fewer of them some would have no place. What fitted once will fit again: a person is at work.
/// </summary>
internal sealed class PartitionCounts(KafkaClients clients, Topics topics, TimeProvider time)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(2); // a stop waits no longer for Kafka

    private bool _fitted;

    /// <summary>Returns when they fit.</summary>
    /// <exception cref="PipelineException">They do not. Fatal when they never did, else transient.</exception>
    /// <exception cref="KafkaException">Kafka does not answer.</exception>
    public void Check(CancellationToken stopping)
    {
        using var admin = clients.CreateAdmin();
        Check(Metadata(admin, stopping));
    }

    /// <summary>The same, of what Kafka said.</summary>
    internal void Check(List<TopicMetadata> known)
    {
        var (events, state) = (Count(topics.Events, known), Count(topics.State, known));
        if (events != state)
        {
            throw Unfit($"{topics.Events} has {events} partitions, {topics.State} has {state}: they must have equally many, "
                + "'eyrie topics create --grow' makes it so");
        }

        _fitted = true;
    }

    private int Count(string topic, List<TopicMetadata> known) =>
        known.Find(metadata => metadata.Topic == topic) is { Partitions.Count: > 0 and var count }
            ? count
            : throw Unfit($"Kafka has no topic {topic}{(_fitted ? " any more" : "")}: 'eyrie topics create' makes it");

    private PipelineException Unfit(string problem) => new(_fitted ? FailureKind.Transient : FailureKind.Fatal, problem);

    private List<TopicMetadata> Metadata(IAdminClient admin, CancellationToken stopping)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            try
            {
                return admin.GetMetadata(Slice).Topics;
            }
            catch (KafkaException) when (time.GetElapsedTime(started) < RequestTimeout)
            {
                stopping.ThrowIfCancellationRequested();
            }
        }
    }
}
