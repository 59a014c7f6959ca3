using Confluent.Kafka;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;

namespace Eyrie.Enricher.Replay;

/// <summary>Writes a replay's records: idempotent, in order, at least once. While Kafka is away it waits.</summary>
internal sealed class ReplayOutput(KafkaClients clients) : IDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    private readonly IProducer<string, byte[]> _producer = clients.CreateProducer();
    private long _tooLarge;
    private Error? _failure;

    /// <summary>Records that the topic refused for their size.</summary>
    public long TooLarge => Interlocked.Read(ref _tooLarge);

    /// <summary>Writes one record; waits while the queue is full.</summary>
    /// <exception cref="PipelineException">Fatal: Kafka refuses.</exception>
    public void Write(string topic, Message<string, byte[]> record, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                ThrowIfFailed(topic);
                _producer.Produce(topic, record, Delivered);
                return;
            }
            catch (ProduceException<string, byte[]> e) when (e.Error.Code is ErrorCode.Local_QueueFull)
            {
                _producer.Poll(Slice);
            }
            catch (ProduceException<string, byte[]> e)
            {
                Failed(e.Error);
                if (_failure is null)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Waits until Kafka has all of it.</summary>
    /// <exception cref="PipelineException">Fatal: Kafka refuses.</exception>
    public void Flush(string topic, CancellationToken cancellation)
    {
        while (_producer.Flush(Slice) > 0)
        {
            ThrowIfFailed(topic);
            cancellation.ThrowIfCancellationRequested();
        }

        ThrowIfFailed(topic);
    }

    /// <summary>Waits for so long.</summary>
    /// <returns>How many records Kafka has not confirmed by then.</returns>
    public int Flush(TimeSpan patience) => _producer.Flush(patience);

    public void Dispose() => _producer.Dispose();

    private void ThrowIfFailed(string topic)
    {
        if (_failure is { } failure)
        {
            throw new PipelineException(FailureKind.Fatal, clients.Explain(failure, topic).Sentence);
        }
    }

    private void Delivered(DeliveryReport<string, byte[]> report)
    {
        if (report.Error.IsError)
        {
            Failed(report.Error);
        }
    }

    // Nothing times out: what fails was refused.
    private void Failed(Error error)
    {
        if (KafkaFailures.Classify(error) is FailureKind.Rejected)
        {
            Interlocked.Increment(ref _tooLarge);
        }
        else
        {
            _failure ??= error;
        }
    }
}
