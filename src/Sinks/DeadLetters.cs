using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;

namespace Eyrie.Sinks;

/// <summary>Puts records on <c>dead.v1</c>. One producer for all sinks, made when the first record needs it.</summary>
internal sealed class DeadLetters(KafkaClients clients, Topics topics) : IDisposable
{
    private const string Stage = "sinks";
    private readonly Lazy<IProducer<string, byte[]>> _producer = new(clients.CreateProducer);

    /// <summary>The topic.</summary>
    public string Topic => topics.Dead;

    /// <summary>Ends when Kafka has the record for good; while Kafka is away it waits.</summary>
    /// <exception cref="PipelineException">The producer failed.</exception>
    public async Task WriteAsync(
        ConsumeResult<string, byte[]> record, string sink, string reason, string error, CancellationToken cancellation)
    {
        var letter = DeadLetter.From(record, Stage, sink, reason, error);
        try
        {
            await WriteAsync(letter, cancellation);
        }
        catch (PipelineException e) when (e.Kind is FailureKind.Rejected)
        {
            // The headers made it too large. They say where the record is, which keeps it as long as its topic does.
            await WriteAsync(letter.CutTo(0), cancellation);
        }
    }

    /// <summary>The records with their messages: those that come without theirs are read again.</summary>
    /// <exception cref="PipelineException">Kafka did not tell.</exception>
    public IReadOnlyList<ConsumeResult<string, byte[]>> ReadAgain(IReadOnlyList<ConsumeResult<string, byte[]>> records, CancellationToken cancellation) =>
        records.All(record => record.Message is not null) ? records : new RecordsAgain(clients).Read(records, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_producer.IsValueCreated)
        {
            _producer.Value.Dispose();
        }
    }

    private async Task WriteAsync(Message<string, byte[]> letter, CancellationToken cancellation)
    {
        try
        {
            await _producer.Value.ProduceAsync(topics.Dead, letter, cancellation);
        }
        catch (ProduceException<string, byte[]> e)
        {
            throw e.ToPipeline($"writing to {topics.Dead}");
        }
    }
}
