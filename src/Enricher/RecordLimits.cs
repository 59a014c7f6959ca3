using System.Collections.Concurrent;
using Confluent.Kafka;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher;

/// <summary>
/// The largest values that topics take, learned from what they refused: the limits are the topics', the brokers' and the
/// client's. One refusal costs a transaction; the next attempt must not try the same, or the partition would stand still.
/// </summary>
internal sealed class RecordLimits(ILogger<RecordLimits> logger)
{
    // Refused in the company of a large one, or not for its size: that is nothing to learn from.
    private const int NeverTooLarge = 64 * 1024;

    // What fits into every topic that has its broker's default of 1 MiB.
    private const int UsuallyFits = 950_000;

    private readonly ConcurrentDictionary<string, int> _largest = new(StringComparer.Ordinal);

    /// <summary>Whether a record may be refused for its size, so that its delivery is worth watching.</summary>
    public static bool IsDoubtful(Message<string, byte[]> record) => record.Value?.Length > NeverTooLarge;

    /// <summary>The largest value that the topic may take.</summary>
    public int Of(string topic) => _largest.GetValueOrDefault(topic, int.MaxValue);

    /// <summary>Whether the topic may take the record.</summary>
    public bool Allow(string topic, Message<string, byte[]> record) => !(record.Value?.Length > Of(topic));

    /// <summary>Learns from what Kafka said to a record.</summary>
    public void Learn(string topic, Message<string, byte[]> record, Error error)
    {
        if (KafkaFailures.Classify(error) is not FailureKind.Rejected || !IsDoubtful(record))
        {
            return;
        }

        var size = record.Value.Length;
        var limit = size > UsuallyFits ? UsuallyFits : Math.Max(size / 2, NeverTooLarge);
        if (limit < Of(topic))
        {
            _largest[topic] = limit;
            logger.TopicTakesLess(topic, size, limit, error.Reason);
        }
    }
}
