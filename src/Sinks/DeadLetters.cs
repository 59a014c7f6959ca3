using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;

namespace Eyrie.Sinks;

/// <summary>Puts records on <c>dead.v1</c>. One producer for all sinks, made when the first record needs it.</summary>
internal sealed class DeadLetters(KafkaClients clients, Topics topics) : IDisposable
{
    private const string Stage = "sinks";
    private readonly Lock _gate = new();
    private IProducer<string, byte[]>? _producer;

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
            await Producer().ProduceAsync(topics.Dead, letter, cancellation);
        }
        catch (ProduceException<string, byte[]> e) when (KafkaFailures.Classify(e.Error) is FailureKind.Rejected)
        {
            // The headers made it too large. They say where the record is, which keeps it as long as its topic does.
            letter.Value = [];
            await Producer().ProduceAsync(topics.Dead, letter, cancellation);
        }
        catch (ProduceException<string, byte[]> e)
        {
            if (e.Error.IsFatal)
            {
                Forget();
            }

            throw e.ToPipeline($"writing to {topics.Dead}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Forget();

    private IProducer<string, byte[]> Producer()
    {
        lock (_gate)
        {
            return _producer ??= clients.CreateProducer();
        }
    }

    private void Forget()
    {
        lock (_gate)
        {
            _producer?.Dispose();
            _producer = null;
        }
    }
}
