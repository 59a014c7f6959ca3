using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Platform.Kafka.Lag;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Platform.Tests.Kafka.Lag;

public sealed class ConsumerLagTests : IDisposable
{
    private const string Group = "group";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly Topics Topics = new("test.", 1);
    private static readonly TopicPartition Partition = new(Topics.Alerts, 0);

    private readonly InProcessKafka _kafka = InProcessKafka.Start(Topics);
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly TestMeters _meters = new();
    private readonly KafkaClients _clients;
    private readonly ConsumerLag _lag;

    public ConsumerLagTests()
    {
        _clients = new(Options.Create(new KafkaOptions { BootstrapServers = _kafka.BootstrapServers }), NullLogger<KafkaClients>.Instance, _time);
        _lag = new(_clients, _meters, _time);
    }

    [Fact]
    public async Task Counts_what_comes_while_a_batch_is_not_settled_and_nothing_is_read()
    {
        await ProduceAsync(5);
        using var consumer = _clients.CreateConsumer(Group);
        consumer.Assign(new TopicPartitionOffset(Partition, Offset.Beginning));
        using var progress = _clients.Groups.Join(Group);
        var reader = new BatchReader(consumer, new() { MaxRecords = 2 }, TimeProvider.System, progress);
        Assert.Equal(2, Read(reader));
        Assert.Equal(5, await LagAsync());

        consumer.Pause([Partition]);
        await ProduceAsync(4);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(9, await LagAsync());
        Assert.InRange(Delay(), 59, 120); // since the oldest of the two was written

        consumer.Resume([Partition]);
        Assert.Equal(2, Read(reader));
        Assert.Equal(7, await LagAsync());
    }

    [Fact]
    public async Task Counts_partitions_that_came_with_a_batch_which_its_target_does_not_take()
    {
        await ProduceAsync(5);
        using var consumer = _clients.CreateConsumer(Group);
        using var progress = _clients.Groups.Join(Group);
        progress.Rest(consumer); // nothing is ours yet
        consumer.Assign(new TopicPartitionOffset(Partition, Offset.Beginning));
        progress.Hold([consumer.Consume(Patience)]);

        _time.Advance(TimeSpan.FromSeconds(1));
        progress.Watch(consumer);

        Assert.Equal(5, await LagAsync());
    }

    [Fact]
    public async Task Is_nothing_once_all_is_settled()
    {
        await ProduceAsync(2);
        using var consumer = _clients.CreateConsumer(Group);
        consumer.Assign(new TopicPartitionOffset(Partition, Offset.Beginning));
        using var progress = _clients.Groups.Join(Group);
        var reader = new BatchReader(consumer, new() { MaxRecords = 2 }, TimeProvider.System, progress);
        Read(reader);
        _time.Advance(TimeSpan.FromSeconds(2));
        reader.Read(TimeSpan.Zero);

        Assert.Equal((0, 0.0), (await LagAsync(), Delay()));
    }

    [Fact]
    public async Task Begins_at_what_the_group_has_committed_where_nothing_was_read_yet()
    {
        await ProduceAsync(5);
        using (var earlier = _clients.CreateConsumer(Group))
        {
            earlier.Assign(Partition);
            earlier.Commit([new(Partition, 3)]);
        }

        using var consumer = _clients.CreateConsumer(Group);
        consumer.Assign(Partition);
        using var progress = _clients.Groups.Join(Group);
        progress.Rest(consumer);

        Assert.Equal(2, await LagAsync());
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(2, await LagAsync());
        Assert.Equal(180, Delay());
    }

    [Fact]
    public async Task Says_nothing_of_a_consumer_that_is_closed()
    {
        await ProduceAsync(1);
        using var consumer = _clients.CreateConsumer(Group);
        consumer.Assign(Partition);
        var progress = _clients.Groups.Join(Group);
        progress.Rest(consumer);
        Assert.Equal(1, await LagAsync());

        progress.Dispose();
        await _lag.LookAsync();

        var before = _meters.Sum("eyrie.kafka.consumer.lag");
        _meters.Observe();
        Assert.Equal(before, _meters.Sum("eyrie.kafka.consumer.lag"));
    }

    public void Dispose()
    {
        _lag.Dispose();
        _meters.Dispose();
        _kafka.Dispose();
    }

    private static int Read(BatchReader reader)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(deadline) < Patience)
        {
            if (reader.Read(TimeSpan.FromMilliseconds(200)) is { Count: > 0 } batch)
            {
                return batch.Count;
            }
        }

        return 0;
    }

    // The meters add up what gauges of long say: the difference is what this look has found.
    private async Task<long> LagAsync()
    {
        await _lag.LookAsync();
        var before = _meters.Sum("eyrie.kafka.consumer.lag", $"group={Group}", $"topic={Topics.Alerts}");
        _meters.Observe();
        return _meters.Sum("eyrie.kafka.consumer.lag", $"group={Group}", $"topic={Topics.Alerts}") - before;
    }

    private double Delay() => _meters.Observe().LastReal("eyrie.kafka.consumer.delay", $"group={Group}", $"topic={Topics.Alerts}")!.Value;

    private async Task ProduceAsync(int count)
    {
        using var producer = _clients.CreateProducer();
        for (var i = 0; i < count; i++)
        {
            await producer.ProduceAsync(Partition, new() { Key = "k", Value = [] }, TestContext.Current.CancellationToken);
        }
    }
}
