using Confluent.Kafka;
using Eyrie.Contracts;

namespace Eyrie.Sinks.Tests;

public sealed class SettledRecordsTests
{
    [Fact]
    public void Ends_each_partition_before_its_first_open_record()
    {
        var records = new[] { Record(0, 5), Record(1, 8), Record(0, 6), Record(1, 9), Record(0, 7), Record(2, 1) };
        var batch = new SinkBatch(records.Length);
        foreach (var record in records.Where(record => record.Offset != 5)) // the first was not for the sink
        {
            batch.Records.Add(record);
            batch.Alerts.Add(An.Alert($"{record.Partition.Value}-{record.Offset.Value}"));
        }

        var open = batch.Alerts.Where(alert => alert.Id is "0-6" or "1-9").ToHashSet<Alert>(ReferenceEqualityComparer.Instance);

        Assert.Equal([records[0], records[1], records[5]], SettledRecords.BeforeOpen(records, batch, open));
    }

    private static ConsumeResult<string, byte[]> Record(int partition, long offset) => new()
    {
        TopicPartitionOffset = new("alerts.v1", partition, offset),
        Message = new() { Value = [] },
    };
}
