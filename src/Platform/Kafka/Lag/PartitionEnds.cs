using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace Eyrie.Platform.Kafka.Lag;

/// <summary>Asks Kafka what consumers cannot tell: where partitions end, and what their group has committed where nothing was read yet.</summary>
internal sealed class PartitionEnds(KafkaClients clients) : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private IAdminClient? _admin;

    /// <summary>The ends, as far as Kafka knows them: those of transactions that are still open are left out.</summary>
    /// <exception cref="KafkaException">Kafka did not tell.</exception>
    public async Task<Dictionary<TopicPartition, long>> EndsAsync(IEnumerable<TopicPartition> partitions)
    {
        _admin ??= clients.CreateAdmin();
        var answer = await _admin.ListOffsetsAsync(
            partitions.Select(static partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }),
            new() { IsolationLevel = IsolationLevel.ReadCommitted, RequestTimeout = RequestTimeout });
        return answer.ResultInfos
            .Where(static one => !one.TopicPartitionOffsetError.Error.IsError)
            .ToDictionary(static one => one.TopicPartitionOffsetError.TopicPartition, static one => one.TopicPartitionOffsetError.Offset.Value);
    }

    /// <summary>What the group has committed; 0 where nothing is: such a partition is read from its beginning.</summary>
    /// <exception cref="KafkaException">Kafka did not tell.</exception>
    public async Task<Dictionary<TopicPartition, long>> CommittedAsync(string group, IReadOnlyList<TopicPartition> partitions)
    {
        if (partitions.Count == 0)
        {
            return [];
        }

        _admin ??= clients.CreateAdmin();
        var answer = await _admin.ListConsumerGroupOffsetsAsync(
            [new ConsumerGroupTopicPartitions(group, [.. partitions])], new() { RequestTimeout = RequestTimeout });
        return answer[0].Partitions
            .Where(static one => !one.Error.IsError)
            .ToDictionary(static one => one.TopicPartition, static one => Math.Max(0, one.Offset.Value));
    }

    public void Dispose() => _admin?.Dispose();
}
