using System.Collections.Concurrent;
using Confluent.Kafka;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher;

/// <summary>
/// The largest records that topics take, learned from what they refused: the limits are the topics', the brokers' and the
/// client's. One refusal costs a transaction; the next attempt must not try the same, or the partition would stand still.
/// </summary>
internal sealed class RecordLimits(ILogger<RecordLimits> logger)
{
    // Refused in the company of a large one, or not for its size: that is nothing to learn from.
    private const int NeverTooLarge = 64 * 1024;

    // What fits into every topic that has its broker's default of 1 MiB.
    private const int UsuallyFits = 950_000;

    // Between what a limit says and what a topic really takes there is room for usual keys and headers.
    private const int Slack = 16 * 1024;
    private const int LongestRest = 1_000;

    private readonly ConcurrentDictionary<string, int> _largest = new(StringComparer.Ordinal);

    /// <summary>Whether a record may be refused for its size, so that its delivery is worth watching.</summary>
    public static bool IsDoubtful(Message<string, byte[]> record) => SizeOf(record) > NeverTooLarge;

    /// <summary>Key, value and headers: a node may have a name of any length.</summary>
    public static int SizeOf(Message<string, byte[]> record)
    {
        var size = (record.Key?.Length ?? 0) + (record.Value?.Length ?? 0);
        for (var i = 0; i < record.Headers?.Count; i++)
        {
            size += record.Headers[i].Key.Length + (record.Headers[i].GetValueBytes()?.Length ?? 0);
        }

        return size;
    }

    /// <summary>The largest record that the topic may take.</summary>
    public int Of(string topic) => _largest.GetValueOrDefault(topic, int.MaxValue);

    /// <summary>Whether the topic may take the record.</summary>
    public bool Allow(string topic, Message<string, byte[]> record) => Of(topic) is int.MaxValue || SizeOf(record) <= Of(topic);

    /// <summary>Makes a dead letter small enough for its topic: first the value is cut, then what is long of all else.</summary>
    public Message<string, byte[]> Fit(string topic, Message<string, byte[]> letter)
    {
        letter.CutTo(Of(topic));
        if (Allow(topic, letter) || SizeOf(letter) - letter.Value?.Length <= Slack)
        {
            return letter;
        }

        var headers = new Headers();
        foreach (var header in letter.Headers)
        {
            headers.Add(header.Key, header.GetValueBytes() is { Length: > LongestRest } bytes ? bytes[..LongestRest] : header.GetValueBytes());
        }

        return new() { Key = letter.Key?.Length > LongestRest ? letter.Key[..LongestRest] : letter.Key!, Value = letter.Value!, Headers = headers };
    }

    /// <summary>Learns from what Kafka said to a record.</summary>
    public void Learn(string topic, Message<string, byte[]> record, Error error)
    {
        if (KafkaFailures.Classify(error) is not FailureKind.Rejected || !IsDoubtful(record))
        {
            return;
        }

        var size = SizeOf(record);
        var limit = size > UsuallyFits ? UsuallyFits : Math.Max(size / 2, NeverTooLarge);
        if (limit < Of(topic))
        {
            _largest[topic] = limit;
            logger.TopicTakesLess(topic, size, limit, error.Reason);
        }
    }
}
