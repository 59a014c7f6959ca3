using System.Threading.Channels;
using Confluent.Kafka;

namespace Eyrie.Testing;

/// <summary>A Kafka producer without Kafka: it keeps what it is given until a test says what became of it.</summary>
public sealed class ScriptedProducer : IProducer<string, byte[]>
{
    private readonly Channel<(Message<string, byte[]> Message, Action<DeliveryReport<string, byte[]>> Report)> _taken =
        Channel.CreateUnbounded<(Message<string, byte[]>, Action<DeliveryReport<string, byte[]>>)>();

    /// <summary>What the next calls of Produce throw, if anything.</summary>
    public Queue<ErrorCode> Refusals { get; } = new();

    /// <summary>What was produced to a named partition, or to any of a topic: nobody waits for its delivery.</summary>
    public List<(TopicPartition Place, Message<string, byte[]> Record)> Placed { get; } = [];

    /// <summary>Calls of Produce, refused ones too.</summary>
    public int Calls { get; private set; }

    /// <summary>Where the last one was to go.</summary>
    public string? LastTopic { get; private set; }

    public Handle Handle => throw new NotSupportedException();

    public string Name => "scripted";

    /// <summary>Waits for a record and gives it its delivery report.</summary>
    public Task<Message<string, byte[]>> DeliverAsync(CancellationToken cancellation, ErrorCode outcome = ErrorCode.NoError) =>
        DeliverAsync(new Error(outcome), cancellation);

    /// <summary>Waits for a record and gives it its delivery report.</summary>
    public async Task<Message<string, byte[]>> DeliverAsync(Error outcome, CancellationToken cancellation)
    {
        var (message, report) = await _taken.Reader.ReadAsync(cancellation);
        report(new() { Message = message, Error = outcome });
        return message;
    }

    /// <summary>Waits for a record and keeps its report back.</summary>
    public async Task<Action> HoldAsync(CancellationToken cancellation)
    {
        var (message, report) = await _taken.Reader.ReadAsync(cancellation);
        return () => report(new() { Message = message, Error = new(ErrorCode.NoError) });
    }

    public void Produce(string topic, Message<string, byte[]> message, Action<DeliveryReport<string, byte[]>>? deliveryHandler = null)
    {
        Calls++;
        LastTopic = topic;
        if (Refusals.TryDequeue(out var refusal))
        {
            throw new ProduceException<string, byte[]>(new(refusal), new() { Message = message });
        }

        _taken.Writer.TryWrite((message, deliveryHandler!));
    }

    public void Produce(
        TopicPartition topicPartition, Message<string, byte[]> message, Action<DeliveryReport<string, byte[]>>? deliveryHandler = null) =>
        Placed.Add((topicPartition, message));

    public Task<DeliveryResult<string, byte[]>> ProduceAsync(
        string topic, Message<string, byte[]> message, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<DeliveryResult<string, byte[]>> ProduceAsync(
        TopicPartition topicPartition, Message<string, byte[]> message, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public int Poll(TimeSpan timeout) => 0;

    public int Flush(TimeSpan timeout) => 0;

    public void Flush(CancellationToken cancellationToken = default)
    {
        // Delivery is in the test's hands.
    }

    public void InitTransactions(TimeSpan timeout) => throw new NotSupportedException();

    public void BeginTransaction() => throw new NotSupportedException();

    public void CommitTransaction(TimeSpan timeout) => throw new NotSupportedException();

    public void CommitTransaction() => throw new NotSupportedException();

    public void AbortTransaction(TimeSpan timeout) => throw new NotSupportedException();

    public void AbortTransaction() => throw new NotSupportedException();

    public void SendOffsetsToTransaction(
        IEnumerable<TopicPartitionOffset> offsets, IConsumerGroupMetadata groupMetadata, TimeSpan timeout) =>
        throw new NotSupportedException();

    public int AddBrokers(string brokers) => 0;

    public void SetSaslCredentials(string username, string password) => throw new NotSupportedException();

    public void Dispose()
    {
        // Nothing is held.
    }
}
