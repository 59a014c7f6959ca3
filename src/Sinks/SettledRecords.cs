using Confluent.Kafka;
using Eyrie.Contracts;

namespace Eyrie.Sinks;

/// <summary>Which records of a batch may be committed that was not brought to its end.</summary>
internal static class SettledRecords
{
    /// <summary>Of each partition those before its first record that is open: what comes after it is read again with it.</summary>
    public static List<ConsumeResult<string, byte[]>> BeforeOpen(
        IReadOnlyList<ConsumeResult<string, byte[]>> records, SinkBatch batch, IReadOnlySet<Alert> open)
    {
        var openRecords = new HashSet<ConsumeResult<string, byte[]>>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < batch.Alerts.Count; i++)
        {
            if (open.Contains(batch.Alerts[i]))
            {
                openRecords.Add(batch.Records[i]);
            }
        }

        var (settled, held) = (new List<ConsumeResult<string, byte[]>>(), new HashSet<TopicPartition>());
        foreach (var record in records)
        {
            if (openRecords.Contains(record))
            {
                held.Add(record.TopicPartition);
            }
            else if (!held.Contains(record.TopicPartition))
            {
                settled.Add(record);
            }
        }

        return settled;
    }
}
