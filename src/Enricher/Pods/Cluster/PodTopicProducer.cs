using Confluent.Kafka;
using Eyrie.Contracts;
using Eyrie.Platform;
using Eyrie.Platform.Kafka;
using Microsoft.Extensions.Logging;

namespace Eyrie.Enricher.Pods.Cluster;

/// <summary>Writes records to <c>pods.v1</c>. When Kafka is away it keeps what fits, then lets its callers wait.</summary>
internal sealed class PodTopicProducer(KafkaClients clients, Topics topics, TimeProvider time, ILogger<PodTopicProducer> logger) : IDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(10);

    private readonly Lazy<IProducer<string, byte[]>> _producer = new(() => clients.CreateProducer(LocalBuffer.Large));
    private volatile PipelineException? _failure;
    private long _last = -1;
    private long _waiting;
    private long _progress;

    /// <summary>Why no record can be written any more; null while they can.</summary>
    public PipelineException? Failure => _failure;

    /// <summary>For how long Kafka has taken none of the records that wait; zero when none does.</summary>
    public TimeSpan Stalled => Volatile.Read(ref _waiting) == 0 ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref _progress));

    /// <summary>Writes a record; a null value takes its key out.</summary>
    /// <exception cref="KafkaException">The producer can take no more, ever.</exception>
    public void Write(string key, byte[]? value)
    {
        var record = new Message<string, byte[]> { Key = key, Value = value! };
        while (_failure is null)
        {
            try
            {
                Wait();
                _producer.Value.Produce(new TopicPartition(topics.Pods, 0), record, Reported);
                return;
            }
            catch (ProduceException<string, byte[]> e) when (e.Error.Code is ErrorCode.Local_QueueFull)
            {
                Interlocked.Decrement(ref _waiting);
                _producer.Value.Flush(Slice);
            }
        }
    }

    public void Dispose()
    {
        if (_producer.IsValueCreated)
        {
            _producer.Value.Flush(LastWait);
            _producer.Value.Dispose();
        }
    }

    private void Wait()
    {
        if (Interlocked.Increment(ref _waiting) == 1)
        {
            Volatile.Write(ref _progress, time.GetTimestamp());
        }
    }

    private void Reported(DeliveryReport<string, byte[]> report)
    {
        Volatile.Write(ref _progress, time.GetTimestamp());
        Interlocked.Decrement(ref _waiting);
        if (report.Error.IsError)
        {
            Failed(report);
            return;
        }

        // What others wrote lies between. A lower number than before is another topic of the same name, with nothing in it.
        if (report.Offset.Value <= _last)
        {
            _failure ??= new(FailureKind.Fatal, $"{topics.Pods} was made anew: starting again, to fill it");
        }

        _last = report.Offset.Value;
    }

    private void Failed(DeliveryReport<string, byte[]> report)
    {
        if (KafkaFailures.Classify(report.Error) is FailureKind.Rejected)
        {
            logger.PodsRecordRefused(topics.Pods, report.Message.Key, report.Message.Value?.Length ?? 0, report.Error.Reason);
        }
        else
        {
            _failure ??= new(FailureKind.Fatal, clients.Explain(report.Error, topics.Pods).Sentence);
        }
    }
}
