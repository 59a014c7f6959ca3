using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform.Kafka;
using Eyrie.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Eyrie.Platform.Tests.Kafka;

public sealed class WholeTopicTests
{
    private readonly RecordedLog<WholeTopic> _log = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tells_once_a_minute_at_most_of_records_that_it_leaves_out_and_how_many_they_were()
    {
        var topics = new Topics("test.", 1);
        using var kafka = InProcessKafka.Start(topics);
        var clients = new KafkaClients(
            Options.Create(new KafkaOptions { BootstrapServers = kafka.BootstrapServers }), NullLogger<KafkaClients>.Instance);
        using var producer = clients.CreateProducer();
        await WriteAsync(producer, topics.Pods, 3);
        using var stop = new CancellationTokenSource();
        var topic = new WholeTopic(clients, topics.Pods, new NothingReadable(), _time, _log);

        var reading = topic.RunAsync(stop.Token);
        await topic.CaughtUp.WaitAsync(Cancellation);
        Assert.Single(_log.Lines);

        _time.Advance(TimeSpan.FromMinutes(1));
        await WriteAsync(producer, topics.Pods, 1);
        await _log.LineAsync("offset 3", Cancellation);
        Assert.Equal(2, _log.Lines.Count);
        Assert.Contains("it is no record of ours", _log.Lines[1], StringComparison.Ordinal);
        Assert.Contains("2 others", _log.Lines[1], StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private static async Task WriteAsync(IProducer<string, byte[]> producer, string topic, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await producer.ProduceAsync(new TopicPartition(topic, 0), new() { Key = $"{i}", Value = [] }, Cancellation);
        }
    }

    private sealed class NothingReadable : IWholeTopicReader
    {
        public void Begin()
        {
        }

        public void Take(string key, byte[]? value) => throw new FormatException("it is no record of ours");

        public void Ended()
        {
        }
    }
}
